import { DisjointSets } from "./disjoint-sets.ts";
import type { MappingProblem } from "./errors.ts";
import { settleTypes, type SettledTypes } from "./foreign-key-types.ts";
import type { ColumnPair, DraftForeignKey } from "./foreign-keys.ts";
import type { MappedColumn, MappedTable } from "./mapped-table.ts";
import { joinable } from "./pg-type-family.ts";

/** Reasons to refuse tables, by table. */
export type ProblemsOfTables = ReadonlyMap<MappedTable, readonly MappingProblem[]>;

/**
 * Foreign keys that PostgreSQL would have if tables.yaml did not say a type: the table that says it is refused, for
 * nobody who writes a type means to lose a key by it.
 */
export function brokenByOverrides(keys: readonly DraftForeignKey[], settled: SettledTypes): ProblemsOfTables {
  const problems = new Map<MappedTable, readonly MappingProblem[]>();
  if (!keys.some((key) => key.pairs.some(isOverridden))) return problems;
  const natural = new Map(keys.map((key) => [key, withoutOverrides(key)]));
  const { joined } = settleTypes([...natural.values()]);
  const sound = keys.filter((key) => joined.has(natural.get(key) ?? key));
  const groups = connected(sound);
  for (const key of sound) {
    if (settled.joined.has(key)) continue;
    const pair = key.pairs.find((each) => !joinsNow(each, settled)) ?? key.pairs[0];
    if (pair === undefined) continue;
    for (const { column, table } of culprits(pair, groups)) {
      problems.set(table, [...(problems.get(table) ?? []), problem(column, key, pair)]);
    }
  }
  return problems;
}

function isOverridden({ child, parent }: ColumnPair): boolean {
  return child.overridden || parent.overridden;
}

function withoutOverrides(key: DraftForeignKey): DraftForeignKey {
  const natural = (column: MappedColumn): MappedColumn => column.natural ?? column;
  return { ...key, pairs: key.pairs.map(({ child, parent }) => ({ child: natural(child), parent: natural(parent) })) };
}

function joinsNow({ child, parent }: ColumnPair, { retyped }: SettledTypes): boolean {
  const type = (column: MappedColumn): string => (retyped.get(column)?.column ?? column).parts[0].type;
  return child.parts.length === parent.parts.length && joinable(type(child), type(parent));
}

interface PlacedColumn {
  readonly column: MappedColumn;
  readonly table: MappedTable;
}

/** Every column that a foreign key joins, with all those it is joined with. */
function connected(keys: readonly DraftForeignKey[]): ReadonlyMap<MappedColumn, readonly PlacedColumn[]> {
  const sets = new DisjointSets<MappedColumn>();
  const tables = new Map<MappedColumn, MappedTable>();
  for (const key of keys) {
    for (const { child, parent } of key.pairs) {
      sets.join(child, parent);
      tables.set(child, key.child).set(parent, key.parent);
    }
  }
  const groups = [...sets.sets()].map((columns) =>
    columns.flatMap((column): PlacedColumn[] => {
      const table = tables.get(column);
      return table === undefined ? [] : [{ column, table }];
    }),
  );
  return new Map(groups.flatMap((group) => group.map(({ column }) => [column, group] as const)));
}

/** The columns of the pair whose type is said in tables.yaml, else those further off. */
function culprits(
  { child, parent }: ColumnPair,
  groups: ReadonlyMap<MappedColumn, readonly PlacedColumn[]>,
): readonly PlacedColumn[] {
  const said = (groups.get(child) ?? []).filter(({ column }) => column.overridden);
  const near = said.filter(({ column }) => column === child || column === parent);
  return near.length > 0 ? near : said;
}

function problem(column: MappedColumn, key: DraftForeignKey, { child, parent }: ColumnPair): MappingProblem {
  const place = (table: MappedTable, { source }: MappedColumn): string => `${table.source.table}.${source.name}`;
  const { name } = column.source;
  return {
    code: "OVERRIDE_BREAKS_FOREIGN_KEY",
    column: name,
    message: `column ${JSON.stringify(name)}: as ${column.parts[0].type} it breaks the foreign key from ${place(key.child, child)} to ${place(key.parent, parent)}, which need one type`,
    hint: "Give both columns one type in tables.yaml, remove the override, or carry the key over as an index: keys: { foreign: not_enforced }.",
  };
}
