import { qualify, quoteLiteral } from "@dp/snowflake-client";
import type { SchemaName } from "../queries.ts";

/** Which names a listing holds, and how many of them. Snowflake SQL reference, SHOW TABLES. */
export interface ListingPart {
  /** `%` and `_` are wildcards, case does not matter. */
  readonly like?: string;
  /** Case matters. */
  readonly startsWith?: string;
  readonly limit: number;
  /** Behind this name; names are compared alone, so it is only right within one schema. */
  readonly from?: string;
}

function statement(what: string, scope: string, { like, startsWith, limit, from }: ListingPart): string {
  return [
    `SHOW ${what}`,
    ...(like === undefined ? [] : [`LIKE ${quoteLiteral(like)}`]),
    scope,
    ...(startsWith === undefined || startsWith === "" ? [] : [`STARTS WITH ${quoteLiteral(startsWith)}`]),
    `LIMIT ${String(limit)}`,
    ...(from === undefined ? [] : [`FROM ${quoteLiteral(from)}`]),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

const inDatabase = (database: string): string => `IN DATABASE ${qualify(database)}`;

/** Listings of names, none of which needs a warehouse. A LIMIT always: more rows than the cap would be an error. */
export const listings = {
  databases: (part: ListingPart): string => statement("DATABASES", "", part),
  schemas: (database: string, part: ListingPart): string => statement("SCHEMAS", inDatabase(database), part),
  inDatabase: (what: "TABLES" | "VIEWS", database: string, part: ListingPart): string =>
    statement(what, inDatabase(database), part),
  inSchema: (what: "TABLES" | "VIEWS", { database, schema }: SchemaName, part: ListingPart): string =>
    statement(what, `IN SCHEMA ${qualify(database, schema)}`, part),
} as const;
