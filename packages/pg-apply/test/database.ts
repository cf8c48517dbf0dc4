import { type DatabaseAddress, withDatabase } from "@dp/embedded-postgres";
import type { TableMetadata } from "@dp/metadata";
import { connectPostgres, type PgConnection } from "@dp/pg-client";

import { type ApplyOptions, applyPlan, type ApplyResult, planChanges } from "../src/index.ts";

export const who: ApplyOptions = { runId: "test-run", program: "test 0.0.0", pauseMs: 20 };

/** Opens a connection as the applier does. */
export function connect(address: DatabaseAddress): Promise<PgConnection> {
  return connectPostgres({ ...address, sslmode: "disable" }, { applicationName: "dp/test" });
}

/** A fresh database and the applier's connection to it. */
export async function withConnection<T>(use: (db: PgConnection, address: DatabaseAddress) => Promise<T>): Promise<T> {
  return withDatabase(async (_client, address) => {
    const db = await connect(address);
    try {
      return await use(db, address);
    } finally {
      await db.close();
    }
  });
}

/** Plans and applies. */
export async function make(
  db: PgConnection,
  metadata: readonly TableMetadata[],
  options: { readonly dropExisting?: boolean } = {},
): Promise<ApplyResult> {
  return applyPlan(db, await planChanges(db, metadata, options), who);
}
