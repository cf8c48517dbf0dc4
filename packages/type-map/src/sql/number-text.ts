import type { PgType } from "../pg-type.ts";
import type { SnowflakeType } from "../types.ts";
import { call, caseOf, constant, joined, text } from "./snowflake-sql.ts";

const int8 = ["-9223372036854775808", "9223372036854775807"] as const;

/**
 * FLOAT as all its digits: the default text has about 15 (format model TME; Snowflake SQL reference, "SQL format
 * models"). `finite` is SQL of the text of what is neither infinite nor NaN.
 */
export function floatText(reference: string, finite: string = text(reference, "TME")): string {
  const special = (value: string): string => `${reference} = TO_DOUBLE(${constant(value)})`;
  return caseOf(
    [
      [special("NaN"), constant("NaN")],
      [special("inf"), constant("Infinity")],
      [special("-inf"), constant("-Infinity")],
    ],
    finite,
  );
}

function wholeNumber(reference: string): string {
  // What does not fit is refused; the cast must not fail before that is known.
  const fits = `${reference} BETWEEN ${int8[0]} AND ${int8[1]}`;
  return caseOf([[fits, text(call("TO_NUMBER", reference))]], text(reference));
}

/** As many decimals as the target prints: more are appended, fewer are rounded as PostgreSQL rounds. */
function rescaled(reference: string, from: number, to: number): string {
  if (from === to) return text(reference);
  if (from < to) return joined(text(reference), constant(`${from === 0 ? "." : ""}${"0".repeat(to - from)}`));
  return text(call("TO_NUMBER", reference, "38", String(to)));
}

function isInteger(target: PgType): boolean {
  return target.name === "smallint" || target.name === "integer" || target.name === "bigint";
}

/** NUMBER: exact text, zeros of the scale kept (Snowflake SQL reference, "Numeric data types"). */
export function numberText(
  type: Extract<SnowflakeType, { name: "NUMBER" }>,
  reference: string,
  target: PgType,
): string {
  if (isInteger(target)) return rescaled(reference, type.scale, 0);
  if (target.name === "numeric" && target.precision !== undefined) {
    return rescaled(reference, type.scale, target.scale ?? 0);
  }
  if (target.name !== "boolean") return text(reference);
  return caseOf(
    [
      [`${reference} = 1`, constant("true")],
      [`${reference} = 0`, constant("false")],
    ],
    text(reference),
  );
}

/** FLOAT and DECFLOAT: digits and exponent, which every numeric type of PostgreSQL reads. */
export function floatingText(name: "FLOAT" | "DECFLOAT", reference: string, target: PgType): string {
  if (isInteger(target)) return wholeNumber(reference);
  return name === "FLOAT" ? floatText(reference) : text(reference);
}
