import type { LossCode } from "../loss-codes.ts";
import { jsonText, withoutEscapedBackslashes } from "./document-text.ts";
import { intervalCounts } from "./interval-text.ts";
import { emptyPeriod, periodElement, periodEnds } from "./period-text.ts";
import { call, constant, piece, text } from "./snowflake-sql.ts";
import { calendarValue, type TimeType } from "./time-text.ts";
import { plainText, resolvedExpression } from "./value-expression.ts";
import type { ResolvedSource } from "./value-source.ts";

/** Snowflake SQL that is TRUE for the values to find; undefined where there is nothing to look for. */
export type ConditionRule = (source: ResolvedSource, reference: string) => string | undefined;

const timeTypes: ReadonlySet<string> = new Set(["DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"]);

/** The times with a calendar in a value: itself, or both ends of a period. */
function calendarValues({ type }: ResolvedSource, reference: string): readonly string[] {
  if (timeTypes.has(type.name)) return [calendarValue(type as TimeType, reference)];
  if (type.name !== "PERIOD" || !timeTypes.has(type.element.name)) return [];
  const element = periodElement(type);
  return periodEnds(reference).map((end) => calendarValue(element, end));
}

function yearBelow(limit: number): ConditionRule {
  return (source, reference) => {
    const years = calendarValues(source, reference).map((value) => `${call("YEAR", value)} < ${String(limit)}`);
    return years.length === 0 ? undefined : years.join(" OR ");
  };
}

/** U+0000: as itself in text, as an escape in a document. */
export const holdsNul: ConditionRule = ({ type }, reference) => {
  if (type.name === "VARCHAR") return call("CONTAINS", plainText(type, reference), constant("\0"));
  return call("CONTAINS", withoutEscapedBackslashes(jsonText(reference)), constant("\\u0000"));
};

function outside(low: string, high: string): ConditionRule {
  return (_source, reference) => `NOT (${reference} BETWEEN ${low} AND ${high})`;
}

/** Decimals of the printed digits, less the exponent: numeric ends at 16383 (PostgreSQL manual, "Numeric Types"). */
const tooManyDecimals: ConditionRule = (_source, reference) => {
  const printed = call("LOWER", text(reference));
  const decimals = call("LENGTH", piece(piece(printed, "e", 1), ".", 2));
  const exponent = call("COALESCE", call("TRY_TO_NUMBER", piece(printed, "e", 2)), "0");
  return `${decimals} - ${exponent} > 16383`;
};

const strings = '"([^"\\\\]|\\\\.)*"';
// Up to 37 digits of a number stand before or behind its point, so the exponents' limits are that much nearer.
const hugeExponent =
  "[eE]\\+?0*(1310[4-9][0-9]|131[1-9][0-9]{2}|13[2-9][0-9]{3}|1[4-9][0-9]{4}|[2-9][0-9]{5}|[1-9][0-9]{6,})";
const tinyExponent = "[eE]-0*(1634[7-9]|163[5-9][0-9]|16[4-9][0-9]{2}|1[7-9][0-9]{3}|[2-9][0-9]{4}|[1-9][0-9]{5,})";

/** Numbers by their exponent; what looks like one inside a string does not count. */
const numberOutOfRange: ConditionRule = (_source, reference) => {
  const json = jsonText(reference);
  const count = (value: string, pattern: string): string => `${call("REGEXP_COUNT", value, constant(pattern))} > 0`;
  const bare = call("REGEXP_REPLACE", json, constant(strings), constant(""));
  return `${count(json, "[0-9][eE][+-]?[0-9]{5}")} AND ${count(bare, `${hugeExponent}|${tinyExponent}`)}`;
};

const overflow: ConditionRule = ({ type, target }, reference) => {
  if (target.name !== "numeric" || target.precision === undefined) return undefined;
  const scale = target.scale ?? 0;
  const whole = target.precision - scale;
  if (type.name !== "NUMBER")
    return `NOT (ABS(${reference}) < 5e${String(whole - 1)} OR ABS(ROUND(${reference}, ${String(scale)})) < 1e${String(whole)})`;
  return `ABS(ROUND(${reference}, ${String(scale)})) >= 1${"0".repeat(whole)}`;
};

