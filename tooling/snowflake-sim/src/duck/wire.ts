/** How values leave: one text a value, made inside DuckDB (Snowflake's JSON result format). */
import type { ResultColumn } from "../contracts.ts";
import { quoteText, textMaximum, type SqlType } from "./carriers.ts";
import type { Settings } from "./settings.ts";

/**
 * SQL of the text that a value has in a result. REAL has 15 significant digits, as Snowflake sends it: a reader that
 * wants all digits must ask for TO_VARCHAR(x, 'TME').
 */
export function wireText(sql: string, type: SqlType, settings: Settings): string {
  switch (type.name) {
    case "NUMBER":
    case "DATE":
    case "INTERVAL":
      return `(${sql})::VARCHAR`;
    case "FLOAT":
      return `sf_float_text(${sql})`;
    case "BOOLEAN":
      return `CASE WHEN ${sql} THEN '1' WHEN NOT (${sql}) THEN '0' END`;
    case "TIME":
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
      return `sf_seconds(${sql}, ${String(type.scale)})`;
    case "TIMESTAMP_TZ":
      return `sf_seconds((${sql}).ns, ${String(type.scale)}) || ' ' || ((${sql}).off + 1440)::VARCHAR`;
    case "BINARY":
      return `hex(${sql})`;
    case "VARIANT":
    case "OBJECT":
    case "ARRAY":
    case "MAP":
      return json(sql, settings);
    case "GEOGRAPHY":
    case "GEOMETRY":
      return `sf_geo_text(${sql}, ${quoteText(settings.geoFormat(type.name))})`;
    case "VARCHAR":
    case "DECFLOAT":
    case "VECTOR":
    case "UUID":
    case "PERIOD":
    case "FILE":
    case "NULL":
      return sql;
  }
}

function json(sql: string, settings: Settings): string {
  const { jsonIndent, strictJson } = settings;
  if (jsonIndent > 0) return `sf_json_print(${sql}, ${String(jsonIndent)}, ${String(strictJson)})`;
  return compactJson(sql, strictJson);
}

/** One line of JSON. What is stored is compact already; only the words that strict JSON lacks need a look. */
export function compactJson(sql: string, strict: boolean): string {
  if (!strict) return sql;
  return `CASE WHEN regexp_matches(${sql}, 'undefined|NaN|Infinity') THEN sf_json_print(${sql}, 0, true) ELSE ${sql} END`;
}

/** An output column as `rowtype` describes it. */
export function resultColumn(
  { name, type, nullable }: { readonly name: string; readonly type: SqlType; readonly nullable: boolean },
  settings: Settings,
): ResultColumn {
  const none = { precision: null, scale: null, length: null, byteLength: null };
  const text = (length: number): ResultColumn => {
    const byteLength = length === textMaximum ? length : Math.min(length * 4, textMaximum);
    return { name, type: "text", nullable, ...none, length, byteLength };
  };
  switch (type.name) {
    case "NUMBER":
      return { name, type: "fixed", nullable, ...none, precision: type.precision, scale: type.scale };
    case "FLOAT":
      return { name, type: "real", nullable, ...none };
    case "VARCHAR":
      return { ...text(type.length), ...(type.collation !== undefined && { collation: type.collation }) };
    case "BINARY":
      return { name, type: "binary", nullable, ...none, length: type.length, byteLength: type.length };
    case "TIME":
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return { name, type: type.name.toLowerCase(), nullable, ...none, precision: 0, scale: type.scale };
    case "MAP":
      return { name, type: "object", nullable, ...none };
    case "INTERVAL": {
      const wire = type.family === "year-month" ? "interval_year_month" : "interval_day_time";
      return { name, type: wire, nullable, ...none, precision: 9, scale: type.family === "year-month" ? 0 : 9 };
    }
    case "GEOGRAPHY":
    case "GEOMETRY":
      return { name, nullable, ...none, ...geo(settings.geoFormat(type.name), type.name) };
    case "VECTOR":
      return { name, type: "vector", nullable, ...none, vectorDimension: type.dimension };
    case "UUID":
      return text(36);
    case "DATE":
    case "BOOLEAN":
    case "VARIANT":
    case "OBJECT":
    case "ARRAY":
    case "DECFLOAT":
      return { name, type: type.name.toLowerCase(), nullable, ...none };
    case "PERIOD":
    case "FILE":
      return text(textMaximum);
    case "NULL":
      return text(0);
  }
}

function geo(format: string, extTypeName: string): { type: string; extTypeName: string } {
  if (format.endsWith("WKB")) return { type: "binary", extTypeName };
  return { type: format.endsWith("WKT") ? "text" : "object", extTypeName };
}
