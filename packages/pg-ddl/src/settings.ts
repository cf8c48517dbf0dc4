import type { TableMetadata, TargetForeignKey, TargetTable } from "@dp/metadata";
import { joinIdentifier } from "@dp/type-map";

import { hashOf } from "./canonical-json.ts";
import { SettingsError } from "./errors.ts";
import type { PgGrant, PgIndex, PgIndexMethod, PgTable } from "./model.ts";
import type { Aspect, PlanSettings } from "./plan-types.ts";
import { relationNames, tableKey } from "./table-key.ts";

/** What those who run PostgreSQL say of a table, beside what its metadata says. */
export interface TableSettings {
  readonly owner?: string;
  /** Privileges in small letters, by role; `public` is everybody. */
  readonly grants?: Readonly<Record<string, readonly string[]>>;
  /** `revoke`: privileges that `grants` does not name are taken away. */
  readonly extraGrants?: "keep" | "revoke";
  readonly tablespace?: string;
  /** What the metadata's foreign keys become; as it says when absent. */
  readonly foreignKeys?: "enforced" | "not_enforced" | "omit";
  readonly indexes?: readonly {
    readonly name?: string;
    readonly columns: readonly string[];
    readonly unique: boolean;
    readonly method: PgIndexMethod;
  }[];
}

/** A target of `config/postgres.yaml`, as `@dp/config` reads it: what is laid over the metadata. */
export interface TargetSettings extends TableSettings {
  readonly name: string;
  /** Schema of the metadata → schema of the database. */
  readonly schemas: Readonly<Record<string, string>>;
  /** By name of the table in tables.yaml; complete: what the target says is in it. */
  readonly tables: Readonly<Record<string, TableSettings>>;
}

function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** What is said of one table: its own settings, else the target's. */
export function settingsOfTable(settings: TargetSettings | undefined, name: string): TableSettings {
  return settings === undefined ? {} : (own(settings.tables, name) ?? { ...settings, indexes: [] });
}

function treated(keys: readonly TargetForeignKey[], how: TableSettings["foreignKeys"]): readonly TargetForeignKey[] {
  if (how === undefined) return keys;
  if (how === "omit") return [];
  if (how === "not_enforced") return keys.map((key) => ({ ...key, enforced: false }));
  return keys.map((key) => {
    const checked: { enforced?: false } & TargetForeignKey = { ...key };
    delete checked.enforced;
    return checked;
  });
}

/**
 * Where and how a table stands in the database of a target: the target half of its metadata with the target's schemas and
 * foreign keys. The metadata's own target half where there are no settings.
 */
export function effectiveTarget({ name, target }: TableMetadata, settings: TargetSettings | undefined): TargetTable {
  if (settings === undefined) return target;
  const placed = (schema: string): string => own(settings.schemas, schema) ?? schema;
  const foreignKeys = treated(target.foreignKeys, settingsOfTable(settings, name).foreignKeys).map((key) => ({
    ...key,
    references: { ...key.references, schema: placed(key.references.schema) },
  }));
  const unchecked = foreignKeys.some(({ enforced }) => enforced === false);
  const { requires, was } = target;
  return {
    ...target,
    schema: placed(target.schema),
    ...(was === undefined ? {} : { was: { ...was, schema: placed(was.schema) } }),
    // NOT ENFORCED came with PostgreSQL 18.
    requires: unchecked ? { ...requires, postgres: Math.max(18, requires.postgres) } : requires,
    foreignKeys,
  };
}

/** Metadata whose target halves are as they stand under a target. @throws SettingsError when two tables become one */
export function placeTables(
  tables: readonly TableMetadata[],
  settings: TargetSettings | undefined,
): readonly TableMetadata[] {
  if (settings === undefined) return tables;
  const placed = tables.map((table) => ({ ...table, target: effectiveTarget(table, settings) }));
  const seen = new Map<string, string>();
  for (const { name, target } of placed) {
    const key = tableKey({ schema: target.schema, name: target.table });
    const other = seen.get(key);
    if (other !== undefined) {
      const message = `${other} and ${name} would both be the table ${target.table} in the schema ${target.schema}`;
      throw new SettingsError(`targets.${settings.name}.schemas`, message, "give one of their schemas another name");
    }
    seen.set(key, name);
  }
  return placed;
}

