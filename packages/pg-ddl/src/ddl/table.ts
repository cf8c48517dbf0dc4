import type { TableMetadata } from "@dp/metadata";

import { fromMetadata } from "../from-metadata.ts";
import { tableText } from "../print/object-text.ts";
import { visible } from "../print/visible.ts";
import { joinSql, sql, type SqlText } from "../sql-text.ts";
import { commentsSql } from "../write/comment.ts";
import { createSchemaIfMissing } from "../write/schema.ts";
import { createIndexSql } from "../write/table-index.ts";
import { createTableSql } from "../write/table.ts";
import { withHeader } from "./header.ts";

/** Name of the file that creates a table. */
export function tableDdlFile(name: string): string {
  return `${name}_create.sql`;
}

function ended(statements: readonly SqlText[]): SqlText {
  return joinSql(
    statements.map((statement) => sql`${statement};`),
    "\n",
  );
}

/** Groups of statements with an empty line between. psql takes its encoding from the locale, the file is UTF-8. */
export function bodyOf(groups: readonly (readonly SqlText[])[]): string {
  const text = joinSql(groups.map(ended), "\n\n");
  const ascii = /^[\0-\x7f]*$/.test(text);
  return ascii ? `${text}\n` : `SET client_encoding = 'UTF8';\n\n${text}\n`;
}

/**
 * The file `<name>_create.sql`: everything of a table but its foreign keys, so that such files run in any order.
 * No timestamps; the same metadata gives the same bytes.
 * @throws InvalidIdentifierError, InvalidLiteralError, InvalidTypeTextError, DefaultTypeMismatchError
 */
export function printTableDdl(metadata: TableMetadata): string {
  const { name, edition, source, fingerprints } = metadata;
  const from = [source.database, source.schema, source.table].map(visible).join(".");
  const groups = fromMetadata([metadata]).tables.flatMap((table) => [
    table.schema === "public" ? [] : [createSchemaIfMissing(table.schema)],
    [createTableSql(table)],
    commentsSql(table),
    table.indexes.map((index) => createIndexSql(table, index)),
  ]);
  const title = `Table ${tableText({ schema: metadata.target.schema, name: metadata.target.table })}, from Snowflake ${from}`;
  const fields = { name, edition: String(edition), target: visible(fingerprints.target) };
  return withHeader({ title, fields }, bodyOf(groups));
}
