import { fractionDigits } from "./date-text.ts";
import { decimalShape, wholeNumber } from "./decimal-text.ts";
import { coerce } from "./default-coerce.ts";
import { evaluate, isKnownFunction, isZoneName } from "./default-evaluate.ts";
import { parseDefault } from "./default-expression.ts";
import { giveUp, Untranslated, type UntranslatedReason } from "./default-reasons.ts";
import type { Now, Value } from "./default-value.ts";
import { InvalidSnowflakeTypeError, UnknownSnowflakeTypeError } from "./errors.ts";
import { parsePgType } from "./parse-pg-type.ts";
import type { ParseTypeOptions } from "./parse-snowflake-type.ts";
import type { PgType } from "./pg-type.ts";
import type { DefaultValue, SnowflakeType } from "./types.ts";
import { codePoints } from "./utf8.ts";

/** The column a default belongs to. */
export interface DefaultColumn {
  /** PostgreSQL type of the target column (its main part): text or parsed. */
  readonly type: string | PgType;
  readonly source: SnowflakeType;
}

/** What is known of the sessions that wrote the default. */
export interface TranslateDefaultOptions extends ParseTypeOptions {
  /** TIMEZONE of the sessions that insert, e.g. `America/Los_Angeles`; needed for wall clocks of the current time. */
  readonly zone?: string;
}

/** A default as a tagged value, or the code of why there is none. */
export type TranslatedDefault =
  | { readonly default: DefaultValue; readonly untranslated?: undefined }
  | { readonly untranslated: true; readonly reason: UntranslatedReason; readonly default?: undefined };

const integerRanges = { smallint: 15n, integer: 31n, bigint: 63n } as const;

function toInteger(value: Value, bits: bigint): DefaultValue {
  const whole = value.kind === "number" ? wholeNumber(value.text) : undefined;
  const bound = 1n << bits;
  if (whole === undefined || whole < -bound || whole >= bound) return giveUp("DOES_NOT_FIT");
  return { kind: "number", value: whole.toString() };
}

function toNumeric(value: Value, target: Extract<PgType, { name: "numeric" }>): DefaultValue {
  const shape = value.kind === "number" ? decimalShape(value.text) : undefined;
  if (value.kind !== "number" || shape === undefined) return giveUp("DOES_NOT_FIT");
  const scale = target.precision === undefined ? 16_383 : (target.scale ?? 0);
  const before = target.precision === undefined ? 131_072 : target.precision - scale;
  if (shape.before > before || shape.after > scale) return giveUp("DOES_NOT_FIT");
  return { kind: "number", value: value.text };
}

function toFloat(value: Value, single: boolean): DefaultValue {
  if (value.kind === "string") return value;
  if (value.kind !== "number") return giveUp("DOES_NOT_FIT");
  // A 32-bit column would round; only what it holds exactly is certain.
  if (single && Math.fround(Number(value.text)) !== Number(value.text)) return giveUp("DOES_NOT_FIT");
  return { kind: "number", value: value.text };
}

function toText(value: Value, length: number): DefaultValue {
  if (value.kind === "string") {
    return codePoints(value.value) > length || value.value.includes("\0") ? giveUp("DOES_NOT_FIT") : value;
  }
  if (value.kind === "uuid") return length >= 36 ? { kind: "random-uuid" } : giveUp("DOES_NOT_FIT");
  if (value.kind === "user") return { kind: "current-user" };
  // Values of other types carried as text have a form of their own.
  return value.kind === "json" ? { kind: "json", value: value.text } : giveUp("DOES_NOT_FIT");
}

function toTime(value: Value, precision: number): DefaultValue {
  if (value.kind === "time-now") return { kind: "current-time" };
  if (value.kind !== "time" || fractionDigits(value.text) > precision) return giveUp("DOES_NOT_FIT");
  return { kind: "string", value: value.text };
}

function wallNow(value: Now, options: TranslateDefaultOptions): DefaultValue {
  const zone = value.zone ?? options.zone;
  return zone === undefined || !isZoneName(zone) ? giveUp("ZONE_UNKNOWN") : { kind: "current-timestamp", zone };
}

