import type { Key, Relation } from "../catalog/model.ts";
import { listingColumns, timestampCell, type Cell } from "./listing.ts";

/** Columns of SHOW PRIMARY KEYS and SHOW UNIQUE KEYS. */
export const showKeysColumns = listingColumns(
  "created_on:time|database_name|schema_name|table_name|column_name|key_sequence:fixed|constraint_name|rely|comment",
);

/** One row a column of the key, numbered from 1 in the order of the key. */
export function keyRows(relation: Relation, key: Key): Cell[][] {
  return key.columns.map((column, index) => [
    timestampCell(key.createdOn ?? relation.createdOn),
    relation.database,
    relation.schema,
    relation.name,
    column,
    String(index + 1),
    key.name,
    String(key.rely),
    key.comment ?? "",
  ]);
}
