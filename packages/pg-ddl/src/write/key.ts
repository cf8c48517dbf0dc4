import { type Draft, draft, objectOf } from "../draft.ts";
import type { PgKey, QualifiedName } from "../model.ts";
import { quoteColumns, quoteIdentifier, quoteQualified } from "../quote.ts";
import { sql, type SqlText } from "../sql-text.ts";

/** Which of the two kinds of key. */
export type KeyKind = "primary key" | "unique key";

/** A key as it stands inside CREATE TABLE and ALTER TABLE. */
export function keySql(kind: KeyKind, { name, columns }: PgKey): SqlText {
  const words = kind === "primary key" ? sql`PRIMARY KEY` : sql`UNIQUE`;
  return sql`CONSTRAINT ${quoteIdentifier(name)} ${words} (${quoteColumns(columns)})`;
}

/** One line for a person. */
export function keyDetail(kind: KeyKind, { name, columns }: PgKey): string {
  return `+ ${kind} ${quoteIdentifier(name)} (${quoteColumns(columns)})`;
}

/** A key more on a table that may hold rows: its index is built under the lock. */
export function addKey(table: QualifiedName, kind: KeyKind, key: PgKey): Draft {
  return draft({
    phase: "keys",
    action: "alter",
    object: objectOf(kind, table, key.name),
    sql: sql`ALTER TABLE ${quoteQualified(table)} ADD ${keySql(kind, key)}`,
    lock: "ACCESS EXCLUSIVE",
    scans: true,
    details: [keyDetail(kind, key)],
    relations: [key.name],
  });
}