/** Beyond the largest float after rounding, or rounded to zero; infinities are values. */
const floatRange: ConditionRule = ({ type, target }, reference) => {
  const [most, least] =
    target.name === "real"
      ? ["3.4028235677973366e38", "7.0064923216240854e-46"]
      : ["1.797693134862315808e308", "2.4703282292062328e-324"];
  if (type.name === "FLOAT") {
    const finite = `${reference} <> TO_DOUBLE('NaN') AND ABS(${reference}) <> TO_DOUBLE('inf')`;
    return `${finite} AND (ABS(${reference}) >= ${most} OR (${reference} <> 0 AND ABS(${reference}) <= ${least}))`;
  }
  const bound = (value: string): string => call("TO_DECFLOAT", constant(value));
  const inside = (sign: string): string => `${reference} ${sign}`;
  return (
    `${inside(">=")} ${bound(most)} OR ${inside("<=")} ${bound(`-${most}`)} OR ` +
    `(${reference} <> 0 AND ${inside("<=")} ${bound(least)} AND ${inside(">=")} ${bound(`-${least}`)})`
  );
};

const malformed: ConditionRule = (source, reference) => {
  const { type, target } = source;
  if (type.name === "NUMBER") return `${reference} NOT IN (0, 1)`;
  if (type.name === "BINARY") return `LENGTH(${reference}) <> 16`;
  if (type.name === "GEOGRAPHY" || type.name === "GEOMETRY") {
    const srid = "srid" in target ? target.srid : undefined;
    return srid === undefined ? undefined : `ST_SRID(${reference}) <> ${String(srid)}`;
  }
  const value = resolvedExpression(source, reference);
  if (target.name === "uuid") {
    const pattern = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    return `NOT ${call("REGEXP_LIKE", value, constant(pattern))}`;
  }
  return `${value} IS NOT NULL AND ${call("TRY_PARSE_JSON", value)} IS NULL`;
};

/** How each refusal of the loss codes is found. */
export const refusalConditions: Readonly<Partial<Record<LossCode, ConditionRule>>> = {
  YEAR_BELOW_ONE_REFUSED: yearBelow(1),
  NUL_REFUSED: holdsNul,
  DECFLOAT_RANGE_REFUSED: tooManyDecimals,
  INTERVAL_RANGE_REFUSED: ({ type, target }, reference) => {
    const months = type.name === "INTERVAL" ? intervalCounts(type, reference, target).months : undefined;
    return months === undefined ? undefined : `NOT (${months} BETWEEN -2147483648 AND 2147483647)`;
  },
  JSON_XML_REFUSED: (_source, reference) => `${call("LEFT", jsonText(reference), "1")} = ${constant("<")}`,
  JSON_NUMBER_RANGE_REFUSED: numberOutOfRange,
  OUTSIDE_INT2_REFUSED: outside("-32768", "32767"),
  OUTSIDE_INT4_REFUSED: outside("-2147483648", "2147483647"),
  OUTSIDE_INT8_REFUSED: outside("-9223372036854775808", "9223372036854775807"),
  NUMERIC_OVERFLOW_REFUSED: overflow,
  FRACTION_REFUSED: (_source, reference) => `${reference} <> ROUND(${reference}, 0)`,
  FLOAT_RANGE_REFUSED: floatRange,
  TEXT_TOO_LONG_REFUSED: (source, reference) => {
    const length = source.target.name === "character varying" ? source.target.length : undefined;
    return length === undefined
      ? undefined
      : `${call("LENGTH", resolvedExpression(source, reference))} > ${String(length)}`;
  },
  MALFORMED_REFUSED: malformed,
};

const surrogatePair = "\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}";
const surrogate = "\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}";

/** Half of a surrogate pair, which only an escape can write and jsonb does not take. */
function loneSurrogate(reference: string): string {
  const json = withoutEscapedBackslashes(jsonText(reference));
  const rest = call("REGEXP_REPLACE", json, constant(surrogatePair), constant(""));
  const suspected = call("CONTAINS", call("LOWER", json), constant("\\ud"));
  return `${suspected} AND ${call("REGEXP_COUNT", rest, constant(surrogate))} > 0`;
}

const documents: ReadonlySet<string> = new Set(["VARIANT", "OBJECT", "ARRAY", "MAP"]);

/** What no loss code of the mapping names, as it hardly ever is: found all the same, rather than left to COPY. */
export function guards(source: ResolvedSource, reference: string): readonly string[] {
  const { type, target } = source;
  const found: string[] = [];
  if (documents.has(type.name) && target.name === "jsonb") found.push(loneSurrogate(reference));
  // PostgreSQL's dates begin in 4713 BC, which is Snowflake's year -4712.
  const early = target.name === "text" ? undefined : yearBelow(-4711)(source, reference);
  if (early !== undefined) found.push(early);
  if (type.name === "PERIOD") found.push(...emptyPeriod(type, reference, target));
  return found;
}
