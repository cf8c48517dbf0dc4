import type { TableMetadata } from "@dp/metadata";

import { comparedColumns } from "./compared.ts";
import type { KeyRows } from "./statements.ts";
import type { CheckedKind } from "./types.ts";

/** A key that PostgreSQL will enforce and Snowflake did not. */
export interface WantedKey extends KeyRows {
  readonly kind: CheckedKind;
  readonly parent?: KeyRows;
  /** Whether a text in it may be longer than an index takes. */
  readonly mayBeLong: boolean;
}

/** Tables by their schema and name in PostgreSQL. */
export type TablesByTarget = ReadonlyMap<string, TableMetadata>;

/** The tables that a foreign key may refer to. */
export function byTarget(all: readonly TableMetadata[]): TablesByTarget {
  return new Map(all.map((metadata) => [JSON.stringify([metadata.target.schema, metadata.target.table]), metadata]));
}

/** The keys of a table that can be broken; Snowflake itself enforces those of hybrid tables. */
export function wantedKeys(metadata: TableMetadata, parents: TablesByTarget): readonly WantedKey[] {
  const { source, target } = metadata;
  const notNull = notNullKeys(metadata);
  if (source.kind === "HYBRID TABLE") return notNull;
  const long = new Set(
    metadata.findings.flatMap(({ code, details }) =>
      code === "KEY_MAY_BE_TOO_LONG" ? [JSON.stringify(details?.columns)] : [],
    ),
  );
  const unique = (kind: CheckedKind, columns: readonly string[]): WantedKey => ({
    kind,
    metadata,
    columns: comparedColumns(metadata, columns),
    mayBeLong: long.has(JSON.stringify(columns)),
  });
  return [
    ...(target.primaryKey === undefined ? [] : [unique("primary key", target.primaryKey.columns)]),
    ...target.uniqueKeys.map((key) => unique("unique key", key.columns)),
    ...notNull,
    ...target.foreignKeys.flatMap(({ columns, references }): WantedKey[] => {
      const parent = parents.get(JSON.stringify([references.schema, references.table]));
      if (parent === undefined) return [];
      const referenced = { metadata: parent, columns: comparedColumns(parent, references.columns) };
      return [{ ...unique("foreign key", columns), parent: referenced, mayBeLong: false }];
    }),
  ];
}

/** Columns that become NOT NULL though they are not in Snowflake, those of the primary key aside. */
function notNullKeys(metadata: TableMetadata): readonly WantedKey[] {
  const { source, target } = metadata;
  const nullable = new Set(source.columns.filter((column) => column.nullable).map(({ name }) => name));
  const primary = new Set(target.primaryKey?.columns);
  const names = target.columns
    .filter(({ name, from, nullable: mayBeNull }) => !mayBeNull && nullable.has(from) && !primary.has(name))
    .map(({ name }) => name);
  return names.map((name) => ({
    kind: "not null",
    metadata,
    columns: comparedColumns(metadata, [name]),
    mayBeLong: false,
  }));
}
