import type { Column, Relation } from "../catalog/model.ts";
import { listingColumns, type Cell } from "./listing.ts";
import { typeJson } from "./type-json.ts";

/** Columns of SHOW COLUMNS, 13 in 2026 (Snowflake SQL reference, SHOW COLUMNS). */
export const showColumnsColumns = listingColumns(
  "table_name|schema_name|column_name|data_type|null?|default|kind|expression|comment|database_name|autoincrement|" +
    "schema_evolution_record|write_default",
);

/** `IDENTITY START 1 INCREMENT 1 NOORDER` */
export function identityText({ start, increment, ordered }: NonNullable<Column["identity"]>): string {
  return `IDENTITY START ${String(start)} INCREMENT ${String(increment)} ${ordered ? "ORDER" : "NOORDER"}`;
}

/** One row a column; unset texts are empty, the last two cells NULL. */
export function columnRow(relation: Relation, column: Column): Cell[] {
  return [
    relation.name,
    relation.schema,
    column.name,
    typeJson(column.type, column.nullable),
    String(column.nullable),
    column.default ?? "",
    column.semantic ?? (column.expression === undefined ? "COLUMN" : "VIRTUAL_COLUMN"),
    column.expression ?? "",
    column.comment ?? "",
    relation.database,
    column.identity === undefined ? "" : identityText(column.identity),
    null,
    null,
  ];
}
