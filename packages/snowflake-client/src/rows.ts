import { SnowflakeError } from "./error.ts";
import type { Row } from "./types.ts";

/**
 * Rows of arrays to rows by lower-case column name. Two columns of one name, or a value that is neither text nor
 * NULL, are refused: either would lose something in silence.
 * @throws SnowflakeError SNOWFLAKE_UNEXPECTED_ANSWER
 */
export function toRows(columns: readonly string[], rows: readonly unknown[], statement: string): readonly Row[] {
  const names = columns.map((column) => column.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw unexpected(`two columns are named ${twice}`, statement);
  return rows.map((row) => {
    if (!Array.isArray(row) || row.length !== names.length) throw unexpected("a row of another width", statement);
    return Object.fromEntries(names.map((name, index) => [name, toText(row[index], name, statement)]));
  });
}

function toText(value: unknown, column: string, statement: string): string | null {
  if (value === null || typeof value === "string") return value;
  throw unexpected(`column ${column} arrived as ${typeof value}, not as text`, statement);
}

function unexpected(detail: string, statement: string): SnowflakeError {
  return new SnowflakeError("SNOWFLAKE_UNEXPECTED_ANSWER", {
    detail,
    statement,
    hint: "Please report it, with the versions of this program and of the driver.",
  });
}
