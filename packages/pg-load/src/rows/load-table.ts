import type { ManifestTable, Part } from "@dp/bundle";
import type { Queryable } from "@dp/pg-client";
import { quoteColumns, quoteIdentifier, quoteQualified, type QualifiedName, typeSql } from "@dp/pg-ddl";

import type { ChosenTarget } from "../target/way.ts";

const schema = "dp_load";

/** The tables that rows of one table of a bundle wait in. */
export interface LoadTables {
  readonly rows: QualifiedName;
  readonly deletedKeys: QualifiedName;
  readonly bucketKeys: QualifiedName;
}

/** Their names: short, ours, and told by the ledger's id of the bundle. */
export function loadTables(bundleId: string, index: number): LoadTables {
  const name = `b${bundleId}_t${String(index)}`;
  return {
    rows: { schema, name },
    deletedKeys: { schema, name: `${name}_d` },
    bucketKeys: { schema, name: `${name}_k` },
  };
}

/** The load table of a part, and the columns that its fields fill. */
export function destination(
  tables: LoadTables,
  { holds }: Pick<Part, "holds">,
  table: ManifestTable,
): { readonly name: QualifiedName; readonly columns: readonly string[] } {
  if (holds === "rows") return { name: tables.rows, columns: table.columns };
  return { name: holds === "deleted-keys" ? tables.deletedKeys : tables.bucketKeys, columns: table.key ?? [] };
}

/** A table of plain columns, as values of the bundle have their types; what takes no NULL there takes none here. */
async function createPlain(
  db: Queryable,
  name: QualifiedName,
  target: ChosenTarget,
  names: readonly string[],
): Promise<void> {
  const { live, shape } = target;
  await db.query(
    `CREATE TABLE ${quoteQualified(name)} AS SELECT ${quoteColumns(names)} FROM ${quoteQualified(live)} WITH NO DATA`,
  );
  const columns = shape.columns.filter((column) => names.includes(column.name));
  const changes = columns.flatMap((column) => {
    const quoted = quoteIdentifier(column.name);
    return [
      ...(column.wider ? [`ALTER COLUMN ${quoted} TYPE ${typeSql(column.type)}`] : []),
      ...(column.notNull ? [`ALTER COLUMN ${quoted} SET NOT NULL`] : []),
    ];
  });
  if (changes.length > 0) await db.query(`ALTER TABLE ${quoteQualified(name)} ${changes.join(", ")}`);
}

/** A table that can take the live one's place once it has indexes, keys, owner and rights. */
async function createTwin(db: Queryable, name: QualifiedName, { live }: ChosenTarget): Promise<void> {
  const options = live.options === "" ? "" : ` WITH (${live.options})`;
  const like = `LIKE ${quoteQualified(live)} INCLUDING ALL EXCLUDING INDEXES EXCLUDING STATISTICS`;
  await db.query(`CREATE TABLE ${quoteQualified(name)} (${like})${options}`);
}

/** Makes the load tables of one table; in the transaction of the ledger's line, so that none is without one. */
export async function createLoadTables(db: Queryable, tables: LoadTables, target: ChosenTarget): Promise<void> {
  const { table, way } = target;
  if (way === "swap") await createTwin(db, tables.rows, target);
  else await createPlain(db, tables.rows, target, table.columns);
  const key = table.key ?? [];
  const holds = new Set(table.parts.map((part) => part.holds));
  if (holds.has("deleted-keys")) await createPlain(db, tables.deletedKeys, target, key);
  if (holds.has("bucket-keys") || table.bucketsReplaced !== undefined) {
    await createPlain(db, tables.bucketKeys, target, key);
  }
}

/** Drops what is left of a bundle's load tables. */
export async function dropLoadTables(db: Queryable, bundleId: string): Promise<void> {
  const found = await db.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname ~ $2 ORDER BY c.relname`,
    [schema, `^b${bundleId}_t[0-9]+(_[dk])?$`],
  );
  if (found.length === 0) return;
  const names = found.map(({ name }) => quoteQualified({ schema, name }));
  await db.query(`DROP TABLE ${names.join(", ")}`);
}
