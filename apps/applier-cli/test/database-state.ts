import type { Stage } from "./stage.ts";

// Numbers of objects and files of tables: a table that was dropped and made again has others.
const state = `
  SELECT 'relation' AS kind, n.nspname AS schema, c.relname AS name, c.oid::text || ' ' || c.relfilenode AS facts
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^(pg_|information_schema$)'
  UNION ALL
  SELECT 'column', n.nspname, c.relname || '.' || a.attname,
         format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || coalesce(col_description(c.oid, a.attnum), '')
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^(pg_|information_schema$)' AND a.attnum > 0
  UNION ALL
  SELECT 'constraint', n.nspname, c.conname, c.oid::text || ' ' || pg_get_constraintdef(c.oid)
  FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname !~ '^(pg_|information_schema$)'
  UNION ALL
  SELECT 'schema', nspname, '', oid::text FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'
  ORDER BY 1, 2, 3, 4`;

/** Everything of ours in the database, to see that nothing has changed. */
export async function stateOf(client: Stage["client"]): Promise<readonly unknown[]> {
  return (await client.query<object>(state)).rows;
}

/** Names of all schemas but the server's own. */
export async function schemasOf(client: Stage["client"]): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)' ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

/** Whether a history is kept, and what it says: one line a row. */
export async function historyOf(client: Stage["client"]): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('dp_control.history') IS NOT NULL AS there",
  );
  if (rows[0]?.there !== true) return [];
  return (await client.query<Record<string, unknown>>("SELECT * FROM dp_control.history ORDER BY id")).rows;
}
