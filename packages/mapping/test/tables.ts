import type { MappingSettings, SourceColumn, SourceForeignKey, SourceTable, TableMetadata } from "@dp/metadata";

import { mapTables, type MappingError, type MappingInput } from "../src/index.ts";

/** A source table of the schema DB.S with nothing but columns. */
export function table(
  name: string,
  columns: Readonly<Record<string, string>>,
  more: Partial<SourceTable> = {},
): SourceTable {
  return {
    system: "snowflake",
    database: "DB",
    schema: "S",
    table: name,
    kind: "TABLE",
    columns: Object.entries(columns).map(([column, text]) => columnFrom(column, text)),
    uniqueKeys: [],
    foreignKeys: [],
    ...more,
  };
}

/** `NUMBER(9,0)!` is NOT NULL, `NUMBER(9,0)+` counts by itself. */
function columnFrom(name: string, text: string): SourceColumn {
  const [, type = "", mark = ""] = /^(.*?)([!+]?)$/s.exec(text) ?? [];
  return {
    name,
    type,
    nullable: mark === "",
    ...(mark === "+" && { identity: { start: "1", increment: "1" } }),
  };
}

/** A key that Snowflake does not enforce. */
export function key(...columns: readonly string[]): { readonly columns: readonly string[]; readonly enforced: false } {
  return { columns, enforced: false };
}

/** A foreign key to a table of the same schema. */
export function references(
  columns: readonly string[],
  parent: string,
  parentColumns: readonly string[],
): SourceForeignKey {
  return {
    columns,
    references: { database: "DB", schema: "S", table: parent, columns: parentColumns },
    enforced: false,
  };
}

/** An input whose names follow the source's. */
export function input(source: SourceTable, settings: MappingSettings = {}): MappingInput {
  const name = source.table.toLowerCase();
  return { name: name.replaceAll(/[^a-z0-9_]/g, "_"), source, settings, postgres: { schema: "public", table: name } };
}

/** Maps a set in which every table can be mapped; the metadata by table name. */
export function mapAll(...inputs: readonly MappingInput[]): ReadonlyMap<string, TableMetadata> {
  return new Map(
    mapTables(inputs, { edition: 1 }).map((outcome) => {
      if (!outcome.ok) throw outcome.error;
      return [outcome.name, outcome.metadata];
    }),
  );
}

/** Maps one table. */
export function mapOne(source: SourceTable, settings: MappingSettings = {}): TableMetadata {
  const [metadata] = [...mapAll(input(source, settings)).values()];
  if (metadata === undefined) throw new Error("one table gives one outcome");
  return metadata;
}

/** The error of a table that cannot be mapped. */
export function refusal(source: SourceTable, settings: MappingSettings = {}): MappingError {
  const [outcome] = mapTables([input(source, settings)], { edition: 1 });
  if (outcome === undefined || outcome.ok) throw new Error("the table was mapped");
  return outcome.error;
}

/** Target types by target name. */
export function typesOf({ target }: TableMetadata): Readonly<Record<string, string>> {
  return Object.fromEntries(target.columns.map(({ name, type }) => [name, type]));
}

/** Codes of the findings, losses left out. */
export function codesOf({ findings }: TableMetadata): readonly string[] {
  return findings.map(({ code }) => code).filter((code) => code !== "LOSS_NOT_ACCEPTED");
}
