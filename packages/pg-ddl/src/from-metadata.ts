import type { DefaultValue, TableMetadata, TargetColumn, TargetForeignKey, TargetKey, TargetTable } from "@dp/metadata";

import type { PgColumn, PgDefault, PgForeignKey, PgIndex, PgKey, PgModel, PgTable } from "./model.ts";
import type { PlanTarget } from "./plan-types.ts";
import { defaultSql } from "./write/default.ts";

function toDefault(value: DefaultValue | undefined, type: string): PgDefault | undefined {
  // PostgreSQL does not store DEFAULT NULL.
  if (value === undefined || value.kind === "null") return undefined;
  return { value, sql: defaultSql(value, type) };
}

function toColumn(column: TargetColumn, key: TargetKey | undefined): PgColumn {
  const { name, type, identity, collation, comment, was } = column;
  const expression = toDefault(column.default, type);
  // PostgreSQL makes primary key and identity columns NOT NULL whatever was said.
  const notNull = identity !== undefined || key?.columns.includes(name) === true;
  return {
    name,
    type,
    nullable: column.nullable && !notNull,
    ...(expression === undefined ? {} : { default: expression }),
    ...(identity === undefined ? {} : { identity: { start: identity.start, increment: identity.increment } }),
    ...(collation === undefined ? {} : { collation }),
    ...(comment === undefined || comment === "" ? {} : { comment }),
    ...(was === undefined ? {} : { was }),
  };
}

function toKey({ name, columns }: TargetKey): PgKey {
  return { name, columns: [...columns] };
}

function toForeignKey({ name, columns, references, onUpdate, onDelete, enforced }: TargetForeignKey): PgForeignKey {
  return {
    name,
    columns: [...columns],
    references: { schema: references.schema, name: references.table, columns: [...references.columns] },
    onUpdate: onUpdate ?? "NO ACTION",
    onDelete: onDelete ?? "NO ACTION",
    enforced: enforced !== false,
    validated: true,
  };
}

function sameColumns(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Unique keys that are enforced. PostgreSQL makes one constraint of two over the same columns, of which a primary key is first. */
function enforcedUniqueKeys({ primaryKey, uniqueKeys }: TargetTable): readonly PgKey[] {
  const enforced = uniqueKeys.filter(({ enforced: made }) => made !== false);
  const first = primaryKey === undefined || primaryKey.enforced === false ? [] : [primaryKey];
  const all = [...first, ...enforced];
  const isFirst = (key: TargetKey): boolean => all.find((other) => sameColumns(other.columns, key.columns)) === key;
  return enforced.filter(isFirst).map(toKey);
}

/** Configured indexes, and one for each key that is not to be enforced and has none yet. */
function toIndexes(target: TargetTable): readonly PgIndex[] {
  const indexes: PgIndex[] = target.indexes.map(({ name, columns, unique }) => ({
    name,
    columns: [...columns],
    unique: unique === true,
  }));
  const keys = target.primaryKey === undefined ? target.uniqueKeys : [target.primaryKey, ...target.uniqueKeys];
  for (const { name, columns, enforced } of keys) {
    const there = indexes.some((index) => sameColumns(index.columns, columns));
    if (enforced === false && !there) indexes.push({ name, columns: [...columns], unique: false });
  }
  return indexes;
}

function toTable(target: TargetTable): PgTable {
  const primaryKey = target.primaryKey?.enforced === false ? undefined : target.primaryKey;
  const { schema, table: name, comment, was } = target;
  return {
    schema,
    name,
    ...(comment === undefined || comment === "" ? {} : { comment }),
    columns: target.columns.map((column) => toColumn(column, primaryKey)),
    ...(primaryKey === undefined ? {} : { primaryKey: toKey(primaryKey) }),
    uniqueKeys: enforcedUniqueKeys(target),
    foreignKeys: target.foreignKeys.map(toForeignKey),
    indexes: toIndexes(target),
    ...(was === undefined ? {} : { was: { schema: was.schema, name: was.table } }),
  };
}

/**
 * The model that the metadata asks for: the wanted side of a diff, or the present side when earlier metadata stands
 * in for a database. @throws DefaultTypeMismatchError
 */
export function fromMetadata(tables: readonly TableMetadata[]): PgModel {
  const schemas = [...new Set(tables.map(({ target }) => target.schema))];
  return { schemas, tables: tables.map(({ target }) => toTable(target)) };
}

/** What a plan for these tables is bound to. */
export function planTargets(tables: readonly TableMetadata[]): readonly PlanTarget[] {
  return tables.map(({ name, target, fingerprints }) => ({
    name,
    table: { schema: target.schema, name: target.table },
    fingerprint: fingerprints.target,
  }));
}
