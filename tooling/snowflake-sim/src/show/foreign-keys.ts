import type { ForeignKey, Relation } from "../catalog/model.ts";
import { listingColumns, timestampCell, type Cell } from "./listing.ts";

/** Columns of SHOW IMPORTED KEYS and SHOW EXPORTED KEYS. */
export const showForeignKeysColumns = listingColumns(
  "created_on:time|pk_database_name|pk_schema_name|pk_table_name|pk_column_name|fk_database_name|fk_schema_name|" +
    "fk_table_name|fk_column_name|key_sequence:fixed|update_rule|delete_rule|fk_name|pk_name|deferrability|rely|comment",
);

/** One row a pair of columns, numbered from 1 in the order of the foreign key. */
export function foreignKeyRows(relation: Relation, key: ForeignKey): Cell[][] {
  const { database, schema, table, columns, keyName } = key.references;
  return key.columns.map((column, index) => [
    timestampCell(key.createdOn ?? relation.createdOn),
    database,
    schema,
    table,
    columns[index] ?? "",
    relation.database,
    relation.schema,
    relation.name,
    column,
    String(index + 1),
    key.onUpdate,
    key.onDelete,
    key.name,
    keyName,
    key.deferrability ?? "NOT DEFERRABLE",
    String(key.rely),
    key.comment ?? "",
  ]);
}
