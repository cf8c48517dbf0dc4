import type { PgConnection } from "./connection.ts";
import { migrations } from "./generated/sql.ts";

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
