import { type PgConnection, PostgresError } from "@dp/pg-client";
import type { TableMetadata } from "@dp/metadata";
import {
  consideredTables,
  fromMetadata,
  joinSql,
  type ObjectRef,
  type PgForeignKey,
  type PgKey,
  type PgModel,
  type PgTable,
  type Plan,
  quoteColumns,
  quoteIdentifier,
  quoteQualified,
  type QualifiedName,
  sql,
  type SqlText,
  tableKey,
  type TargetSettings,
} from "@dp/pg-ddl";

import { readCatalogue } from "./read-catalogue.ts";

/** Why rows that are there will be refused. */
export type RefusalCode = "ROWS_DUPLICATE" | "ROWS_NULL" | "ROWS_ORPHANED";

/** Rows that a key or NOT NULL of a plan would refuse. */
export interface RefusedRows {
  readonly code: RefusalCode;
  readonly object: ObjectRef;
  /** How many rows; undefined when they could not be counted: too many, or not to be read. */
  readonly rows?: number;
  /** Shows the rows, for a person at psql. */
  readonly query: string;
}

interface Check {
  readonly code: RefusalCode;
  readonly object: ObjectRef;
  readonly count: SqlText;
  readonly query: SqlText;
}

interface Sides {
  readonly plan: Plan;
  readonly wanted: ReadonlyMap<string, PgTable>;
  readonly present: ReadonlyMap<string, PgTable>;
  /** Tables that the plan makes, or makes anew: without rows. */
  readonly made: ReadonlySet<string>;
}

function conditions(columns: readonly string[], test: (column: SqlText) => SqlText): readonly SqlText[] {
  return columns.map((column) => test(quoteIdentifier(column)));
}

function all(tests: readonly SqlText[], word: SqlText): SqlText {
  return tests.reduce((text, test) => sql`${text} ${word} ${test}`);
}

function check(code: RefusalCode, object: ObjectRef, { from, select }: { from: SqlText; select: SqlText }): Check {
  return { code, object, count: sql`SELECT count(*) AS rows ${from}`, query: sql`SELECT ${select} ${from}` };
}

function duplicates(table: QualifiedName, object: ObjectRef, { columns }: PgKey): Check {
  const list = quoteColumns(columns);
  const notNull = all(
    conditions(columns, (column) => sql`${column} IS NOT NULL`),
    sql`AND`,
  );
  const groups = sql`FROM ${quoteQualified(table)} WHERE ${notNull} GROUP BY ${list} HAVING count(*) > 1`;
  return {
    code: "ROWS_DUPLICATE",
    object,
    count: sql`SELECT coalesce(sum(n), 0) AS rows FROM (SELECT count(*) AS n ${groups}) AS repeated`,
    query: sql`SELECT ${list}, count(*) ${groups}`,
  };
}

function nulls(table: QualifiedName, object: ObjectRef, columns: readonly string[]): Check {
  const isNull = all(
    conditions(columns, (column) => sql`${column} IS NULL`),
    sql`OR`,
  );
  return check("ROWS_NULL", object, { from: sql`FROM ${quoteQualified(table)} WHERE ${isNull}`, select: sql`*` });
}

function orphans(table: QualifiedName, object: ObjectRef, key: PgForeignKey, parentHasRows: boolean): Check {
  const { columns, references } = key;
  const notNull = all(
    conditions(columns, (column) => sql`c.${column} IS NOT NULL`),
    sql`AND`,
  );
  const pairs = columns.map(
    (column, index) => sql`p.${quoteIdentifier(references.columns[index] ?? "")} = c.${quoteIdentifier(column)}`,
  );
  const none = sql` AND NOT EXISTS (SELECT FROM ${quoteQualified(references)} AS p WHERE ${all(pairs, sql`AND`)})`;
  const from = sql`FROM ${quoteQualified(table)} AS c WHERE ${notNull}${parentHasRows ? none : sql``}`;
  const select = joinSql(
    columns.map((column) => sql`c.${quoteIdentifier(column)}`),
    ", ",
  );
  return check("ROWS_ORPHANED", object, { from, select: sql`DISTINCT ${select}` });
}

function columnsStand(sides: Sides, table: QualifiedName, columns: readonly string[]): boolean {
  const there = new Set(sides.present.get(tableKey(table))?.columns.map(({ name }) => name));
  return columns.every((column) => there.has(column));
}

