import { PostgresError, type Queryable } from "@dp/pg-client";
import { type Plan, quoteQualified, type QualifiedName, type Statement, tableKey } from "@dp/pg-ddl";

import { dependentsSql, sizesSql } from "./generated/sql.ts";

/** A table that a plan drops: what would go with it, and what stands in the way. */
export interface DropInspection {
  readonly table: QualifiedName;
  /** Rows that would be gone; undefined where the server has no idea. */
  readonly rows?: number;
  /** Whether `rows` was counted; otherwise it is the server's estimate. */
  readonly exact: boolean;
  /** Whether there is at least one row. */
  readonly filled: boolean;
  /** What depends on the table and is not dropped by the plan, in the server's words, e.g. `view public.totals`. */
  readonly dependents: readonly string[];
}

interface SizeRow extends QualifiedName {
  readonly oid: string;
  readonly bytes: number;
  readonly estimate: number;
}

interface DependentRow {
  readonly oid: string;
  readonly description: string;
  readonly keySchema: string | null;
  readonly keyTable: string | null;
  readonly keyName: string | null;
}

// Read in about a second.
const countedBytes = 64 * 1024 * 1024;

/** Whether a statement drops a table with whatever is in it. */
export function dropsTable({ action, object }: Statement): boolean {
  return action === "drop" && object.kind === "table";
}

async function rowsOf(
  db: Queryable,
  table: SizeRow,
): Promise<Pick<DropInspection, "exact" | "filled"> & { readonly rows?: number }> {
  const name = quoteQualified(table);
  if (table.bytes <= countedBytes) {
    const [row] = await db.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${name}`);
    const rows = Number(row?.rows);
    return { rows, exact: true, filled: rows > 0 };
  }
  const [row] = await db.query<{ filled: boolean }>(`SELECT EXISTS (SELECT FROM ${name}) AS filled`);
  const estimate = table.estimate < 0 ? {} : { rows: table.estimate };
  return { ...estimate, exact: false, filled: row?.filled === true };
}

/** A role that plans may have no right to read rows; there may be some, then. */
function unlessDenied(error: unknown): Pick<DropInspection, "exact" | "filled"> {
  if (error instanceof PostgresError && error.sqlState === "42501") return { exact: false, filled: true };
  throw error;
}

/** Foreign keys that the plan itself drops before the tables they point to. */
function droppedKeys({ statements }: Plan): ReadonlySet<string> {
  return new Set(
    statements
      .filter(({ phase, object }) => phase === "drop" && object.kind === "foreign key")
      .map(({ object }) => JSON.stringify([object.schema, object.name, object.part])),
  );
}

/**
 * The tables that a plan drops, in its order, with their rows and with what depends on them from outside: found
 * beforehand, since nothing is ever dropped with CASCADE. Small tables are counted, for others the server's estimate is
 * given. @throws PostgresError
 */
export async function inspectDrops(db: Queryable, plan: Plan): Promise<readonly DropInspection[]> {
  const tables = plan.statements.filter(dropsTable).map(({ object }) => object);
  if (tables.length === 0) return [];
  const sizes = await db.query<SizeRow>(sizesSql, [tables.map((one) => one.schema), tables.map((one) => one.name)]);
  const found = await db.query<DependentRow>(dependentsSql, [sizes.map(({ oid }) => oid)]);
  const dropped = droppedKeys(plan);
  const outside = found.filter((row) => !dropped.has(JSON.stringify([row.keySchema, row.keyTable, row.keyName])));
  const inspections: DropInspection[] = [];
  for (const { schema, name } of tables) {
    const size = sizes.find((one) => tableKey(one) === tableKey({ schema, name }));
    if (size === undefined) continue;
    const dependents = outside.filter(({ oid }) => oid === size.oid).map(({ description }) => description);
    const rows = await rowsOf(db, size).catch(unlessDenied);
    inspections.push({ table: { schema, name }, ...rows, dependents });
  }
  return inspections;
}
