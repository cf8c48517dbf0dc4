import type { TableMetadata } from "@dp/metadata";

/** Tables that travel in one bundle, because PostgreSQL enforces foreign keys between them; or one table by itself. */
export interface Feed {
  /** The smallest name among its tables. */
  readonly name: string;
  /** By name. */
  readonly tables: readonly TableMetadata[];
}

/** Not joined with a dot: names may hold one. */
function placeOf({ schema, table }: { readonly schema: string; readonly table: string }): string {
  return JSON.stringify([schema, table]);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Cuts all tables of the metadata into feeds, sorted by name. */
export function feedsOf(tables: readonly TableMetadata[]): readonly Feed[] {
  const leader = new Map(tables.map((table) => [table, table]));
  const find = (table: TableMetadata): TableMetadata => {
    const next = leader.get(table) ?? table;
    return next === table ? table : find(next);
  };
  const places = new Map(tables.map((table) => [placeOf(table.target), table]));
  for (const table of tables) {
    for (const key of table.target.foreignKeys) {
      const referenced = places.get(placeOf(key.references));
      if (referenced !== undefined && key.enforced !== false) leader.set(find(referenced), find(table));
    }
  }
  const groups = new Map<TableMetadata, TableMetadata[]>();
  for (const table of tables.toSorted(byName)) {
    const group = groups.get(find(table));
    if (group === undefined) groups.set(find(table), [table]);
    else group.push(table);
  }
  return [...groups.values()].map((group) => ({ name: group[0]?.name ?? "", tables: group })).toSorted(byName);
}