/** Privileges one by one, in an order of their own. */
export function grantsOf({ grants }: TableSettings): readonly PgGrant[] | undefined {
  if (grants === undefined) return undefined;
  const all = Object.entries(grants).flatMap(([role, privileges]) =>
    privileges.map((privilege) => ({ role, privilege: privilege.toUpperCase() })),
  );
  return all.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/** A name in PostgreSQL's own manner that nothing of the table has: with a number where it is taken. */
function freeName(parts: readonly string[], taken: ReadonlySet<string>): string {
  for (let number = 0; ; number++) {
    const name = joinIdentifier(parts, `idx${number === 0 ? "" : String(number)}`);
    if (!taken.has(name)) return name;
  }
}

/** The indexes that the settings add to those of a table. @throws SettingsError for a column that the table lacks */
export function extraIndexes(
  { name, target }: TableMetadata,
  settings: TargetSettings | undefined,
  table: PgTable,
): readonly PgIndex[] {
  const there = table.indexes;
  const taken = new Set(relationNames(table));
  const columns = new Set(target.columns.map((column) => column.name));
  const { indexes = [] } = settingsOfTable(settings, name);
  return indexes.flatMap((index, place): readonly PgIndex[] => {
    const unknown = index.columns.find((column) => !columns.has(column));
    if (unknown !== undefined) {
      const where = `targets.${settings?.name ?? ""}.tables.${name}.indexes[${String(place)}]`;
      const hint = `its columns are ${[...columns].slice(0, 20).join(", ")}`;
      throw new SettingsError(where, `the table ${name} has no column ${JSON.stringify(unknown)}`, hint);
    }
    const { unique, method } = index;
    const same = (other: PgIndex): boolean =>
      JSON.stringify([other.columns, other.unique, other.method ?? "btree"]) ===
      JSON.stringify([index.columns, unique, method]);
    if (there.some(same)) return [];
    const own = {
      name: index.name ?? freeName([target.table, ...index.columns], taken),
      columns: [...index.columns],
      unique,
    };
    taken.add(own.name);
    return [method === "btree" ? own : { ...own, method }];
  });
}

/** What of the settings a plan for these tables is bound to; equal fingerprints mean the same wish. */
export function planSettings(settings: TargetSettings, tables: readonly TableMetadata[]): PlanSettings {
  const each = tables.map((table) => ({ table, own: settingsOfTable(settings, table.name) }));
  const compares = (["owner", "grants", "tablespace"] as const).filter((aspect) =>
    each.some(({ own }) => own[aspect] !== undefined),
  );
  const meaning = {
    owner: settings.owner,
    tables: each.map(({ table, own }) => ({
      name: table.name,
      schema: effectiveTarget(table, settings).schema,
      owner: own.owner,
      grants: grantsOf(own),
      extraGrants: own.extraGrants ?? "keep",
      tablespace: own.tablespace,
      foreignKeys: own.foreignKeys,
      indexes: own.indexes ?? [],
    })),
  };
  return { target: settings.name, fingerprint: hashOf(meaning), compares };
}

/** The aspects that nobody asked about are left out, so that they are no reason to plan again. */
export function onlyAspects<T extends { owner?: unknown; grants?: unknown; tablespace?: unknown }>(
  table: T,
  compares: readonly Aspect[],
): T {
  const { owner, grants, tablespace, ...rest } = table;
  return {
    ...rest,
    ...(compares.includes("owner") || compares.includes("grants") ? { owner } : {}),
    ...(compares.includes("grants") ? { grants } : {}),
    ...(compares.includes("tablespace") ? { tablespace } : {}),
  } as T;
}

/** Names that the settings speak of and that no metadata has: a misspelling, or something that is gone. */
export function unusedSettings(settings: TargetSettings, tables: readonly TableMetadata[]): readonly string[] {
  const names = new Set(tables.map(({ name }) => name));
  const schemas = new Set(tables.map(({ target }) => target.schema));
  return [
    ...Object.keys(settings.tables)
      .filter((name) => !names.has(name))
      .map((name) => `tables.${name}`),
    ...Object.keys(settings.schemas)
      .filter((name) => !schemas.has(name))
      .map((name) => `schemas.${name}`),
  ].map((path) => `targets.${settings.name}.${path}`);
}
