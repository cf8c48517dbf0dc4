import { PostgresError, type Queryable } from "@dp/pg-client";
import {
  defaultSql,
  joinSql,
  type PgColumn,
  type PgDefault,
  type PgModel,
  objectText,
  quoteIdentifier,
  sql,
  typeSql,
} from "@dp/pg-ddl";

import { DefaultRefusedError } from "./errors.ts";
import { expressionsSql } from "./generated/sql.ts";

/** A default of a type, and a place where it is used. */
interface Sample {
  readonly key: string;
  readonly type: string;
  readonly value: NonNullable<PgDefault["value"]>;
  readonly where: string;
}

// A table has at most 1600 columns.
const columnsPerTable = 500;

function keyOf(type: string, text: string): string {
  return JSON.stringify([type, text]);
}

function samplesOf(wanted: PgModel): readonly Sample[] {
  const samples = new Map<string, Sample>();
  for (const table of wanted.tables) {
    for (const { name, type, default: expression } of table.columns) {
      if (expression?.value === undefined) continue;
      const key = keyOf(type, expression.sql);
      if (samples.has(key)) continue;
      const where = objectText({ kind: "column", schema: table.schema, name: table.name, part: name });
      samples.set(key, { key, type, value: expression.value, where });
    }
  }
  return [...samples.values()];
}

/** Runs `work` in a transaction that is always rolled back. */
async function rolledBack<T>(db: Queryable, work: () => Promise<T>): Promise<T> {
  await db.query("BEGIN");
  try {
    return await work();
  } finally {
    // A broken connection has rolled back by itself.
    await db.query("ROLLBACK").catch(() => undefined);
  }
}

/** What the server makes of each sample, in order: `undefined` where it stores no default. */
async function expressionsOf(db: Queryable, samples: readonly Sample[]): Promise<ReadonlyMap<string, string>> {
  const columns = samples.map(
    ({ type, value }, index) =>
      sql`${quoteIdentifier(`c${String(index)}`)} ${typeSql(type)} DEFAULT ${defaultSql(value, type)}`,
  );
  await db.query(sql`CREATE TEMPORARY TABLE dp_defaults (${joinSql(columns, ", ")})`);
  const rows = await db.query<{ name: string; expression: string }>(expressionsSql, ["pg_temp.dp_defaults"]);
  const byColumn = new Map(rows.map(({ name, expression }) => [name, expression]));
  const entries = samples.map(({ key }, index) => [key, byColumn.get(`c${String(index)}`)] as const);
  return new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The server says which statement failed, not which column: each is tried alone to find it. */
async function findRefused(db: Queryable, samples: readonly Sample[], error: unknown): Promise<never> {
  for (const sample of samples) {
    try {
      await rolledBack(db, () => expressionsOf(db, [sample]));
    } catch (own) {
      const refused = own instanceof PostgresError && own.sqlState !== undefined && /^(22|42[^5])/.test(own.sqlState);
      throw refused ? new DefaultRefusedError(sample.where, own) : own;
    }
  }
  throw error;
}

function withNormalized(column: PgColumn, expressions: ReadonlyMap<string, string>): PgColumn {
  const { type, default: expression } = column;
  const normalized = expression === undefined ? undefined : expressions.get(keyOf(type, expression.sql));
  if (expression === undefined || normalized === undefined) return column;
  return { ...column, default: { ...expression, normalized } };
}

/**
 * The same model with each default as the server prints it, so that it can be compared with a catalogue. All distinct
 * pairs of type and default become columns of temporary tables that are rolled back.
 * @throws DefaultRefusedError for a default that the server does not take; PostgresError
 */
export async function normalizeDefaults(db: Queryable, wanted: PgModel): Promise<PgModel> {
  const samples = samplesOf(wanted);
  const expressions = new Map<string, string>();
  for (let start = 0; start < samples.length; start += columnsPerTable) {
    const some = samples.slice(start, start + columnsPerTable);
    const found = await rolledBack(db, () => expressionsOf(db, some)).catch((error: unknown) =>
      findRefused(db, some, error),
    );
    for (const [key, expression] of found) expressions.set(key, expression);
  }
  const tables = wanted.tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => withNormalized(column, expressions)),
  }));
  return { ...wanted, tables };
}
