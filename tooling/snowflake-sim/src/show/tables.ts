import type { Relation, RelationKind } from "../catalog/model.ts";
import { listingColumns, timestampCell, type Cell } from "./listing.ts";

/** Columns of SHOW TABLES, 27 in 2026 (Snowflake SQL reference, SHOW TABLES). */
export const showTablesColumns = listingColumns(
  "created_on:time|name|database_name|schema_name|kind|comment|cluster_by|rows:fixed|bytes:fixed|owner|retention_time|" +
    "automatic_clustering|change_tracking|search_optimization|search_optimization_progress:fixed|" +
    "search_optimization_bytes:fixed|is_external|enable_schema_evolution|owner_role_type|is_event|is_hybrid|is_iceberg|" +
    "is_dynamic|is_immutable|is_interactive|row_timestamp|error_logging",
);

/** Columns of SHOW TERSE TABLES, OBJECTS and VIEWS. */
export const terseColumns = listingColumns("created_on:time|name|kind|database_name|schema_name");

export function terseRow(relation: Relation, kind: string): Cell[] {
  return [timestampCell(relation.createdOn), relation.name, kind, relation.database, relation.schema];
}

/** TABLE, TRANSIENT or TEMPORARY; every other kind is told by its own flag. */
export function tableKind({ kind }: Relation): string {
  return kind === "TRANSIENT" || kind === "TEMPORARY" ? kind : "TABLE";
}

/** External tables have no counts. Bytes are made up from the rows: nobody may depend on them. */
export function sizes(relation: Relation, rows: number): [rows: Cell, bytes: Cell] {
  if (relation.kind === "EXTERNAL") return [null, null];
  return [String(rows), String(rows === 0 ? 0 : 1024 + 512 * Math.ceil((rows * relation.columns.length) / 64))];
}

const flag = (value: boolean): string => (value ? "Y" : "N");
const toggle = (value: boolean): string => (value ? "ON" : "OFF");

export function tableRow(relation: Relation, rows: number): Cell[] {
  const is = (kind: RelationKind): string => flag(relation.kind === kind);
  return [
    timestampCell(relation.createdOn),
    relation.name,
    relation.database,
    relation.schema,
    tableKind(relation),
    relation.comment ?? "",
    relation.clusterBy,
    ...sizes(relation, rows),
    relation.owner,
    String(relation.retentionDays),
    toggle(relation.clusterBy !== ""),
    toggle(relation.changeTracking ?? false),
    "OFF",
    null,
    null,
    is("EXTERNAL"),
    flag(relation.schemaEvolution ?? false),
    "ROLE",
    is("EVENT"),
    is("HYBRID"),
    is("ICEBERG"),
    is("DYNAMIC"),
    "N",
    is("INTERACTIVE"),
    "OFF",
    "OFF",
  ];
}
