import { UnloadError } from "../error.ts";

/** Snowflake takes 1 MB of SQL text a statement ("Query size limits"); some is left for the driver's envelope. */
export const maxStatementBytes = 960 * 1024;

/** @throws UnloadError UNLOAD_STATEMENT_TOO_LONG */
export function refuseLong(sql: string, table: string): string {
  const bytes = Buffer.byteLength(sql);
  if (bytes <= maxStatementBytes) return sql;
  throw new UnloadError(
    "UNLOAD_STATEMENT_TOO_LONG",
    `the statement that reads all columns would have ${String(bytes)} bytes, and Snowflake takes 1 MB`,
    {
      where: table,
      hint: "Exclude columns (columns: { NAME: { exclude: true } }), or cut the table in two by a view.",
    },
  );
}
