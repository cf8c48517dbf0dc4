import type { PgModel, PgTable, QualifiedName } from "./model.ts";

/** A map key for a name of two parts; a dotted string could mean two different tables. */
export function tableKey({ schema, name }: QualifiedName): string {
  return JSON.stringify([schema, name]);
}

/** Tables by name. */
export function byName<T extends QualifiedName>(tables: readonly T[]): ReadonlyMap<string, T> {
  return new Map(tables.map((table) => [tableKey(table), table]));
}

/**
 * The wanted tables, under the names they had before too, and those that their foreign keys point to, each once: what a
 * present model has to be read for.
 */
export function consideredTables(wanted: PgModel): readonly QualifiedName[] {
  const names = wanted.tables.flatMap((table) => [
    table,
    ...(table.was === undefined ? [] : [table.was]),
    ...table.foreignKeys.map(({ references }) => references),
  ]);
  return [...byName(names.map(({ schema, name }) => ({ schema, name }))).values()];
}

/** Names of the relations that a table brings: its own, and those of its keys and indexes. */
export function relationNames({ name, primaryKey, uniqueKeys, indexes }: PgTable): readonly string[] {
  const keys = primaryKey === undefined ? uniqueKeys : [primaryKey, ...uniqueKeys];
  return [name, ...keys.map((key) => key.name), ...indexes.map((index) => index.name)];
}
