import { createDuckStore } from "./duck/index.ts";
import { createEngine } from "./engine.ts";
import type { SimOptions, SimUser } from "./options.ts";
import { serve, type SnowflakeSim } from "./sim.ts";

export { SqlError } from "./contracts.ts";
export type { Engine, Session } from "./contracts.ts";
export { startConnectProxy, type ConnectProxy } from "./connect-proxy.ts";
export { createDuckStore } from "./duck/index.ts";
export { createEngine, type EngineOptions } from "./engine.ts";
export type { Fault, FaultAction, FaultControl, FaultKind, FaultMatch, FaultTime } from "./faults.ts";
export type { SimOptions, SimUser } from "./options.ts";
export type { SnowflakeSim } from "./sim.ts";
export type { LoggedStatement } from "./statement-log.ts";
export { testCertificate } from "./test-certificate.ts";

/**
 * Starts a Snowflake stand-in on 127.0.0.1: one account, its catalogue, rows in DuckDB, and the HTTP protocol that
 * `snowflake-sdk` speaks. The caller closes it.
 * @throws SqlError when one of the SQL texts fails, with the line in its message.
 */
export async function startSnowflakeSim(options: SimOptions = {}): Promise<SnowflakeSim> {
  const account = (options.account ?? "SIM").toUpperCase();
  const store = await createDuckStore();
  const engine = createEngine({
    account,
    store,
    users: options.users ?? [],
    ...(options.listingCap === undefined ? {} : { listingCap: options.listingCap }),
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  try {
    for (const text of options.sql ?? []) await engine.load(text);
    await engine.load(roleStatements(options.users ?? []));
    return await serve(engine, options);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Roles of the users that no SQL text has made. */
function roleStatements(users: readonly SimUser[]): string {
  const roles = new Set(users.flatMap((user) => user.roles.map((role) => role.toUpperCase())));
  return [...roles].map((role) => `CREATE ROLE IF NOT EXISTS "${role.replaceAll('"', '""')}";`).join("\n");
}
