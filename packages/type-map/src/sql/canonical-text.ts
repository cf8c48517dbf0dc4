import { parsePgType } from "../parse-pg-type.ts";
import type { PgType } from "../pg-type.ts";
import { NotFingerprintedError } from "./errors.ts";
import { intervalCounts } from "./interval-text.ts";
import { floatText } from "./number-text.ts";
import { call, caseOf, constant, either, joined, piece, text } from "./snowflake-sql.ts";
import { resolvedExpression } from "./value-expression.ts";
import { resolveSource, type ResolvedSource, type ValueSource } from "./value-source.ts";

/**
 * Why PostgreSQL cannot give the text that Snowflake gives of a column; undefined where it can. Such columns stay out
 * of fingerprints.
 */
export function outsideFingerprint(source: ValueSource): string | undefined {
  return outsideReason(resolveSource(source));
}

/** Whether a column takes part in fingerprints: both engines have one and the same text for its values. */
export function isFingerprinted(source: ValueSource): boolean {
  return outsideFingerprint(source) === undefined;
}

const rounded = "PostgreSQL rounds the number in its own way";

function outsideReason({ type, target, extra }: ResolvedSource): string | undefined {
  if (extra !== undefined) return undefined;
  if (target.name !== "text" && (type.name === "FLOAT" || type.name === "DECFLOAT")) {
    const own = type.name === "FLOAT" ? "double precision" : "numeric";
    return target.name === own && !("precision" in target) ? undefined : rounded;
  }
  return target.name === "double precision" ? rounded : outsideTarget(target);
}

const extension = "the extension prints values in its own way";

const outsideTypes: Readonly<Partial<Record<PgType["name"], string>>> = {
  jsonb: "jsonb rewrites documents; compare them as text before the cast",
  geometry: extension,
  geography: extension,
  vector: extension,
  real: "Snowflake has no text of a 32-bit float",
};

function outsideTarget(target: PgType): string | undefined {
  if (target.name !== "array") return outsideTypes[target.name];
  const { name } = target.element;
  if (name === "integer" || name === "bigint") return undefined;
  return "Snowflake has no text of such an element that PostgreSQL prints alike";
}

/** `-1.25E-7`: digits without zeros at the end, exponent without sign and zeros that say nothing. */
function scientificFloat(reference: string): string {
  const printed = text(reference, "TME");
  const mantissa = call("RTRIM", call("RTRIM", piece(printed, "E", 1), constant("0")), constant("."));
  const exponent = text(call("TO_NUMBER", piece(printed, "E", 2)));
  const finite = either(`${reference} = 0`, constant("0"), joined(mantissa, constant("E"), exponent));
  return floatText(reference, finite);
}

/** The same of any decimal text, with or without exponent. */
function scientificDecimal(reference: string): string {
  const printed = call("LOWER", text(reference));
  const unsigned = call("LTRIM", printed, constant("-"));
  const mantissa = piece(unsigned, "e", 1);
  const digits = call("REPLACE", mantissa, constant("."), constant(""));
  const leading = call("LTRIM", digits, constant("0"));
  const significant = call("RTRIM", leading, constant("0"));
  const shift = call("COALESCE", call("TRY_TO_NUMBER", piece(unsigned, "e", 2)), "0");
  const whole = call("LENGTH", piece(mantissa, ".", 1));
  const exponent = `${shift} + ${whole} - 1 - ${call("LENGTH", digits)} + ${call("LENGTH", leading)}`;
  const sign = either(`LEFT(${printed}, 1) = ${constant("-")}`, constant("-"), constant(""));
  const fraction = either(
    `${call("LENGTH", significant)} > 1`,
    joined(constant("."), call("SUBSTR", significant, "2")),
    constant(""),
  );
  const written = joined(sign, call("LEFT", significant, "1"), fraction, constant("E"), text(exponent));
  return caseOf([[`${significant} = ${constant("")}`, constant("0")]], written);
}

/**
 * Snowflake SQL of a value's canonical text: what {@link canonicalPostgres} gives of the target column. For a column
 * outside of fingerprints it is the text that travels.
 * @throws as {@link valueExpression}
 */
export function canonicalSnowflake(source: ValueSource, reference: string): string {
  const resolved = resolveSource(source);
  const { type, target, extra } = resolved;
  if (extra === undefined && outsideReason(resolved) === undefined) {
    if (target.name === "double precision") return scientificFloat(reference);
    if (target.name === "numeric" && target.precision === undefined) return scientificDecimal(reference);
    if (target.name === "interval" && type.name === "INTERVAL") {
      const { months = "0", days = "0", microseconds = "0" } = intervalCounts(type, reference, target);
      const blank = constant(" ");
      return joined(text(months), blank, text(days), blank, text(microseconds));
    }
  }
  return resolvedExpression(resolved, reference);
}

function scientificPostgres(reference: string, decimals: number): string {
  const printed = `ltrim(to_char(${reference}, '9.${"9".repeat(decimals)}EEEE'))`;
  const mantissa = `rtrim(rtrim(split_part(${printed}, 'e', 1), '0'), '.')`;
  const exponent = `split_part(${printed}, 'e', 2)::integer::text`;
  return (
    `CASE WHEN ${reference} = 0 THEN '0' WHEN ${reference} IN ('NaN', 'Infinity', '-Infinity') ` +
    `THEN ${reference}::text ELSE ${mantissa} || 'E' || ${exponent} END`
  );
}

function intervalPostgres(reference: string): string {
  const field = (name: string): string => `extract(${name} FROM ${reference})`;
  const months = `(${field("year")} * 12 + ${field("month")})::bigint`;
  const time = `(${field("hour")} * 3600000000 + ${field("minute")} * 60000000 + ${field("microseconds")})::bigint`;
  return `${months} || ' ' || ${field("day")}::bigint || ' ' || ${time}`;
}

/**
 * PostgreSQL SQL of the canonical text of a column (its type as `format_type` prints it, its name already quoted): the
 * text that PostgreSQL prints under {@link postgresTextSettings}, but for floats and numerics without scale
 * (`1.25E-7`, no -0) and intervals (months, days, microseconds).
 * @throws NotFingerprintedError, UnknownPgTypeError
 */
export function canonicalPostgres(type: string, reference: string): string {
  const target = parsePgType(type);
  const outside = outsideTarget(target);
  if (outside !== undefined) throw new NotFingerprintedError(outside);
  if (target.name === "double precision") return scientificPostgres(reference, 16);
  if (target.name === "numeric" && target.precision === undefined) return scientificPostgres(reference, 37);
  if (target.name === "interval") return intervalPostgres(reference);
  return `${reference}::text`;
}
