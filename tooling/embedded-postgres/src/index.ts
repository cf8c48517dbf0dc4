export { type PostgresServer, startPostgres } from "./server.ts";
export { onSmallTablespace, type SmallTablespace } from "./small-tablespace.ts";
export { type DatabaseAddress, withDatabase } from "./with-database.ts";
