import { startPostgres, type PostgresServer } from "./server.ts";

/** Starts the one server of a test run. */
export default async function setup(): Promise<void> {
  const server = await startPostgres();
  const { host, port, user, password } = server;
  process.env.DP_TEST_POSTGRES = JSON.stringify({ host, port, user, password, database: "postgres" });
  (globalThis as { dpPostgres?: PostgresServer }).dpPostgres = server;
}
