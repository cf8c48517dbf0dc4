import type { DefaultValue, TableMetadata, TargetColumn, TargetForeignKey, TargetKey, TargetTable } from "@dp/metadata";

import type { PgColumn, PgDefault, PgForeignKey, PgIndex, PgKey, PgModel, PgSchemaUsage, PgTable } from "./model.ts";
import type { PlanTarget } from "./plan-types.ts";
import {
  effectiveTarget,
  extraIndexes,
  grantsOf,
  placeTables,
  settingsOfTable,
  type TargetSettings,
} from "./settings.ts";
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

/** What the settings add to a table; `metadata` is placed already. */
function withSettings(table: PgTable, metadata: TableMetadata, settings: TargetSettings): PgTable {
  const own = settingsOfTable(settings, metadata.name);
  const grants = grantsOf(own);
  return {
    ...table,
    indexes: [...table.indexes, ...extraIndexes(metadata, settings, table)],
    ...(own.owner === undefined ? {} : { owner: own.owner }),
    ...(grants === undefined ? {} : { grants }),
    ...(own.tablespace === undefined ? {} : { tablespace: own.tablespace }),
    ...(own.extraGrants === "revoke" ? { extraGrants: "revoke" as const } : {}),
  };
}

/** Who has to use the schemas to use the tables in them. */
function usageOf(tables: readonly PgTable[]): readonly PgSchemaUsage[] {
  const all = tables.flatMap(({ schema, owner, grants = [] }) =>
    grants.filter(({ role }) => role !== owner).map(({ role }) => JSON.stringify([schema, role])),
  );
  return [...new Set(all)].sort().map((text) => {
    const [schema = "", role = ""] = JSON.parse(text) as readonly string[];
    return { schema, role };
  });
}

/**
 * The model that the metadata asks for, with what a target's settings lay over it: the wanted side of a diff, or the
 * present side when earlier metadata stands in for a database. The metadata is as it was read: its schemas are placed here.
 * @throws DefaultTypeMismatchError, SettingsError
 */
export function fromMetadata(metadata: readonly TableMetadata[], settings?: TargetSettings): PgModel {
  const placed = placeTables(metadata, settings);
  const schemas = [...new Set(placed.map(({ target }) => target.schema))];
  if (settings === undefined) return { schemas, tables: placed.map(({ target }) => toTable(target)) };
  const tables = placed.map((one) => withSettings(toTable(one.target), one, settings));
  const usage = usageOf(tables);
  return {
    schemas,
    tables,
    ...(usage.length === 0 ? {} : { usage }),
    ...(settings.owner === undefined ? {} : { schemaOwner: settings.owner }),
  };
}

/** What a plan for these tables is bound to. */
export function planTargets(tables: readonly TableMetadata[], settings?: TargetSettings): readonly PlanTarget[] {
  return tables.map((metadata) => {
    const { schema, table } = effectiveTarget(metadata, settings);
    return { name: metadata.name, table: { schema, name: table }, fingerprint: metadata.fingerprints.target };
  });
}
