import { SnowflakeError } from "./error.ts";
import type { Answer, Row } from "./types.ts";

/**
 * What the driver read, as text. A value that is neither text nor NULL, or a row of another width, is refused: it would
 * lose something in silence.
 * @throws SnowflakeError SNOWFLAKE_UNEXPECTED_ANSWER
 */
export function toAnswer(columns: readonly string[], rows: readonly unknown[], statement: string): Answer {
  return {
    columns,
    rows: rows.map((row) => {
      if (!Array.isArray(row) || row.length !== columns.length) throw unexpected("a row of another width", statement);
      return columns.map((name, index) => toText(row[index], name, statement));
    }),
  };
}

/**
 * Rows by lower-case column name; two columns of one name are refused.
 * @throws SnowflakeError SNOWFLAKE_UNEXPECTED_ANSWER
 */
export function toRows({ columns, rows }: Answer, statement: string): readonly Row[] {
  const names = columns.map((column) => column.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw unexpected(`two columns are named ${twice}`, statement);
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
}

function toText(value: unknown, column: string, statement: string): string | null {
  if (value === null || typeof value === "string") return value;
  throw unexpected(`column ${column.toLowerCase()} arrived as ${typeof value}, not as text`, statement);
}

function unexpected(detail: string, statement: string): SnowflakeError {
  return new SnowflakeError("SNOWFLAKE_UNEXPECTED_ANSWER", {
    detail,
    statement,
    hint: "Please report it, with the versions of this program and of the driver.",
  });
}
