import type { Database, Schema } from "../catalog/account.ts";
import type { Session } from "../contracts.ts";
import { listingColumns, timestampCell, type Cell } from "./listing.ts";

/** Columns of SHOW DATABASES (Snowflake SQL reference, SHOW DATABASES). */
export const showDatabasesColumns = listingColumns(
  "created_on:time|name|is_default|is_current|origin|owner|comment|options|retention_time|kind|owner_role_type|" +
    "object_visibility|data_quality_monitoring_settings|resharing_settings",
);

/** Columns of SHOW SCHEMAS. */
export const showSchemasColumns = listingColumns(
  "created_on:time|name|is_default|is_current|database_name|owner|comment|options|retention_time|owner_role_type|" +
    "object_visibility|is_nested",
);

export function databaseRow(database: Database, session: Session): Cell[] {
  return [
    timestampCell(database.createdOn),
    database.name,
    "N",
    session.database === database.name ? "Y" : "N",
    "",
    database.owner,
    database.comment,
    "",
    "1",
    "STANDARD",
    "ROLE",
    null,
    null,
    null,
  ];
}

/** INFORMATION_SCHEMA has no owner and no `schema`. */
export function schemaRow(
  database: Database,
  name: string,
  options: { schema?: Schema | undefined; session: Session },
): Cell[] {
  const { schema, session } = options;
  const isComputed = schema === undefined;
  return [
    timestampCell(schema?.createdOn ?? 0),
    name,
    "N",
    session.database === database.name && session.schema === name ? "Y" : "N",
    database.name,
    schema?.owner ?? "",
    isComputed ? "Views describing the contents of schemas in this database" : schema.comment,
    "",
    "1",
    isComputed ? "" : "ROLE",
    null,
    "N",
  ];
}
