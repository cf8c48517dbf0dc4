import { completeTableMetadata, type TableMetadata, type TargetColumn, type TargetTable } from "@dp/metadata";

/** A target column in few words; `from` is its name in upper case. */
export function column(name: string, type: string, rest: Partial<TargetColumn> = {}): TargetColumn {
  return { name, from: name.toUpperCase() || "EMPTY", type, nullable: true, fidelity: "exact", ...rest };
}

/** Metadata of a table in schema `sales`, whose source half only says what must be said. */
export function document(name: string, target: Partial<TargetTable> & Pick<TargetTable, "columns">): TableMetadata {
  return completeTableMetadata({
    edition: 1,
    name,
    source: {
      system: "snowflake",
      database: "PROD_DB",
      schema: "PUBLIC",
      table: name.toUpperCase(),
      kind: "TABLE",
      columns: target.columns.map(({ from, nullable }) => ({ name: from, type: "VARCHAR(16777216)", nullable })),
      uniqueKeys: [],
      foreignKeys: [],
    },
    settings: {},
    target: {
      schema: "sales",
      table: name,
      requires: { postgres: 14, extensions: [] },
      uniqueKeys: [],
      foreignKeys: [],
      indexes: [],
      ...target,
    },
    findings: [],
  });
}
