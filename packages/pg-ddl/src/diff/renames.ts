import type { PgColumn, PgForeignKey, PgIndex, PgKey, PgModel, PgTable, QualifiedName } from "../model.ts";
import { byName, relationNames, tableKey } from "../table-key.ts";
import { foreignKeyIdentity, indexIdentity, keyIdentity } from "./keys.ts";
import { match } from "./match.ts";

/** A table that stands under the name it had before. */
export interface TableRename {
  readonly from: QualifiedName;
  readonly to: QualifiedName;
}

/** A column, key, foreign key or index that has another name than is wanted; its table has its wanted name already. */
export interface PartRename {
  readonly kind: "column" | "constraint" | "index";
  readonly table: QualifiedName;
  readonly from: string;
  readonly to: string;
}

/** What has to be renamed, and the present as it is once that is done. */
export interface Renamed {
  readonly tables: readonly TableRename[];
  readonly parts: readonly PartRename[];
  readonly present: PgModel;
}

interface Claim {
  readonly key: string;
  readonly was: string | undefined;
}

/**
 * A `was` counts while the wanted name is not there and the old one is. What has been claimed is there no longer, so that
 * another may come under its name; the claims stand in the order in which they can be carried out.
 */
function claims<T extends Claim>(wanted: readonly T[], present: ReadonlySet<string>): readonly T[] {
  const there = new Set(present);
  const claimed: T[] = [];
  for (;;) {
    const next = wanted.find(
      ({ key, was }) => was !== undefined && !there.has(key) && there.has(was) && present.has(was),
    );
    if (next?.was === undefined) return claimed;
    there.delete(next.was);
    there.add(next.key);
    claimed.push(next);
  }
}

function tableRenames(wanted: PgModel, present: PgModel): readonly TableRename[] {
  const others = new Set(present.tables.filter(({ relation }) => relation !== undefined).map(tableKey));
  const candidates = wanted.tables.map((table) => ({
    table,
    key: tableKey(table),
    was: table.was === undefined || others.has(tableKey(table.was)) ? undefined : tableKey(table.was),
  }));
  const there = new Set(present.tables.map(tableKey));
  return claims(candidates, there).flatMap(({ table: { schema, name, was } }) =>
    was === undefined ? [] : [{ from: { schema: was.schema, name: was.name }, to: { schema, name } }],
  );
}

type Rename = (name: string) => string;

function mapNames(tables: readonly TableRename[]): (table: QualifiedName) => QualifiedName {
  const names = new Map(tables.map(({ from, to }) => [tableKey(from), to]));
  return (table) => names.get(tableKey(table)) ?? table;
}

function withTableNames(present: PgModel, tables: readonly TableRename[]): PgModel {
  const nameOf = mapNames(tables);
  const renamed = present.tables.map((table) => ({
    ...table,
    ...nameOf({ schema: table.schema, name: table.name }),
    foreignKeys: table.foreignKeys.map((key) => ({
      ...key,
      references: { ...key.references, ...nameOf({ schema: key.references.schema, name: key.references.name }) },
    })),
  }));
  return { ...present, tables: renamed };
}

function columnRenames(wanted: PgTable, present: PgTable | undefined): readonly PartRename[] {
  if (present === undefined) return [];
  const there = new Set(present.columns.map(({ name }) => name));
  const { schema, name } = wanted;
  const found = claims(
    wanted.columns.map((column) => ({ key: column.name, was: column.was })),
    there,
  );
  return found.map(({ key, was }) => ({ kind: "column", table: { schema, name }, from: was ?? "", to: key }));
}

