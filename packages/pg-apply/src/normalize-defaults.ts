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
  type SqlText,
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

function columnSql({ type, value }: Sample, index: number): SqlText {
  return sql`${quoteIdentifier(`c${String(index)}`)} ${typeSql(type)} DEFAULT ${defaultSql(value, type)}`;
}

/**
 * What the server makes of each sample: nothing where it stores no default. Three questions however many samples there
 * are; the tables are rolled back.
 */
async function expressionsOf(db: Queryable, samples: readonly Sample[]): Promise<ReadonlyMap<string, string>> {
  const columns = samples.map(columnSql);
  const names: string[] = [];
  const texts = [sql`BEGIN`];
  for (let start = 0; start < columns.length; start += columnsPerTable) {
    const name = `dp_defaults_${String(names.length)}`;
    const some = joinSql(columns.slice(start, start + columnsPerTable), ", ");
    texts.push(sql`CREATE TEMPORARY TABLE ${quoteIdentifier(name)} (${some})`);
    names.push(`pg_temp.${name}`);
  }
  const rows = await questions(db, texts, names);
  const byColumn = new Map(rows.map(({ name, expression }) => [name, expression]));
  const entries = samples.map(({ key }, index) => [key, byColumn.get(`c${String(index)}`)] as const);
  return new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

interface ExpressionRow {
  readonly name: string;
  readonly expression: string;
}

async function questions(
  db: Queryable,
  texts: readonly SqlText[],
  names: readonly string[],
): Promise<readonly ExpressionRow[]> {
  try {
    await db.query(texts.map((text) => `${text};`).join("\n"));
    return await db.query<ExpressionRow>(expressionsSql, [names]);
  } finally {
    // A broken connection has rolled back by itself.
    await db.query("ROLLBACK").catch(() => undefined);
  }
}

/** The server says which statement failed, not which column: each is tried alone to find it. */
async function findRefused(db: Queryable, samples: readonly Sample[], error: unknown): Promise<never> {
  for (const sample of samples) {
    try {
      await expressionsOf(db, [sample]);
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
  if (samples.length === 0) return wanted;
  const expressions = await expressionsOf(db, samples).catch((error: unknown) => findRefused(db, samples, error));
  const tables = wanted.tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => withNormalized(column, expressions)),
  }));
  return { ...wanted, tables };
}
