/** Casts, explicit and implied. */
import type { ColumnType } from "../../catalog/model.ts";
import { boolean, carrier, isJson, nullOf, quoteText, textMaximum, typeText, type SqlType } from "../carriers.ts";
import { compilationError, faultText } from "../faults.ts";
import type { Settings } from "../settings.ts";
import { castToTime, timeSource } from "./cast-time.ts";
import { isTime } from "./time-type.ts";
import { compiled, type Compiled } from "./compiled.ts";
import { formatSql } from "./format-model.ts";

export interface CastOptions {
  readonly settings: Settings;
  /** Text that is too long is cut by a cast, refused by an INSERT. */
  readonly refuseLongText?: boolean;
  /** Format model of a text that becomes a date or time. */
  readonly format?: string;
}

interface Refusal {
  readonly code: string;
  readonly sqlState: string;
  readonly message: string;
  /** SQL of text behind the message. */
  readonly tail?: string;
}

/** SQL that fails with an error of Snowflake's where a value of `type` was wanted. */
export function raise(type: SqlType, { code, sqlState, message, tail = "''" }: Refusal): string {
  return `sf_raise(${quoteText(faultText(code, sqlState, message))} || ${tail})::${carrier(type)}`;
}

/** A value as text, as a cast to VARCHAR prints it. */
export function textOf({ sql, type }: Compiled, settings: Settings): string {
  if (isTime(type)) return formatSql(sql, type, { format: settings.outputFormat(type.name), zone: settings.zone });
  if (type.name === "INTERVAL") return `sf_interval_text(${sql}, ${quoteText(type.unit)})`;
  if (type.name === "GEOGRAPHY" || type.name === "GEOMETRY") {
    return `sf_geo_text(${sql}, ${quoteText(settings.geoFormat(type.name))})`;
  }
  switch (type.name as string) {
    case "NUMBER":
    case "BOOLEAN":
      return `(${sql})::VARCHAR`;
    case "FLOAT":
      return `sf_float_text(${sql})`;
    case "BINARY":
      return binaryText(sql, settings.binaryOutput);
    case "VARIANT":
      return `sf_json_text(${sql})`;
    default:
      return sql;
  }
}

/** @throws SqlError 100036 for a format that is none */
export function binaryText(sql: string, format: string): string {
  if (format === "HEX") return `hex(${sql})`;
  if (format === "BASE64") return `to_base64(${sql})`;
  if (format === "UTF-8" || format === "UTF8") return `decode(${sql})`;
  throw compilationError("100036", "22000", `Invalid format '${format}' for binary`);
}

/** A value as the JSON text it has inside a VARIANT. */
export function jsonOf(value: Compiled, settings: Settings): string {
  const { sql, type } = value;
  if (isJson(type) || type.name === "VECTOR") return sql;
  switch (type.name as string) {
    case "NUMBER":
    case "BOOLEAN":
      return `(${sql})::VARCHAR`;
    case "DECFLOAT":
      return sql;
    case "FLOAT":
      return (
        `CASE WHEN isnan(${sql}) THEN 'NaN' WHEN isinf(${sql}) THEN ` +
        `CASE WHEN ${sql} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE printf('%.15e', ${sql}) END`
      );
    case "BINARY":
      return `to_json(hex(${sql}))::VARCHAR`;
    case "NULL":
      return nullOf(type);
    default:
      return `to_json(${textOf(value, settings)})::VARCHAR`;
  }
}

function toText(value: Compiled, length: number, options: CastOptions): string {
  const sql = textOf(value, options.settings);
  const bound = value.type.name === "VARCHAR" ? value.type.length : textMaximum;
  if (length >= textMaximum || (value.type.name === "VARCHAR" && bound <= length)) return sql;
  if (options.refuseLongText !== true) return `left(${sql}, ${String(length)})`;
  const refusal = raise(value.type, {
    code: "100078",
    sqlState: "22000",
    message: "String '",
    tail: `left(${sql}, 100) || ''' is too long and would be truncated'`,
  });
  return `CASE WHEN length(${sql}) > ${String(length)} THEN ${refusal} ELSE ${sql} END`;
}

