import type { PostgresServer } from "./server.ts";

/** Stops the one server of a test run. */
export default async function teardown(): Promise<void> {
  await (globalThis as { dpPostgres?: PostgresServer }).dpPostgres?.stop();
}
