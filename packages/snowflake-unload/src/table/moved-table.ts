import type { SourceColumn, TableMetadata, TargetColumn } from "@dp/metadata";
import { qualify, quoteIdentifier } from "@dp/snowflake-client";
import { parseSnowflakeType, type Policies, type SnowflakeType } from "@dp/type-map";
import { isFingerprinted, type SnowflakeColumn } from "@dp/type-map/sql";

import { UnloadError } from "../error.ts";

/** A target column, and what Snowflake is asked for it. */
export interface MovedColumn extends SnowflakeColumn {
  /** What it is called in the table itself, quoted; `reference` is a short name for it in a row set. */
  readonly origin: string;
  /** PostgreSQL name. */
  readonly name: string;
  /** Stored name of the source column. */
  readonly from: string;
  readonly type: SnowflakeType;
}

/** A table as its committed metadata means it: nothing that Snowflake has beyond that is ever asked for. */
export interface MovedTable {
  readonly name: string;
  readonly metadata: TableMetadata;
  /** Qualified and quoted. */
  readonly reference: string;
  /** In the order of the target. */
  readonly columns: readonly MovedColumn[];
  /** Columns that rows are told apart by, where there are such; all of them are fingerprinted. */
  readonly key?: readonly MovedColumn[];
  readonly fingerprinted: readonly MovedColumn[];
  /** Target columns outside of fingerprints. */
  readonly outside: readonly string[];
}

const documents: ReadonlySet<SnowflakeType["name"]> = new Set(["VARIANT", "OBJECT", "ARRAY", "MAP"]);

/** Snowflake may print the keys of a document in another order the next time (TO_JSON): its text proves nothing. */
function isSummed(column: MovedColumn): boolean {
  return !documents.has(column.type.name) && isFingerprinted(column.source);
}

/** Its place among the source columns gives a column a short name: long ones, repeated, fill a statement. */
function columnOf(metadata: TableMetadata, source: SourceColumn, target: TargetColumn): MovedColumn {
  const { settings } = metadata;
  const type = parseSnowflakeType(source.type);
  const policies = { ...settings.policies, ...settings.columns?.[target.from]?.policies } as Partial<Policies>;
  const { part } = target;
  return {
    name: target.name,
    from: target.from,
    type,
    origin: quoteIdentifier(target.from),
    reference: `"m${String(metadata.source.columns.indexOf(source) + 1)}"`,
    source: { type, policies, target: target.type, ...(part !== undefined && { part }) },
  };
}

function isMain({ source }: MovedColumn): boolean {
  return source.part === undefined || source.part === "value" || source.part === "instant";
}

/** Target columns of the key: the configured one, else the primary key, else a unique key without NULL; each only where PostgreSQL enforces it. */
function keyNames(
  { target }: TableMetadata,
  columns: readonly MovedColumn[],
  configured: readonly string[] | undefined,
): readonly string[] | undefined {
  if (configured !== undefined) {
    return configured.map((from) => columns.find((column) => column.from === from && isMain(column))?.name ?? "");
  }
  const required = new Set(target.columns.filter(({ nullable }) => !nullable).map(({ name }) => name));
  const keys = [target.primaryKey, ...target.uniqueKeys].flatMap((key) => key ?? []);
  return keys.find((key) => key.enforced !== false && key.columns.every((name) => required.has(name)))?.columns;
}

/**
 * Reads what to ask Snowflake for out of a table's metadata. `key` are stored names of source columns.
 * @throws UnloadError UNLOAD_KEY_UNUSABLE when a configured key does not travel or has no text that both engines agree on
 */
export function movedTable(metadata: TableMetadata, key?: readonly string[]): MovedTable {
  const { name, source, target } = metadata;
  const sources = new Map(source.columns.map((column) => [column.name, column]));
  const columns = target.columns.flatMap((column) => {
    const from = sources.get(column.from);
    return from === undefined ? [] : [columnOf(metadata, from, column)];
  });
  const byName = new Map(columns.map((column) => [column.name, column]));
  const wanted = keyNames(metadata, columns, key) ?? [];
  const usable = wanted.flatMap((column) => byName.get(column) ?? []).filter(isSummed);
  const isUsable = wanted.length > 0 && usable.length === wanted.length;
  if (key !== undefined && !isUsable) throw unusableKey(name, key, usable);
  return {
    name,
    metadata,
    reference: qualify(source.database, source.schema, source.table),
    columns,
    ...(isUsable && { key: usable }),
    fingerprinted: columns.filter(isSummed),
    outside: columns.filter((column) => !isSummed(column)).map((column) => column.name),
  };
}

function unusableKey(table: string, key: readonly string[], usable: readonly MovedColumn[]): UnloadError {
  const fine = new Set(usable.map(({ from }) => from));
  const bad = key.filter((column) => !fine.has(column)).join(", ");
  return new UnloadError("UNLOAD_KEY_UNUSABLE", `rows cannot be told apart by ${bad}`, {
    where: table,
    hint: "Name columns in incremental.key that travel and are neither documents nor of an extension's type.",
  });
}
