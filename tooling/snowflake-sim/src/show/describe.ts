import type { Column, Relation } from "../catalog/model.ts";
import { identityText } from "./columns.ts";
import { listingColumns, type Cell } from "./listing.ts";
import { typeText } from "./type-text.ts";

/** Columns of DESCRIBE TABLE and DESCRIBE VIEW (Snowflake SQL reference, DESCRIBE TABLE). */
export const describeColumns = listingColumns(
  "name|type|kind|null?|default|primary key|unique key|check|expression|comment|policy name|privacy domain|" +
    "schema evolution record",
);

function flag(value: boolean): string {
  return value ? "Y" : "N";
}

/** One row a column, in order; what is absent is NULL here. */
export function describeRow(relation: Relation, column: Column): Cell[] {
  const inUnique = relation.uniqueKeys.some((key) => key.columns.includes(column.name));
  return [
    column.name,
    typeText(column.type),
    column.expression === undefined ? "COLUMN" : "VIRTUAL",
    flag(column.nullable),
    column.identity === undefined ? (column.default ?? null) : identityText(column.identity),
    flag(relation.primaryKey?.columns.includes(column.name) ?? false),
    flag(inUnique),
    null,
    column.expression ?? null,
    column.comment ?? null,
    column.maskingPolicy ?? null,
    null,
    null,
  ];
}
