import { quoteIdentifier } from "@dp/snowflake-client";

/** What a file holds at most, compressed: the driver keeps a whole one in memory. */
const fileBytes = 16 * 1024 * 1024;

/**
 * COPY INTO a stage that writes PostgreSQL's COPY text: fields are escaped in SQL and NULL is written as `\N` by SQL too,
 * so that nothing depends on how an unload writes NULL, the empty text, quotes or escapes.
 */
export function unloadStatement(
  stage: string,
  { sql, columns }: { readonly sql: string; readonly columns: readonly string[] },
): string {
  const fields = columns.map((name) => copyField(`Q.${quoteIdentifier(name)}`));
  return [
    `COPY INTO ${stage} FROM (SELECT ${fields.join(", ")} FROM (${sql}) Q)`,
    String.raw`FILE_FORMAT = (TYPE = CSV COMPRESSION = GZIP FIELD_DELIMITER = '\t' RECORD_DELIMITER = '\n'`,
    "FIELD_OPTIONALLY_ENCLOSED_BY = NONE ESCAPE = NONE ESCAPE_UNENCLOSED_FIELD = NONE NULL_IF = () EMPTY_FIELD_AS_NULL = FALSE)",
    `HEADER = FALSE INCLUDE_QUERY_ID = TRUE MAX_FILE_SIZE = ${String(fileBytes)}`,
  ].join(" ");
}

/** Snowflake undoes backslashes in a literal: each is written twice. */
function copyField(column: string): string {
  const escaped = [
    [String.raw`'\\'`, String.raw`'\\\\'`],
    [String.raw`'\t'`, String.raw`'\\t'`],
    [String.raw`'\n'`, String.raw`'\\n'`],
    [String.raw`'\r'`, String.raw`'\\r'`],
  ].reduce((text, [from, to]) => `REPLACE(${text}, ${String(from)}, ${String(to)})`, column);
  return String.raw`COALESCE(${escaped}, '\\N')`;
}