function toTimestamp(
  value: Value,
  target: PgType & { precision?: number },
  options: TranslateDefaultOptions,
): DefaultValue {
  const precision = target.precision ?? 6;
  const withZone = target.name === "timestamp with time zone";
  if (value.kind === "date" && !withZone) return { kind: "string", value: `${value.text} 00:00:00` };
  if (value.kind === "now") {
    if (value.digits < precision || withZone !== (value.as === "instant")) return giveUp("DOES_NOT_FIT");
    return withZone ? { kind: "current-timestamp" } : wallNow(value, options);
  }
  if (value.kind !== "timestamp") return giveUp("DOES_NOT_FIT");
  const { wall, offset } = value.text;
  if (withZone !== (offset !== undefined) || fractionDigits(wall) > precision) return giveUp("DOES_NOT_FIT");
  return { kind: "string", value: `${wall}${offset ?? ""}` };
}

function toDocument(value: Value, binary: boolean): DefaultValue {
  if (value.kind !== "json") return giveUp("DOES_NOT_FIT");
  // jsonb refuses U+0000 and lone surrogates, which only escapes can say here.
  const escapes = value.text.replaceAll("\\\\", "");
  if (binary && /\\u(?:0000|[dD][89a-fA-F])/.test(escapes)) return giveUp("DOES_NOT_FIT");
  return { kind: "json", value: value.text };
}

/** Writes a value for the PostgreSQL type. @throws Untranslated */
function write(value: Value, target: PgType, options: TranslateDefaultOptions): DefaultValue {
  if (value.kind === "null") return { kind: "null" };
  switch (target.name) {
    case "smallint":
    case "integer":
    case "bigint":
      return toInteger(value, integerRanges[target.name]);
    case "numeric":
      return toNumeric(value, target);
    case "real":
    case "double precision":
      return toFloat(value, target.name === "real");
    case "boolean":
      return value.kind === "boolean" ? value : giveUp("DOES_NOT_FIT");
    case "text":
      return toText(value, Infinity);
    case "character varying":
      return toText(value, target.length ?? Infinity);
    case "bytea":
      return value.kind === "bytes" ? { kind: "bytes", value: value.hex } : giveUp("DOES_NOT_FIT");
    case "uuid":
      if (value.kind === "uuid") return { kind: "random-uuid" };
      return value.kind === "string" ? value : giveUp("DOES_NOT_FIT");
    case "date":
      if (value.kind === "today") return { kind: "current-date" };
      return value.kind === "date" ? { kind: "string", value: value.text } : giveUp("DOES_NOT_FIT");
    case "time without time zone":
      return toTime(value, target.precision ?? 6);
    case "timestamp without time zone":
    case "timestamp with time zone":
      return toTimestamp(value, target, options);
    case "json":
    case "jsonb":
      return toDocument(value, target.name === "jsonb");
    case "interval":
    case "daterange":
    case "tsrange":
    case "tstzrange":
    case "geometry":
    case "geography":
    case "vector":
    case "array":
      return giveUp("NOT_UNDERSTOOD");
  }
}

/**
 * Translates the default that SHOW COLUMNS or DESCRIBE prints into a tagged value, as far as it is certain that PostgreSQL
 * then yields the same value: literals (Snowflake's escapes decoded), casts that change nothing, and the common
 * functions. PostgreSQL's current time is that of the transaction (manual, "Current Date/Time"), Snowflake's that of the
 * statement.
 * @throws UnknownPgTypeError for a `column.type` outside the grammar
 */
export function translateDefault(
  text: string,
  column: DefaultColumn,
  options: TranslateDefaultOptions = {},
): TranslatedDefault {
  const target = typeof column.type === "string" ? parsePgType(column.type) : column.type;
  try {
    const value = coerce(evaluate(parseDefault(text, { ...options, knows: isKnownFunction }), options), column.source);
    return { default: write(value, target, options) };
  } catch (error) {
    if (error instanceof Untranslated) return { untranslated: true, reason: error.reason };
    if (error instanceof UnknownSnowflakeTypeError || error instanceof InvalidSnowflakeTypeError) {
      return { untranslated: true, reason: "NOT_UNDERSTOOD" };
    }
    throw error;
  }
}
