import type { PgType } from "../pg-type.ts";
import type { IntervalField, SnowflakeType } from "../types.ts";
import { call, constant, either, joined, piece, text } from "./snowflake-sql.ts";

type Interval = Extract<SnowflakeType, { name: "INTERVAL" }>;

const order: readonly IntervalField[] = ["DAY", "HOUR", "MINUTE", "SECOND"];

/** SQL of whole numbers, sign included: PostgreSQL keeps months, days and time apart. */
export interface IntervalCounts {
  readonly months?: string;
  readonly days?: string;
  readonly microseconds?: string;
}

function toNumber(value: string): string {
  return call("TO_NUMBER", value);
}

/** The text without its sign, and the sign as a factor: `-54 16:15:14.123` is negative throughout. */
function parts(reference: string): { readonly sign: string; readonly rest: string } {
  const printed = text(reference);
  const negative = `LEFT(${printed}, 1) = ${constant("-")}`;
  return { sign: either(negative, "-1", "1"), rest: call("LTRIM", printed, constant("+-")) };
}

function months({ from, to }: Interval, rest: string): string {
  if (from === "MONTH") return toNumber(rest);
  const years = `${toNumber(piece(rest, "-", 1))} * 12`;
  return to === "YEAR" ? years : `${years} + ${toNumber(piece(rest, "-", 2))}`;
}

function secondsInMicroseconds(value: string, digits: number): string {
  const whole = `${toNumber(piece(value, ".", 1))} * 1000000`;
  if (digits === 0) return whole;
  const kept = call("LEFT", call("RPAD", piece(value, ".", 2), "6", constant("0")), String(digits));
  return `${whole} + ${toNumber(call("RPAD", kept, "6", constant("0")))}`;
}

function microseconds(fields: readonly IntervalField[], clock: string, digits: number): string {
  const one = fields.length === 1;
  const terms = fields.map((field, index) => {
    const value = one ? clock : piece(clock, ":", index + 1);
    if (field === "SECOND") return secondsInMicroseconds(value, digits);
    return `${toNumber(value)} * ${field === "HOUR" ? "3600000000" : "60000000"}`;
  });
  return terms.join(" + ");
}

/** Decimals of the second that a column of this type keeps. */
function keptDigits(type: Interval, target: PgType): number {
  const held = target.name === "interval" ? (target.precision ?? 6) : 6;
  return Math.min(held, type.fractionalPrecision ?? 0);
}

/** Read from the text that a cast to VARCHAR gives (`+1-02`, `-54 16:15:14.123`), decimals beyond the sixth cut off. */
export function intervalCounts(
  type: Interval,
  reference: string,
  target: PgType = { name: "interval" },
): IntervalCounts {
  const { sign, rest } = parts(reference);
  const signed = (value: string): string => `${sign} * (${value})`;
  if (type.from === "YEAR" || type.from === "MONTH") return { months: signed(months(type, rest)) };
  const fields = order.slice(order.indexOf(type.from), order.indexOf(type.to) + 1);
  const digits = keptDigits(type, target);
  if (type.from !== "DAY") return { microseconds: signed(microseconds(fields, rest, digits)) };
  if (type.to === "DAY") return { days: signed(toNumber(rest)) };
  return {
    days: signed(toNumber(piece(rest, " ", 1))),
    microseconds: signed(microseconds(fields.slice(1), piece(rest, " ", 2), digits)),
  };
}

/** Digits of the second that a column drops, without zeros at the end; empty when nothing is dropped. */
export function droppedDigits(type: Interval, reference: string, target: PgType): string {
  const first = String(keptDigits(type, target) + 1);
  return call("RTRIM", call("SUBSTR", piece(text(reference), ".", 2), first), constant("0"));
}

/** Every count with its unit and its sign, so that PostgreSQL has nothing to guess; a target of text gets Snowflake's. */
export function intervalText(type: Interval, reference: string, target: PgType): string {
  if (target.name === "text") return text(reference);
  const counts = intervalCounts(type, reference, target);
  const units = [
    [counts.months, " mons"],
    [counts.days, " days"],
    [counts.microseconds, " us"],
  ] as const;
  const written = units.flatMap(([count, unit]) => (count === undefined ? [] : [[text(count), unit] as const]));
  const last = written.length - 1;
  return joined(...written.flatMap(([count, unit], index) => [count, constant(index < last ? `${unit} ` : unit)]));
}
