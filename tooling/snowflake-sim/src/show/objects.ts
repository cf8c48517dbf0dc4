import type { Relation, RelationKind } from "../catalog/model.ts";
import { holdsRows } from "../catalog/drop-relation.ts";
import { listingColumns, timestampCell, type Cell } from "./listing.ts";
import { sizes } from "./tables.ts";

/** Columns of SHOW OBJECTS (Snowflake SQL reference, SHOW OBJECTS). */
export const showObjectsColumns = listingColumns(
  "created_on:time|name|database_name|schema_name|kind|comment|cluster_by|rows:fixed|bytes:fixed|owner|retention_time|" +
    "owner_role_type|is_hybrid|is_dynamic|is_iceberg|is_interactive",
);

/** Only TABLE or VIEW, whatever sort of table or view it is. */
export function objectKind(relation: Relation): string {
  return holdsRows(relation) ? "TABLE" : "VIEW";
}

export function objectRow(relation: Relation, rows: number): Cell[] {
  const isTable = holdsRows(relation);
  const is = (kind: RelationKind): string => (relation.kind === kind ? "Y" : "N");
  return [
    timestampCell(relation.createdOn),
    relation.name,
    relation.database,
    relation.schema,
    objectKind(relation),
    relation.comment ?? "",
    relation.clusterBy,
    ...(isTable ? sizes(relation, rows) : [null, null]),
    relation.owner,
    isTable ? String(relation.retentionDays) : "1",
    "ROLE",
    is("HYBRID"),
    is("DYNAMIC"),
    is("ICEBERG"),
    is("INTERACTIVE"),
  ];
}
