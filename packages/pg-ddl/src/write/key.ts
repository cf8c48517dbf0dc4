import { type Draft, draft, objectOf } from "../draft.ts";
import type { PgKey, QualifiedName } from "../model.ts";
import { quoteColumns, quoteIdentifier, quoteQualified } from "../quote.ts";
import { sql, type SqlText } from "../sql-text.ts";

/** Which of the two kinds of key. */
export type KeyKind = "primary key" | "unique key";

function words(kind: KeyKind): SqlText {
  return kind === "primary key" ? sql`PRIMARY KEY` : sql`UNIQUE`;
}

/** A key as it stands inside CREATE TABLE. */
export function keySql(kind: KeyKind, { name, columns }: PgKey): SqlText {
  return sql`CONSTRAINT ${quoteIdentifier(name)} ${words(kind)} (${quoteColumns(columns)})`;
}

/** One line for a person. */
export function keyDetail(kind: KeyKind, { name, columns }: PgKey): string {
  return `+ ${kind} ${quoteIdentifier(name)} (${quoteColumns(columns)})`;
}

/** Makes a key of a unique index that is there; the index takes the name of the key. */
export function addKeyUsing(table: QualifiedName, kind: KeyKind, key: PgKey, index: string): Draft {
  const name = quoteIdentifier(key.name);
  return draft({
    phase: "keys",
    action: "alter",
    object: objectOf(kind, table, key.name),
    sql: sql`ALTER TABLE ${quoteQualified(table)} ADD CONSTRAINT ${name} ${words(kind)} USING INDEX ${quoteIdentifier(index)}`,
    lock: "ACCESS EXCLUSIVE",
    details: [keyDetail(kind, key)],
    ...(index === key.name ? {} : { relations: [key.name], frees: [index] }),
    rank: 2,
  });
}

/** A key less; foreign keys onto it must have gone before. */
export function dropKey(table: QualifiedName, kind: KeyKind, { name, columns }: PgKey): Draft {
  return draft({
    phase: "keys",
    action: "alter",
    object: objectOf(kind, table, name),
    sql: sql`ALTER TABLE ${quoteQualified(table)} DROP CONSTRAINT ${quoteIdentifier(name)}`,
    lock: "ACCESS EXCLUSIVE",
    hazards: ["DROPS_OBJECT"],
    details: [`- ${kind} ${quoteIdentifier(name)} (${quoteColumns(columns)})`],
    frees: [name],
    rank: 1,
    unsettles: columns,
  });
}