function toNumber({ sql, type, literal }: Compiled, wanted: ColumnType): string | undefined {
  switch (type.name as string) {
    case "NUMBER":
      return carrier(type) === carrier(wanted) ? sql : `(${sql})::${carrier(wanted)}`;
    case "FLOAT":
      return `(${literal === undefined ? sql : quoteText(literal)})::${carrier(wanted)}`;
    case "VARCHAR":
    case "DECFLOAT":
      return `(${sql})::${carrier(wanted)}`;
    case "BOOLEAN":
      return `(${sql})::INTEGER::${carrier(wanted)}`;
    default:
      return undefined;
  }
}

function toFloat({ sql, type, literal }: Compiled): string | undefined {
  if (literal !== undefined) return `${quoteText(literal)}::DOUBLE`;
  switch (type.name as string) {
    case "FLOAT":
      return sql;
    // through text: DuckDB's own way from DECIMAL to DOUBLE rounds twice
    case "NUMBER":
    case "DECFLOAT":
      return `(${sql})::VARCHAR::DOUBLE`;
    case "VARCHAR":
      return `(${sql})::DOUBLE`;
    case "BOOLEAN":
      return `(${sql})::INTEGER::DOUBLE`;
    default:
      return undefined;
  }
}

function toBoolean({ sql, type }: Compiled): string | undefined {
  switch (type.name as string) {
    case "BOOLEAN":
      return sql;
    case "NUMBER":
    case "FLOAT":
      return `((${sql}) <> 0)`;
    case "VARCHAR": {
      const tail = `${sql} || ''' is not recognized'`;
      const wrong = raise(boolean, { code: "100037", sqlState: "22018", message: "Boolean value '", tail });
      return (
        `CASE WHEN lower(${sql}) IN ('true','t','yes','y','on','1') THEN true ` +
        `WHEN lower(${sql}) IN ('false','f','no','n','off','0') THEN false WHEN ${sql} IS NOT NULL THEN ${wrong} END`
      );
    }
    default:
      return undefined;
  }
}

function toBinary({ sql, type, literal }: Compiled, length: number, options: CastOptions): string | undefined {
  if (type.name === "BINARY") {
    if (type.length <= length || options.refuseLongText !== true) return sql;
    const message = "Binary value is too long and would be truncated";
    const wrong = raise(type, { code: "100145", sqlState: "22000", message });
    return `CASE WHEN octet_length(${sql}) > ${String(length)} THEN ${wrong} ELSE ${sql} END`;
  }
  return type.name === "VARCHAR" ? hexToBinary(sql, literal) : undefined;
}

/** Bytes of hexadecimal text. */
export function hexToBinary(sql: string, literal?: string): string {
  if (literal !== undefined && /^(?:[0-9A-Fa-f]{2})*$/.test(literal)) return `unhex(${quoteText(literal)})`;
  const message = "The following string is not a legal hex-encoded value: '";
  const bytes: SqlType = { name: "BINARY", length: 0, fixed: true };
  const wrong = raise(bytes, { code: "100115", sqlState: "22000", message, tail: `${sql} || ''''` });
  return `CASE WHEN regexp_full_match(${sql}, '([0-9A-Fa-f]{2})*') THEN unhex(${sql}) WHEN ${sql} IS NOT NULL THEN ${wrong} END`;
}

function toUuid({ sql, type }: Compiled): string | undefined {
  if (type.name !== "VARCHAR") return undefined;
  const tail = `${sql} || ''''`;
  const wrong = raise({ name: "UUID" }, { code: "100097", sqlState: "22000", message: "Invalid UUID: '", tail });
  const pattern = "'[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'";
  return `CASE WHEN regexp_full_match(${sql}, ${pattern}) THEN lower(${sql}) WHEN ${sql} IS NOT NULL THEN ${wrong} END`;
}

function toDecfloat(value: Compiled): string | undefined {
  if (value.literal !== undefined) return `sf_decfloat(${quoteText(value.literal)})`;
  if (value.type.name === "FLOAT") return `sf_decfloat(printf('%.16e', ${value.sql}))`;
  const known = value.type.name === "NUMBER" || value.type.name === "VARCHAR";
  return known ? `sf_decfloat((${value.sql})::VARCHAR)` : undefined;
}

function toSemiStructured(value: Compiled, type: ColumnType, settings: Settings): string | undefined {
  if (type.name === "VARIANT") return jsonOf(value, settings);
  if (isJson(value.type)) return value.sql;
  return type.name === "ARRAY" && value.type.name === "VECTOR" ? value.sql : undefined;
}

