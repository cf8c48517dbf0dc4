import type { PgConnection, Queryable } from "./connection.ts";
import { migrations } from "./generated/sql.ts";

/** One line of the history that this database keeps of us. */
export interface HistoryEntry {
  readonly runId: string;
  readonly action: string;
  /** Program and version. */
  readonly program: string;
  readonly sourceCommit?: string;
  readonly planHash?: string;
  /** Anything that JSON holds; no row values. */
  readonly details: unknown;
  readonly result: "started" | "done" | "failed";
}

/** Makes the schema `dp_control` or brings it up to date. Call under the advisory lock. */
export async function ensureControlSchema(db: PgConnection): Promise<void> {
  const [present] = await db.query<{ there: boolean }>(
    "SELECT to_regclass('dp_control.migration') IS NOT NULL AS there",
  );
  const done = new Set<string>();
  if (present?.there === true) {
    for (const row of await db.query<{ name: string }>("SELECT name FROM dp_control.migration")) done.add(row.name);
  }
  const missing = migrations.filter(({ name }) => !done.has(name));
  if (missing.length === 0) return;
  await db.transaction(async () => {
    await db.query("CREATE SCHEMA IF NOT EXISTS dp_control");
    await db.query(
      "CREATE TABLE IF NOT EXISTS dp_control.migration (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp())",
    );
    for (const { name, sql } of missing) {
      await db.query(sql);
      await db.query("INSERT INTO dp_control.migration (name) VALUES ($1)", [name]);
    }
  });
}

/** Adds a line to the history. */
export async function recordHistory(db: Queryable, entry: HistoryEntry): Promise<void> {
  const { runId, action, program, sourceCommit, planHash, details, result } = entry;
  await db.query(
    `INSERT INTO dp_control.history (run_id, action, program, source_commit, plan_hash, details, result)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [runId, action, program, sourceCommit ?? null, planHash ?? null, JSON.stringify(details), result],
  );
}
