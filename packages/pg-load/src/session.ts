import { ensureControlSchema, hasControlSchema, type PgConnection, withAdvisoryLock } from "@dp/pg-client";
import { postgresTextSettings } from "@dp/type-map/sql";

// The values of COPY and of sums mean what type-map says only under its settings. Statements may take long; a lock that
// readers would queue behind is given up soon. READ COMMITTED: what was committed before a lock came is seen behind it.
const settings = [
  ...Object.entries(postgresTextSettings).map(([name, value]) => `SET ${name} = '${value}'`),
  "SET statement_timeout = 0",
  "SET lock_timeout = '2s'",
  "SET idle_in_transaction_session_timeout = '10min'",
  "SET default_transaction_isolation = 'read committed'",
].join("; ");

/** Opens a session that loads. */
export async function openSession(connect: () => Promise<PgConnection>): Promise<PgConnection> {
  const db = await connect();
  try {
    await db.query(settings);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Makes the ledger, or brings it up to date, where that has to be done. */
export async function ensureLedger(db: PgConnection, waitMs: number): Promise<void> {
  if (await hasControlSchema(db)) return;
  await withAdvisoryLock(db, { name: "apply", waitMs }, () => ensureControlSchema(db));
}
