/**
 * Which DuckDB type holds the values of each Snowflake type. DuckDB's own dates and timestamps are not used: its
 * nanosecond timestamps stop at 2262, and it has none with an offset. So times are whole numbers:
 * DATE days since 1970-01-01, TIME nanoseconds since midnight, TIMESTAMP_NTZ and _LTZ nanoseconds since 1970,
 * TIMESTAMP_TZ the same with the offset in minutes beside it. JSON stays the text it is.
 */
import type { ColumnType } from "../catalog/model.ts";

/** Type of an expression; NULL is the type of a bare NULL. */
export type SqlType = ColumnType | { readonly name: "NULL" };

export const textMaximum = 16_777_216;
export const varchar: SqlType = { name: "VARCHAR", length: textMaximum };
export const variant: SqlType = { name: "VARIANT" };
export const boolean: SqlType = { name: "BOOLEAN" };
export const float: SqlType = { name: "FLOAT" };
export const date: SqlType = { name: "DATE" };
export const integer: SqlType = { name: "NUMBER", precision: 38, scale: 0 };

export function number(precision: number, scale = 0): SqlType {
  return { name: "NUMBER", precision, scale };
}

/** DuckDB type, as SQL text. */
export function carrier(type: SqlType): string {
  switch (type.name) {
    case "NUMBER":
      return `DECIMAL(${String(type.precision)},${String(type.scale)})`;
    case "FLOAT":
      return "DOUBLE";
    case "BOOLEAN":
      return "BOOLEAN";
    case "DATE":
      return "INTEGER";
    case "TIME":
      return "BIGINT";
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "INTERVAL":
      return "HUGEINT";
    case "TIMESTAMP_TZ":
      return "STRUCT(ns HUGEINT, off SMALLINT)";
    case "BINARY":
      return "BLOB";
    case "VARCHAR":
    case "DECFLOAT":
    case "VARIANT":
    case "OBJECT":
    case "ARRAY":
    case "MAP":
    case "GEOGRAPHY":
    case "GEOMETRY":
    case "VECTOR":
    case "UUID":
    case "PERIOD":
    case "FILE":
    case "NULL":
      return "VARCHAR";
  }
}

/** An identifier inside DuckDB. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A VARCHAR value inside DuckDB; its parser ends at U+0000, its values do not. */
export function quoteText(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return quoted.includes("\0") ? `(${quoted.replaceAll("\0", "'||chr(0)||'")})` : quoted;
}

/** A null of a type. */
export function nullOf(type: SqlType): string {
  return `NULL::${carrier(type)}`;
}

/** What a type's values are ordered, compared and grouped by. */
export function sortKey(sql: string, type: SqlType): string {
  if (type.name === "TIMESTAMP_TZ") return `(${sql}).ns`;
  return type.name === "DECFLOAT" ? `sf_decfloat_key(${sql})` : sql;
}

const semiStructured: ReadonlySet<string> = new Set(["VARIANT", "OBJECT", "ARRAY", "MAP"]);

/** Whether values are JSON text. */
export function isJson(type: SqlType): boolean {
  return semiStructured.has(type.name);
}

/** A type as Snowflake prints it in messages. */
export function typeText(type: SqlType): string {
  if (type.name === "NUMBER") return `NUMBER(${String(type.precision)},${String(type.scale)})`;
  if ("length" in type) return `${type.name}(${String(type.length)})`;
  return "scale" in type ? `${type.name}(${String(type.scale)})` : type.name;
}
