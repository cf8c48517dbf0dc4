import type { PgModel, QualifiedName } from "./model.ts";

/** A map key for a name of two parts; a dotted string could mean two different tables. */
export function tableKey({ schema, name }: QualifiedName): string {
  return JSON.stringify([schema, name]);
}

/** Tables by name. */
export function byName<T extends QualifiedName>(tables: readonly T[]): ReadonlyMap<string, T> {
  return new Map(tables.map((table) => [tableKey(table), table]));
}

/** The wanted tables and those that their foreign keys point to, each once: what a present model has to be read for. */
export function consideredTables(wanted: PgModel): readonly QualifiedName[] {
  const names = wanted.tables.flatMap((table) => [table, ...table.foreignKeys.map(({ references }) => references)]);
  return [...byName(names.map(({ schema, name }) => ({ schema, name }))).values()];
}
