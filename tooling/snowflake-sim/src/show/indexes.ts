import type { Index, Relation } from "../catalog/model.ts";
import { listingColumns, timestampCell, type Cell } from "./listing.ts";

/** Columns of SHOW INDEXES (Snowflake SQL reference, SHOW INDEXES). */
export const showIndexesColumns = listingColumns(
  "created_on:time|name|kind|is_unique|columns|included_columns|status|table|database_name|schema_name|owner|" +
    "owner_role_type|status_info",
);

const listed = (names: readonly string[]): string => `[${names.join(", ")}]`;

/** Indexes of a hybrid table: its own, and those that Snowflake makes for its keys. */
export function indexRows(relation: Relation): Cell[][] {
  if (relation.kind !== "HYBRID") return [];
  const { name: table, primaryKey, uniqueKeys, foreignKeys, indexes = [] } = relation;
  const own = ({ columns }: { readonly columns: readonly string[] }, name: string, unique: boolean): Index => {
    return { name: `SYS_INDEX_${table}_${name}`, columns, included: [], unique };
  };
  const all: readonly Index[] = [
    ...(primaryKey === undefined ? [] : [own(primaryKey, "PRIMARY", true)]),
    ...uniqueKeys.map((key) => own(key, `UNIQUE_${key.columns.join("_")}`, true)),
    ...foreignKeys.map((key) => own(key, `FOREIGN_KEY_${key.columns.join("_")}`, false)),
    ...indexes,
  ];
  return all.map((index) => [
    timestampCell(relation.createdOn),
    index.name,
    "KEY_VALUE_INDEX",
    index.unique ? "Y" : "N",
    listed(index.columns),
    listed(index.included),
    "ACTIVE",
    table,
    relation.database,
    relation.schema,
    relation.owner,
    "ROLE",
    "",
  ]);
}
