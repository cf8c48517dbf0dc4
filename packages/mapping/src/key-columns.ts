import type { Finding } from "@dp/metadata";
import { parsePgType } from "@dp/type-map";

import { finding } from "./findings.ts";
import { columnOf, keyParts, type MappedColumn, type MappedColumnPart, type MappedTable } from "./mapped-table.ts";

/** Kinds of keys, as a person calls them. */
export type KeyKind = "primary key" | "unique key" | "foreign key" | "index";

/** INDEX_MAX_KEYS of PostgreSQL (manual, "PostgreSQL Limits"). */
const maxKeyColumns = 32;

/** Columns of a key in PostgreSQL, or why the key is not made. */
export type KeyColumns =
  | { readonly ok: true; readonly columns: readonly MappedColumn[]; readonly names: readonly string[] }
  | { readonly ok: false; readonly finding: Finding };

/** Finds the target columns of a key's source columns. */
export function keyColumns(table: MappedTable, kind: KeyKind, stored: readonly string[]): KeyColumns {
  const columns: MappedColumn[] = [];
  for (const name of stored) {
    const column = columnOf(table, name);
    if (column === undefined) return leftOut(kind, stored, name);
    columns.push(column);
  }
  const parts = columns.flatMap(keyParts);
  const problem = indexProblem(kind, stored, parts);
  if (problem !== undefined) return { ok: false, finding: problem };
  return { ok: true, columns, names: parts.map((part) => part.name) };
}

/** The finding about a key with a column that is not carried over. */
function leftOut(kind: KeyKind, columns: readonly string[], excluded: string): KeyColumns & { ok: false } {
  return { ok: false, finding: finding("KEY_COLUMN_EXCLUDED", { details: { key: kind, columns, excluded } }) };
}

/** Why PostgreSQL has no B-tree index on these columns, if so. */
export function indexProblem(
  kind: KeyKind,
  columns: readonly string[],
  parts: readonly Pick<MappedColumnPart, "type">[],
): Finding | undefined {
  if (parts.length > maxKeyColumns) {
    return finding("TOO_MANY_KEY_COLUMNS", { details: { key: kind, columns, limit: String(maxKeyColumns) } });
  }
  // json has no equality operator, hence no operator class (manual, "JSON Types").
  const unordered = parts.find((part) => parsePgType(part.type).name === "json");
  if (unordered === undefined) return undefined;
  return finding("KEY_TYPE_NOT_INDEXABLE", { details: { key: kind, columns, type: unordered.type } });
}
