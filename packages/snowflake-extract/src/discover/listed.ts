import type { Row } from "@dp/snowflake-client";
import { Cells } from "../cells.ts";
import { readTable, readView, type RelationRow } from "../rows.ts";

/** A table or view as a listing has it. */
export interface ListedRelation extends Pick<RelationRow, "database" | "schema" | "name" | "kind" | "comment"> {
  /** Role that owns it. */
  readonly owner?: string;
  /** As Snowflake says them, digits; none for views and external tables. Of the moment: in no file. */
  readonly rows?: string;
  readonly bytes?: string;
}

/** A database as SHOW DATABASES has it. */
export interface ListedDatabase {
  readonly name: string;
  /** `STANDARD`, `IMPORTED DATABASE`, `APPLICATION` …; absent where the listing has no such column. */
  readonly kind?: string;
}

/** Reads a row of SHOW TABLES or SHOW VIEWS. @throws ExtractError SNOWFLAKE_UNEXPECTED_ANSWER */
export function readListed(what: "TABLES" | "VIEWS", row: Row): ListedRelation {
  const { database, schema, name, kind, comment } = what === "TABLES" ? readTable(row) : readView(row);
  const cells = new Cells(`SHOW ${what}`, row);
  const [owner, rows, bytes] = ["owner", "rows", "bytes"].map((column) => cells.optional(column));
  return {
    database,
    schema,
    name,
    kind,
    ...(comment !== undefined && { comment }),
    ...(owner !== undefined && { owner }),
    ...(rows !== undefined && { rows }),
    ...(bytes !== undefined && { bytes }),
  };
}

/** Reads a row of SHOW DATABASES. @throws ExtractError SNOWFLAKE_UNEXPECTED_ANSWER */
export function readDatabase(row: Row): ListedDatabase {
  const cells = new Cells("SHOW DATABASES", row);
  const kind = cells.optional("kind");
  return { name: cells.text("name"), ...(kind !== undefined && { kind }) };
}
