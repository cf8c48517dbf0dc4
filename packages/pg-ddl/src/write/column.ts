import { type Draft, draft, type DraftInput, objectOf } from "../draft.ts";
import type { PgColumn, QualifiedName } from "../model.ts";
import { quoteIdentifier, quoteQualified } from "../quote.ts";
import { joinSql, noSql, sql, type SqlText, trust } from "../sql-text.ts";
import { typeSql } from "../type-text.ts";
import { defaultSql, isVolatile } from "./default.ts";
import { identitySql } from "./identity.ts";

/** Where the words after name and type begin, for columns that stand under each other. */
export interface Widths {
  readonly name: number;
  readonly type: number;
}

function attributes(column: PgColumn): SqlText {
  const { type, collation, identity, nullable } = column;
  const value = column.default?.value;
  return joinSql(
    [
      collation === undefined ? noSql : sql`COLLATE ${quoteIdentifier(collation)}`,
      value === undefined ? noSql : sql`DEFAULT ${defaultSql(value, type)}`,
      identity === undefined ? noSql : identitySql(identity),
      nullable ? noSql : sql`NOT NULL`,
    ],
    " ",
  );
}

function characters(text: string): number {
  return Array.from(text).length;
}

function padded(text: SqlText, width: number): SqlText {
  return trust(text + " ".repeat(Math.max(0, width - characters(text))));
}

/** Widths that align the given columns. */
export function widthsOf(columns: readonly PgColumn[]): Widths {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(characters));
  return {
    name: widest(columns.map(({ name }) => quoteIdentifier(name))),
    type: widest(columns.map(({ type }) => typeSql(type))),
  };
}

/** A column as it stands inside CREATE TABLE and ADD COLUMN. */
export function columnSql(column: PgColumn, widths: Widths = { name: 0, type: 0 }): SqlText {
  const rest = attributes(column);
  const name = padded(quoteIdentifier(column.name), widths.name);
  const type = typeSql(column.type);
  return rest === "" ? sql`${name} ${type}` : sql`${name} ${padded(type, widths.type)} ${rest}`;
}

/** What a statement about one column of a standing table says. */
export type ColumnChange = Partial<DraftInput> & { readonly clause: SqlText };

/** `ALTER TABLE … <clause>`: under the strongest lock, and in the phase of tables, unless the change says otherwise. */
export function alterColumn(table: QualifiedName, name: string, { clause, ...change }: ColumnChange): Draft {
  return draft({
    phase: "tables",
    action: "alter",
    object: objectOf("column", table, name),
    sql: sql`ALTER TABLE ${quoteQualified(table)} ${clause}`,
    lock: "ACCESS EXCLUSIVE",
    ...change,
  });
}

/** A column more; each row of its own value (identity, random UUID) means that the table is written anew. */
export function addColumn(table: QualifiedName, column: PgColumn): Draft {
  const value = column.default?.value;
  const text = columnSql(column);
  return alterColumn(table, column.name, {
    clause: sql`ADD COLUMN ${text}`,
    details: [`+ column ${text}`],
    rewrites: column.identity !== undefined || (value !== undefined && isVolatile(value)),
  });
}

/** A column less, and its values with it. */
export function dropColumn(table: QualifiedName, name: string): Draft {
  return alterColumn(table, name, {
    phase: "columns",
    action: "drop",
    clause: sql`DROP COLUMN ${quoteIdentifier(name)}`,
    details: [`- column ${quoteIdentifier(name)}`],
    deletes: true,
    hazards: ["DROPS_OBJECT"],
    rank: 1,
  });
}

/** The wanted default, or none. */
export function changeDefault(table: QualifiedName, column: PgColumn, present: string | undefined): Draft {
  const name = quoteIdentifier(column.name);
  const value = column.default?.value;
  const text = value === undefined ? undefined : defaultSql(value, column.type);
  return alterColumn(table, column.name, {
    clause: text === undefined ? sql`ALTER COLUMN ${name} DROP DEFAULT` : sql`ALTER COLUMN ${name} SET DEFAULT ${text}`,
    details: [`~ column ${name} default ${present ?? "none"} -> ${text ?? "none"}`],
    rank: 2,
  });
}

/** NULL becomes possible; a column of a primary key must wait until that has gone. */
export function dropNotNull(table: QualifiedName, name: string, inKey: boolean): Draft {
  return alterColumn(table, name, {
    ...(inKey ? { phase: "columns" as const } : {}),
    clause: sql`ALTER COLUMN ${quoteIdentifier(name)} DROP NOT NULL`,
    details: [`~ column ${quoteIdentifier(name)} not null -> nullable`],
    rank: 2,
  });
}