function toOther(value: Compiled, type: ColumnType): string | undefined {
  const { sql } = value;
  const textual = value.type.name === "VARCHAR";
  if (type.name === "INTERVAL") return textual ? `sf_parse_interval(${sql}, ${quoteText(type.unit)})` : undefined;
  const loose = textual || isJson(value.type);
  const ways: Readonly<Partial<Record<ColumnType["name"], string | false>>> = {
    GEOGRAPHY: loose && `sf_geo_parse(${sql}, 4326)`,
    GEOMETRY: loose && `sf_geo_parse(${sql}, 0)`,
    VECTOR: textual ? `sf_json_parse(${sql})` : isJson(value.type) && sql,
    PERIOD: textual && `trim(${sql})`,
    FILE: loose && sql,
  };
  const way = ways[type.name];
  return way === false ? undefined : way;
}

function inputFormat(type: ColumnType, { settings, format }: CastOptions): string {
  if (format !== undefined) return format;
  const kind = type.name === "DATE" || type.name === "TIME" ? type.name : "TIMESTAMP";
  return settings.inputFormat(kind) ?? "";
}

/** How each type is reached from another one; VARIANT goes by its text. */
function conversion(value: Compiled, type: ColumnType, options: CastOptions): string | undefined {
  if (type.name === "VARCHAR") return toText(value, type.length, options);
  if (type.name === "BINARY") return toBinary(value, type.length, options);
  if (isTime(type)) {
    const { sql, type: from, literal } = value;
    const source = { sql, type: from, settings: options.settings, format: inputFormat(type, options) };
    return castToTime(timeSource(source, literal), type);
  }
  switch (type.name as string) {
    case "NUMBER":
      return toNumber(value, type);
    case "FLOAT":
      return toFloat(value);
    case "BOOLEAN":
      return toBoolean(value);
    case "VARIANT":
    case "OBJECT":
    case "ARRAY":
    case "MAP":
      return toSemiStructured(value, type, options.settings);
    case "UUID":
      return toUuid(value);
    case "DECFLOAT":
      return toDecfloat(value);
    default:
      return toOther(value, type);
  }
}

const byText: ReadonlySet<SqlType["name"]> = new Set([
  "NUMBER",
  "FLOAT",
  "BOOLEAN",
  "DECFLOAT",
  "DATE",
  "TIME",
  "TIMESTAMP_NTZ",
  "TIMESTAMP_LTZ",
  "TIMESTAMP_TZ",
  "BINARY",
  "UUID",
]);

/**
 * The value on the carrier of `type`.
 * @throws SqlError 001065 when there is no such cast
 */
export function castTo(value: Compiled, type: SqlType, options: CastOptions): Compiled {
  if (type.name === "NULL") return value;
  if (value.type.name === "NULL") return compiled(nullOf(type), type);
  if (value.type.name === "VARIANT" && byText.has(type.name)) {
    const text = compiled(`sf_json_text(${value.sql})`, { name: "VARCHAR", length: textMaximum });
    return castTo(text, type, options);
  }
  const same = value.type.name === type.name && !("precision" in type || "length" in type || "scale" in type);
  const sql = same ? value.sql : conversion(value, type, options);
  if (sql === undefined) {
    const message = `invalid type [CAST(${typeText(value.type)} AS ${typeText(type)})] for parameter '${typeText(type)}'`;
    throw compilationError("001065", "22023", message);
  }
  const kept = value.literal !== undefined && keepsLiteral(value.type, type);
  return { sql, type, nullable: value.nullable, ...(kept && { literal: value.literal }) };
}

/** Whether a literal's text still is the value behind a cast. */
function keepsLiteral(from: SqlType, to: SqlType): boolean {
  if (from.name === "NUMBER" && to.name === "NUMBER") return to.scale >= from.scale;
  return from.name === "VARCHAR" && to.name === "VARCHAR" && to.length >= from.length;
}

/** As TRY_CAST: NULL where the cast fails. */
export function tryCastTo(value: Compiled, type: SqlType, options: CastOptions): Compiled {
  const cast = castTo(value, type, options);
  return compiled(`TRY(${cast.sql})`, type);
}