function keyChecks(sides: Sides, table: PgTable, object: ObjectRef): readonly Check[] {
  const { primaryKey, uniqueKeys } = table;
  if (object.kind === "primary key" && primaryKey !== undefined) {
    return columnsStand(sides, table, primaryKey.columns)
      ? [nulls(table, object, primaryKey.columns), duplicates(table, object, primaryKey)]
      : [];
  }
  const key = uniqueKeys.find(({ name }) => name === object.part);
  return key !== undefined && columnsStand(sides, table, key.columns) ? [duplicates(table, object, key)] : [];
}

function foreignKeyChecks(sides: Sides, table: PgTable, object: ObjectRef): readonly Check[] {
  const there = sides.present.get(tableKey(table))?.foreignKeys ?? [];
  const key = [...table.foreignKeys, ...there].find(({ name }) => name === object.part);
  if (key?.enforced !== true || !columnsStand(sides, table, key.columns)) return [];
  const parent = key.references;
  const parentStands = !sides.made.has(tableKey(parent)) && sides.present.has(tableKey(parent));
  if (parentStands && !columnsStand(sides, parent, parent.columns)) return [];
  return [orphans(table, object, key, parentStands)];
}

function checksOf(sides: Sides): readonly Check[] {
  const checks = new Map<string, Check>();
  const add = (more: readonly Check[]): void => {
    for (const one of more) checks.set(one.count, one);
  };
  for (const { phase, action, object } of sides.plan.statements) {
    const table = sides.wanted.get(tableKey(object));
    if (table === undefined || phase === "drop" || action === "drop" || sides.made.has(tableKey(object))) continue;
    if (object.kind === "primary key" || object.kind === "unique key") add(keyChecks(sides, table, object));
    if (object.kind === "foreign key") add(foreignKeyChecks(sides, table, object));
  }
  for (const { code, object } of sides.plan.differences) {
    const column = sides.wanted.get(tableKey(object))?.columns.find(({ name }) => name === object.part);
    if (code !== "COLUMN_NULLABLE" || column?.nullable !== false || sides.made.has(tableKey(object))) continue;
    const isKey = sides.wanted.get(tableKey(object))?.primaryKey?.columns.includes(column.name) === true;
    const keyIsMade = [...checks.values()].some(
      (one) => one.object.kind === "primary key" && tableKey(one.object) === tableKey(object),
    );
    if (!(isKey && keyIsMade)) add([nulls(object, object, [column.name])]);
  }
  return [...checks.values()];
}

async function counted(db: PgConnection, { count }: Check, timeoutMs: number): Promise<number | undefined> {
  try {
    return await db.transaction(async () => {
      await db.query(`SET LOCAL statement_timeout = ${String(Math.ceil(timeoutMs))}`);
      const [row] = await db.query<{ rows: string }>(count);
      return Number(row?.rows);
    });
  } catch (error) {
    // Too long, types that cannot be compared before the plan changes them, or a role that may not read rows: the server
    // says so when it comes to it.
    if (error instanceof PostgresError && /^(57014|55P03|42)/.test(error.sqlState ?? "")) return undefined;
    throw error;
  }
}

function byKey(tables: PgModel["tables"]): ReadonlyMap<string, PgTable> {
  return new Map(tables.map((table) => [tableKey(table), table]));
}

/**
 * Rows of standing tables that the plan's keys, foreign keys and NOT NULLs would refuse, counted before PostgreSQL does:
 * Snowflake enforces no key. Reads, and holds no row's value. Each count may take `timeoutMs` (default a minute).
 * @throws PostgresError
 */
export async function findRefusedRows(
  db: PgConnection,
  {
    plan,
    metadata,
    settings,
  }: {
    readonly plan: Plan;
    readonly metadata: readonly TableMetadata[];
    readonly settings?: TargetSettings | undefined;
  },
  timeoutMs = 60_000,
): Promise<readonly RefusedRows[]> {
  if (plan.statements.length === 0) return [];
  const made = plan.statements.filter(({ action, object }) => action === "create" && object.kind === "table");
  const wanted = fromMetadata(metadata, settings);
  const present = await readCatalogue(db, consideredTables(wanted));
  const madeKeys = new Set(made.map(({ object }) => tableKey(object)));
  const sides = { plan, wanted: byKey(wanted.tables), present: byKey(present.tables), made: madeKeys };
  const refused: RefusedRows[] = [];
  for (const one of checksOf(sides)) {
    const rows = await counted(db, one, timeoutMs);
    const { code, object, query } = one;
    if (rows === undefined) refused.push({ code, object, query });
    else if (rows > 0) refused.push({ code, object, rows, query });
  }
  return refused;
}
