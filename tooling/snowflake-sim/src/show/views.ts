import type { Relation } from "../catalog/model.ts";
import { listingColumns, timestampCell, type Cell } from "./listing.ts";

/** Columns of SHOW VIEWS (Snowflake SQL reference, SHOW VIEWS). */
export const showViewsColumns = listingColumns(
  "created_on:time|name|reserved|database_name|schema_name|owner|comment|text|is_secure|is_materialized|owner_role_type|" +
    "change_tracking",
);

/** The text of a secure view is for its owner only. */
export function viewRow(relation: Relation, ownsIt: boolean): Cell[] {
  const secure = relation.secure ?? false;
  return [
    timestampCell(relation.createdOn),
    relation.name,
    "",
    relation.database,
    relation.schema,
    relation.owner,
    relation.comment ?? "",
    secure && !ownsIt ? "" : (relation.text ?? ""),
    String(secure),
    String(relation.kind === "MATERIALIZED VIEW"),
    relation.owner === "" ? "" : "ROLE",
    relation.changeTracking === true ? "ON" : "OFF",
  ];
}
