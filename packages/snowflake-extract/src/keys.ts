import type { SourceForeignKey, SourceKey } from "@dp/metadata";
import { ExtractError, unexpectedAnswer } from "./error.ts";
import { groupBy, type Group } from "./group-by.ts";
import type { ImportedKeyRow, KeyRow } from "./rows.ts";

/** The table whose keys are read. */
export interface KeyedTable {
  /** For messages. */
  readonly where: string;
  /** Names in ordinal order. */
  readonly columns: readonly string[];
  /** Snowflake enforces keys on hybrid tables only. */
  readonly enforced: boolean;
}

/**
 * Keys of one table from the rows of that table, each in key order. Sorted by their columns' positions, because the
 * order of a listing follows names that Snowflake makes up anew with every CREATE OR REPLACE.
 * @throws ExtractError CHANGED_WHILE_READING
 */
export function readKeys(rows: readonly KeyRow[], table: KeyedTable): readonly SourceKey[] {
  return grouped(rows, table)
    .map((parts) => ({ parts, key: { ...nameOf(parts), columns: columnsOf(parts), ...traits(parts, table) } }))
    .sort((a, b) => compare(sortKey(a.parts, table), sortKey(b.parts, table)))
    .map(({ key }) => key);
}

/** Foreign keys of one table. @throws ExtractError CHANGED_WHILE_READING */
export function readForeignKeys(rows: readonly ImportedKeyRow[], table: KeyedTable): readonly SourceForeignKey[] {
  return grouped(rows, table)
    .map((parts) => ({ parts, key: foreignKey(parts, table) }))
    .sort((a, b) => compare(foreignSortKey(a, table), foreignSortKey(b, table)))
    .map(({ key }) => key);
}

function foreignKey(parts: Group<ImportedKeyRow>, table: KeyedTable): SourceForeignKey {
  const { database, schema, table: referenced } = parts[0].references;
  const onUpdate = action(parts[0].updateRule, table.where);
  const onDelete = action(parts[0].deleteRule, table.where);
  return {
    ...nameOf(parts),
    columns: columnsOf(parts),
    references: { database, schema, table: referenced, columns: parts.map((part) => part.references.column) },
    ...(onUpdate !== undefined && { onUpdate }),
    ...(onDelete !== undefined && { onDelete }),
    ...traits(parts, table),
  };
}

type Action = NonNullable<SourceForeignKey["onDelete"]>;
const actions: readonly Action[] = ["RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"];

function action(rule: string, where: string): Action | undefined {
  const word = rule.toUpperCase();
  if (word === "NO ACTION") return undefined;
  const known = actions.find((candidate) => candidate === word);
  if (known === undefined) throw unexpectedAnswer(`SHOW IMPORTED KEYS: the rule "${rule}" is not known`, where);
  return known;
}

/** Constraint names repeat between tables, so rows of one table only may come in. */
function grouped<T extends KeyRow>(rows: readonly T[], table: KeyedTable): readonly Group<T>[] {
  const stray = rows.find((row) => !table.columns.includes(row.column));
  if (stray !== undefined) throw changed(stray.column, table.where);
  return [...groupBy(rows, (row) => row.constraint).values()].map((group) => inKeyOrder(group, table.where));
}

function inKeyOrder<T extends KeyRow>(group: Group<T>, where: string): Group<T> {
  const ordered: [T, ...T[]] = [...group];
  ordered.sort((a, b) => a.sequence - b.sequence);
  const gap = ordered.some((row, index) => row.sequence !== index + 1);
  if (gap) throw unexpectedAnswer(`the columns of key ${group[0].constraint} are not numbered 1, 2, 3 …`, where);
  return ordered;
}

function changed(column: string, where: string): ExtractError {
  return new ExtractError("CHANGED_WHILE_READING", `${where}: a key names column ${column}, which is not there`, {
    hint: "The table was altered between two listings; run the command again.",
    where,
    retryable: true,
  });
}

function nameOf([first]: Group<KeyRow>): { name?: string } {
  return /^SYS_(?:CONSTRAINT|INDEX)_/.test(first.constraint) || first.constraint === ""
    ? {}
    : { name: first.constraint };
}

function columnsOf(parts: Group<KeyRow>): string[] {
  return parts.map((part) => part.column);
}

function traits([first]: Group<KeyRow>, table: KeyedTable): { enforced: boolean; rely?: boolean; comment?: string } {
  return {
    enforced: table.enforced,
    ...(first.rely && { rely: true }),
    ...(first.comment !== undefined && { comment: first.comment }),
  };
}

/** Compared as text: fixed-width positions, then the name. */
function sortKey(parts: Group<KeyRow>, table: KeyedTable): string {
  const positions = parts.map((part) => String(table.columns.indexOf(part.column)).padStart(6, "0"));
  return `${positions.join(",")} ${nameOf(parts).name ?? ""}`;
}

function foreignSortKey(
  { parts, key }: { readonly parts: Group<ImportedKeyRow>; readonly key: SourceForeignKey },
  table: KeyedTable,
): string {
  const { database, schema, table: referenced, columns } = key.references;
  return `${sortKey(parts, table)} ${JSON.stringify([database, schema, referenced, columns])}`;
}

/** By code unit, the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
