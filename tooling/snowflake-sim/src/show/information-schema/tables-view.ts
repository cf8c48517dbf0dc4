import { holdsRows } from "../../catalog/drop-relation.ts";
import type { Relation, RelationKind } from "../../catalog/model.ts";
import type { Cell } from "../listing.ts";
import { sizes } from "../tables.ts";
import { nanoseconds, orNull, viewColumns, yesNo, type ViewDefinition } from "./view-definition.ts";

const tableTypes: Partial<Record<RelationKind, string>> = {
  TEMPORARY: "TEMPORARY TABLE",
  EXTERNAL: "EXTERNAL TABLE",
  EVENT: "EVENT TABLE",
  VIEW: "VIEW",
  "MATERIALIZED VIEW": "MATERIALIZED VIEW",
};

function row(relation: Relation, rows: number): Cell[] {
  const isTable = holdsRows(relation);
  const is = (kind: RelationKind): string => yesNo(relation.kind === kind);
  const altered = nanoseconds(relation.lastDdl ?? relation.createdOn);
  return [
    relation.database,
    relation.schema,
    relation.name,
    orNull(relation.owner),
    tableTypes[relation.kind] ?? "BASE TABLE",
    isTable ? is("TRANSIENT") : null,
    orNull(relation.clusterBy),
    ...(isTable ? sizes(relation, rows) : [null, null]),
    isTable ? String(relation.retentionDays) : null,
    ...Array<null>(5).fill(null),
    "YES",
    "YES",
    null,
    nanoseconds(relation.createdOn),
    altered,
    altered,
    orNull(relation.owner),
    yesNo(relation.clusterBy !== ""),
    orNull(relation.comment),
    is("TEMPORARY"),
    is("ICEBERG"),
    is("DYNAMIC"),
    "NO",
    is("HYBRID"),
  ];
}

/** INFORMATION_SCHEMA.TABLES (Snowflake SQL reference, TABLES view). */
export const tablesView: ViewDefinition = {
  name: "TABLES",
  columns: viewColumns(
    `TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER TABLE_TYPE IS_TRANSIENT CLUSTERING_KEY ROW_COUNT:number BYTES:number
    RETENTION_TIME:number SELF_REFERENCING_COLUMN_NAME REFERENCE_GENERATION USER_DEFINED_TYPE_CATALOG
    USER_DEFINED_TYPE_SCHEMA USER_DEFINED_TYPE_NAME IS_INSERTABLE_INTO IS_TYPED COMMIT_ACTION CREATED:time
    LAST_ALTERED:time LAST_DDL:time LAST_DDL_BY AUTO_CLUSTERING_ON COMMENT IS_TEMPORARY IS_ICEBERG IS_DYNAMIC IS_IMMUTABLE
    IS_HYBRID`,
  ),
  rows: ({ relations, counts }) => relations.map((relation) => row(relation, counts.get(relation.physical) ?? 0)),
};
