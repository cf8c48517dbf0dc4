import type { Finding } from "@dp/metadata";

import { canRetype, retype } from "./column-type.ts";
import { DisjointSets } from "./disjoint-sets.ts";
import { finding } from "./findings.ts";
import type { ColumnPair, DraftForeignKey } from "./foreign-keys.ts";
import { keyParts, type MappedColumn } from "./mapped-table.ts";
import { keyOf } from "./order.ts";
import { familyOf, isWhole, joinable, widest } from "./pg-type-family.ts";

/** What is settled about the types of columns that foreign keys join. */
export interface SettledTypes {
  /** The keys that PostgreSQL accepts. */
  readonly joined: ReadonlySet<DraftForeignKey>;
  /** Columns with another type than they would have by themselves. */
  readonly retyped: ReadonlyMap<MappedColumn, { readonly column: MappedColumn; readonly finding: Finding }>;
}

/**
 * Gives all columns that are joined by foreign keys, directly or over others, one type: a configured one, bigint where
 * one of them counts by itself, else the widest. Keys whose columns cannot have one type are left out, and then join
 * nothing.
 */
export function settleTypes(keys: readonly DraftForeignKey[]): SettledTypes {
  let joined = keys.filter((key) => key.pairs.every((pair) => sameFamily(pair) && sameParts(pair) && sameOrder(pair)));
  for (;;) {
    const types = typesOfSets(joined);
    const typeOf = (column: MappedColumn): string => types.get(column) ?? column.parts[0].type;
    const accepted = joined.filter((key) =>
      key.pairs.every((pair) => joinable(typeOf(pair.child), typeOf(pair.parent))),
    );
    if (accepted.length === joined.length) return { joined: new Set(joined), retyped: retypeAll(types) };
    joined = accepted;
  }
}

function sameFamily({ child, parent }: ColumnPair): boolean {
  return familyOf(child.parts[0].type) === familyOf(parent.parts[0].type);
}

function sameParts({ child, parent }: ColumnPair): boolean {
  const parts = (column: MappedColumn): string =>
    keyOf(
      ...keyParts(column)
        .slice(1)
        .map((part) => part.part),
    );
  return parts(child) === parts(parent);
}

/** Collations with a locale of their own are not deterministic, and PostgreSQL joins such a one with itself alone. */
function sameOrder({ child, parent }: ColumnPair): boolean {
  const [a, b] = [child.parts[0].collation, parent.parts[0].collation];
  return a === b || ![a, b].some((collation) => collation?.includes("-u-"));
}

/** The wanted type of every column of a set; absent where it stays as it is. */
function typesOfSets(keys: readonly DraftForeignKey[]): ReadonlyMap<MappedColumn, string> {
  const sets = new DisjointSets<MappedColumn>();
  for (const { child, parent } of keys.flatMap((key) => key.pairs)) sets.join(child, parent);
  const types = new Map<MappedColumn, string>();
  for (const columns of sets.sets()) {
    const wanted = oneType(columns);
    for (const column of columns) {
      if (column.parts[0].type !== wanted && canTake(column, wanted)) types.set(column, wanted);
    }
  }
  return types;
}

function oneType(columns: readonly MappedColumn[]): string {
  const chosen = columns.filter((column) => column.overridden);
  const counting = columns.filter((column) => column.identity);
  const decisive = chosen.length > 0 ? chosen : counting.length > 0 ? counting : columns;
  const [first = "bigint", ...rest] = decisive.map((column) => column.parts[0].type);
  const wanted = widest([first, ...rest]);
  return chosen.length === 0 && counting.length > 0 ? widest([wanted, "bigint"]) : wanted;
}

/** What was configured stays; a column that counts stays an integer; decimals do not become whole numbers. */
function canTake(column: MappedColumn, wanted: string): boolean {
  const { type } = column.parts[0];
  if (column.overridden || (column.identity && !joinable(wanted, "bigint"))) return false;
  if (!isWhole(type) && isWhole(wanted)) return false;
  return canRetype(column, wanted);
}

function retypeAll(types: ReadonlyMap<MappedColumn, string>): SettledTypes["retyped"] {
  return new Map(
    [...types].map(([column, to]) => {
      const details = { from: column.parts[0].type, to };
      const about = finding("COLUMN_TYPE_ALONG_FOREIGN_KEY", { column: column.source.name, details });
      return [column, { column: retype(column, to), finding: about }];
    }),
  );
}