function withColumnNames(present: PgModel, parts: readonly PartRename[]): PgModel {
  const byTable = new Map<string, Map<string, string>>();
  for (const { table, from, to } of parts) {
    const key = tableKey(table);
    byTable.set(key, (byTable.get(key) ?? new Map<string, string>()).set(from, to));
  }
  const renameIn =
    (table: QualifiedName): Rename =>
    (column) =>
      byTable.get(tableKey(table))?.get(column) ?? column;
  const tables = present.tables.map((table): PgTable => {
    const own = renameIn(table);
    const columnsOf = <T extends PgKey | PgIndex>(item: T): T => ({ ...item, columns: item.columns.map(own) });
    return {
      ...table,
      columns: table.columns.map((column): PgColumn => ({ ...column, name: own(column.name) })),
      ...(table.primaryKey === undefined ? {} : { primaryKey: columnsOf(table.primaryKey) }),
      uniqueKeys: table.uniqueKeys.map(columnsOf),
      indexes: table.indexes.map(columnsOf),
      foreignKeys: table.foreignKeys.map((key): PgForeignKey => ({
        ...key,
        columns: key.columns.map(own),
        references: { ...key.references, columns: key.references.columns.map(renameIn(key.references)) },
      })),
    };
  });
  return { ...present, tables };
}

/** Names of keys and indexes follow those of their table and columns, so that they do not stand in the way of another one's. */
function partRenames(wanted: PgTable, present: PgTable, taken: ReadonlySet<string>): readonly PartRename[] {
  const { schema, name } = wanted;
  const table = { schema, name };
  const primary = (one: PgTable): readonly PgKey[] => (one.primaryKey === undefined ? [] : [one.primaryKey]);
  const pairs = [
    ...match(primary(wanted), primary(present), keyIdentity).pairs,
    ...match(wanted.uniqueKeys, present.uniqueKeys, keyIdentity).pairs,
  ].map(([one, two]): PartRename => ({ kind: "constraint", table, from: two.name, to: one.name }));
  const indexes = match(wanted.indexes, present.indexes, indexIdentity).pairs;
  const foreign = match(wanted.foreignKeys, present.foreignKeys, foreignKeyIdentity).pairs;
  const constraints = new Set(present.foreignKeys.map((key) => key.name));
  return [
    ...pairs,
    ...indexes.map(([one, two]): PartRename => ({ kind: "index", table, from: two.name, to: one.name })),
  ]
    .filter(({ from, to }) => from !== to && !taken.has(tableKey({ schema, name: to })))
    .concat(
      foreign
        .map(([one, two]): PartRename => ({ kind: "constraint", table, from: two.name, to: one.name }))
        .filter(({ from, to }) => from !== to && !constraints.has(to)),
    );
}

function withPartNames(table: PgTable, parts: readonly PartRename[]): PgTable {
  const nameOf = (kind: PartRename["kind"], name: string): string =>
    parts.find((part) => part.kind === kind && part.from === name)?.to ?? name;
  const renamed = <T extends { readonly name: string }>(kind: PartRename["kind"], item: T): T => ({
    ...item,
    name: nameOf(kind, item.name),
  });
  return {
    ...table,
    ...(table.primaryKey === undefined ? {} : { primaryKey: renamed("constraint", table.primaryKey) }),
    uniqueKeys: table.uniqueKeys.map((key) => renamed("constraint", key)),
    foreignKeys: table.foreignKeys.map((key) => renamed("constraint", key)),
    indexes: table.indexes.map((index) => renamed("index", index)),
  };
}

/** The relations of a table, as map keys. */
export function relationKeys(table: PgTable): readonly string[] {
  return relationNames(table).map((name) => tableKey({ schema: table.schema, name }));
}

/** Tables and columns that have another name by `was`: everything else is compared as if they had the new one. */
export function settleNames(wanted: PgModel, present: PgModel): Renamed {
  const tables = tableRenames(wanted, present);
  const moved = withTableNames(present, tables);
  const there = byName(moved.tables);
  const columns = wanted.tables.flatMap((table) => columnRenames(table, there.get(tableKey(table))));
  const settled = withColumnNames(moved, columns);
  const taken = new Set(present.tables.flatMap(relationKeys));
  const renamed = new Set([...tables.map(({ to }) => tableKey(to)), ...columns.map(({ table }) => tableKey(table))]);
  const wantedByName = byName(wanted.tables);
  const parts: PartRename[] = [...columns];
  const final = settled.tables.map((table) => {
    const one = wantedByName.get(tableKey(table));
    if (one === undefined || !renamed.has(tableKey(table))) return table;
    const own = partRenames(one, table, taken);
    parts.push(...own);
    return withPartNames(table, own);
  });
  return { tables, parts, present: { ...settled, tables: final } };
}
