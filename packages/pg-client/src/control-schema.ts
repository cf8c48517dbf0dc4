import type { PgConnection, Queryable } from "./connection.ts";
import { migrations } from "./generated/sql.ts";

/** Whether the schema `dp_control` is there and up to date. */
export async function hasControlSchema(db: Queryable): Promise<boolean> {
  const [present] = await db.query<{ there: boolean }>(
    "SELECT to_regclass('dp_control.migration') IS NOT NULL AS there",
  );
  if (present?.there !== true) return false;
  const done = await db.query<{ name: string }>("SELECT name FROM dp_control.migration");
  return migrations.every(({ name }) => done.some((one) => one.name === name));
}

/**
 * Makes the tables those of the schema's owner, where this role may act as it: whoever applies next may then change them
 * too, and rights that the owner hands on by default are on them.
 */
async function becomeOwner(db: PgConnection): Promise<void> {
  await db.query(
    `SELECT pg_catalog.set_config('role', r.rolname::text, true)
     FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner
     WHERE n.nspname = 'dp_control' AND r.rolname <> current_user AND NOT r.rolsuper
       AND pg_catalog.pg_has_role(r.oid, 'MEMBER')`,
  );
}

/**
 * Makes the schema `dp_control` or brings it up to date. A role without CREATE on the database can do so where the schema
 * is there and belongs to a role that it is a member of. Call under the advisory lock.
 */
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
    const [schema] = await db.query("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'dp_control'");
    // IF NOT EXISTS would ask for CREATE on the database all the same.
    if (schema === undefined) await db.query("CREATE SCHEMA dp_control");
    await becomeOwner(db);
    await db.query(
      "CREATE TABLE IF NOT EXISTS dp_control.migration (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp())",
    );
    for (const { name, sql } of missing) {
      await db.query(sql);
      await db.query("INSERT INTO dp_control.migration (name) VALUES ($1)", [name]);
    }
  });
}
