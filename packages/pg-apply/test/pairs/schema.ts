import type { TableMetadata, TargetColumn, TargetForeignKey, TargetIndex, TargetKey } from "@dp/metadata";

import { document } from "../documents.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A column on its way from one version to the next; `from` names it whatever its name. */
export type Column = Mutable<TargetColumn>;

/** Constraints by the columns' `from`: names come at the end. */
export interface Key {
  readonly columns: string[];
  enforced: boolean;
}

interface ForeignKey {
  readonly columns: string[];
  readonly parent: string;
  readonly parentColumns: readonly string[];
  onDelete: "NO ACTION" | "CASCADE" | "SET NULL";
}

/** One table of a random schema. */
export interface Table {
  readonly id: string;
  schema: string;
  name: string;
  was?: { schema: string; table: string };
  comment?: string;
  columns: Column[];
  primaryKey?: Key;
  uniqueKeys: Key[];
  foreignKeys: ForeignKey[];
  indexes: { readonly columns: string[]; readonly unique: boolean }[];
}

/** A version of a schema. */
export type Version = Table[];

export function copyOf(version: Version): Version {
  return structuredClone(version);
}

function names(table: Table, columns: readonly string[]): string[] {
  return columns.map((from) => table.columns.find((column) => column.from === from)?.name ?? from);
}

function toKey(table: Table, key: Key, name: string): TargetKey {
  return { name, columns: names(table, key.columns), ...(key.enforced ? {} : { enforced: false as const }) };
}

function toForeignKey(table: Table, key: ForeignKey, version: Version): TargetForeignKey {
  const parent = version.find(({ id }) => id === key.parent);
  if (parent === undefined) throw new Error(`no table ${key.parent}`);
  const columns = names(table, key.columns);
  return {
    name: `${table.name}_${columns.join("_")}_fkey`,
    columns,
    references: { schema: parent.schema, table: parent.name, columns: names(parent, key.parentColumns) },
    ...(key.onDelete === "NO ACTION" ? {} : { onDelete: key.onDelete }),
  };
}

/** The metadata of a version, keys and indexes named after tables and columns. */
export function metadataOf(version: Version): readonly TableMetadata[] {
  return version.map((table) => {
    const { id, schema, name, was, comment, columns, primaryKey, uniqueKeys } = table;
    const named = (kind: string, list: readonly string[]): string => `${name}_${names(table, list).join("_")}_${kind}`;
    const indexes = table.indexes.map((index): TargetIndex => ({
      name: named(index.unique ? "uidx" : "idx", index.columns),
      columns: names(table, index.columns),
      ...(index.unique ? { unique: true } : {}),
      reason: "configured",
    }));
    return document(id, {
      schema,
      table: name,
      ...(was === undefined ? {} : { was }),
      ...(comment === undefined ? {} : { comment }),
      columns,
      ...(primaryKey === undefined ? {} : { primaryKey: toKey(table, primaryKey, `${name}_pkey`) }),
      uniqueKeys: uniqueKeys.map((key) => toKey(table, key, named("key", key.columns))),
      foreignKeys: table.foreignKeys.map((key) => toForeignKey(table, key, version)),
      indexes,
    });
  });
}
