import type { SourceTable } from "@dp/metadata";

import { type Change, change, type ChangeCode } from "./change.ts";
import { diffSourceColumns } from "./column-changes.ts";
import { diffSourceKeys } from "./key-changes.ts";
import { propertyChanges } from "./properties.ts";

const codes: Readonly<Record<string, ChangeCode>> = {
  kind: "TABLE_KIND",
  comment: "TABLE_COMMENT",
  clusterBy: "CLUSTER_KEY",
  tags: "TABLE_TAGS",
  policies: "TABLE_POLICIES",
};

const identity = ["system", "database", "schema", "table"];
const apart = [...identity, "columns", "primaryKey", "uniqueKeys", "foreignKeys"];

/** `DATABASE.SCHEMA.TABLE`, for a person. */
export function sourceName({ database, schema, table }: SourceTable): string {
  return [database, schema, table].join(".");
}

/** Whether two source halves are of one table of Snowflake, by its name. */
export function sameSource(one: SourceTable, other: SourceTable): boolean {
  return one.database === other.database && one.schema === other.schema && one.table === other.table;
}

/** Everything in which a table of Snowflake differs from what it was. Not which table it is: our settings say that. */
export function diffSource(before: SourceTable, after: SourceTable): readonly Change[] {
  return [
    ...propertyChanges({ ...before }, { ...after }, { object: "table", codes, other: "TABLE_PROPERTY", apart }),
    ...diffSourceColumns(before.columns, after.columns),
    ...diffSourceKeys(before, after),
  ];
}

/** Our settings name another table of Snowflake than before. */
export function identityChange(before: SourceTable, after: SourceTable): readonly Change[] {
  if (sameSource(before, after)) return [];
  return [change("TABLE_IDENTITY", "table of Snowflake", { before: sourceName(before), after: sourceName(after) })];
}
