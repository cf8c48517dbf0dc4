export { type PostgresServer, startPostgres } from "./server.ts";
export { type DatabaseAddress, withDatabase } from "./with-database.ts";
