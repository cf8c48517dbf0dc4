import type { Finding, MappingSettings, SourceColumn, SourceTable } from "@dp/metadata";
import type { MappedPart, Policies, SnowflakeType } from "@dp/type-map";

/** One target column that a source column becomes. */
export interface MappedColumnPart extends MappedPart {
  readonly name: string;
  /** The name that it had before. */
  readonly was?: string;
}

/** A source column that is carried over. */
export interface MappedColumn {
  readonly source: SourceColumn;
  readonly type: SnowflakeType;
  readonly policies: Partial<Policies>;
  /** Whether tables.yaml says its type. */
  readonly overridden: boolean;
  /** The column as it would be without that. */
  readonly natural?: MappedColumn;
  /** Whether PostgreSQL counts it by itself. */
  readonly identity: boolean;
  /** Main part first. */
  readonly parts: readonly [MappedColumnPart, ...MappedColumnPart[]];
  readonly requires: { readonly postgres: number; readonly extensions: readonly string[] };
}

/** A table whose columns are mapped; keys and indexes come after, with a look at the other tables. */
export interface MappedTable {
  readonly name: string;
  readonly source: SourceTable;
  readonly settings: MappingSettings;
  readonly schema: string;
  readonly table: string;
  /** Where it stood before. */
  readonly was?: { readonly schema: string; readonly table: string };
  readonly acceptLossInherited: boolean;
  readonly columns: readonly MappedColumn[];
  readonly findings: readonly Finding[];
}

/** The column that a source column becomes; undefined when it is left out. */
export function columnOf(table: MappedTable, storedName: string): MappedColumn | undefined {
  return table.columns.find((column) => column.source.name === storedName);
}

/**
 * The parts that make two values equal. An offset does not: Snowflake compares a TIMESTAMP_TZ by its instant
 * (SQL reference, "Date & time data types").
 */
export function keyParts(column: MappedColumn): readonly MappedColumnPart[] {
  return column.parts.filter((part) => part.part !== "offset-minutes");
}

/** Whether the column can be NULL in PostgreSQL, given the stored names of the primary key's columns. */
export function isNullable({ source, identity }: MappedColumn, primary: readonly string[]): boolean {
  return source.nullable && !identity && !primary.includes(source.name);
}
