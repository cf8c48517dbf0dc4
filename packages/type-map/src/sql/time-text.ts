import type { PgType } from "../pg-type.ts";
import type { SnowflakeType } from "../types.ts";
import { call, caseOf, constant, either, joined, text } from "./snowflake-sql.ts";

/** DATE, TIME and the timestamps. */
export type TimeType = Extract<
  SnowflakeType,
  { name: "DATE" | "TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ" }
>;

/** How a time is written. */
interface Style {
  /** Decimals of the second; FF cuts, it does not round. */
  readonly digits: number;
  /** Leaves out zeros at the end of the decimals, as PostgreSQL does. */
  readonly trim: boolean;
  /** SQL of the text behind the time: offset. */
  readonly zone?: string;
}

function clock(digits: number): string {
  return digits === 0 ? "HH24:MI:SS" : `HH24:MI:SS.FF${String(digits)}`;
}

function trimmed(value: string, { digits, trim }: Style): string {
  if (!trim || digits === 0) return value;
  return call("RTRIM", call("RTRIM", value, constant("0")), constant("."));
}

function timeOfDay(reference: string, style: Style): string {
  return trimmed(text(reference, clock(style.digits)), style);
}

/**
 * PostgreSQL counts years from 1 BC backwards where Snowflake has 0, -1, …, and writes BC behind everything. The year
 * is a number here, so that nothing rests on how YYYY prints years of fewer or more than four digits.
 */
function withYear(value: string, tail: string, style: Style): string {
  const { zone } = style;
  const behind = zone === undefined ? [] : [zone];
  const rest = (date: string): string => {
    const printed = text(value, date + tail);
    return tail === "" ? printed : trimmed(printed, style);
  };
  const year = call("YEAR", value);
  const far = joined(
    either(`${year} > 0`, text(year), call("LPAD", text(`1 - ${year}`), "4", constant("0"))),
    rest("-MM-DD"),
    ...behind,
    either(`${year} > 0`, constant(""), constant(" BC")),
  );
  return caseOf([[`${year} BETWEEN 1 AND 9999`, joined(rest("YYYY-MM-DD"), ...behind)]], far);
}

/** The instant as a wall clock in UTC. */
function utc(reference: string): string {
  return call("CONVERT_TIMEZONE", constant("UTC"), reference);
}

/** The value whose calendar fields are those of the text: in UTC where it is an instant. */
export function calendarValue(type: TimeType, reference: string): string {
  return type.name === "TIMESTAMP_LTZ" || type.name === "TIMESTAMP_TZ" ? utc(reference) : reference;
}

function asText(type: TimeType, reference: string): string {
  if (type.name === "DATE") return withYear(reference, "", { digits: 0, trim: false });
  const style: Style = { digits: type.precision, trim: false };
  const tail = ` ${clock(type.precision)}`;
  switch (type.name) {
    case "TIME":
      return timeOfDay(reference, style);
    case "TIMESTAMP_NTZ":
      return withYear(reference, tail, style);
    case "TIMESTAMP_LTZ":
      return withYear(utc(reference), tail, { ...style, zone: constant("+00") });
    case "TIMESTAMP_TZ":
      return withYear(reference, tail, { ...style, zone: text(reference, " TZH:TZM") });
  }
}

/** Decimals of the second that a column of this type keeps. */
export function keptDigits(type: TimeType, target: PgType): number {
  const held = "precision" in target ? target.precision : 6;
  return Math.min(held, type.name === "DATE" ? 0 : type.precision);
}

/**
 * As PostgreSQL prints it under DateStyle ISO and TimeZone UTC; a target of text gets all digits, and a TIMESTAMP_TZ
 * its wall clock and offset. (Snowflake SQL reference, "Date and time input and output formats", CONVERT_TIMEZONE.)
 */
export function timeText(type: TimeType, reference: string, target: PgType): string {
  if (target.name === "text") return asText(type, reference);
  const style: Style = { digits: keptDigits(type, target), trim: true };
  if (type.name === "TIME") return timeOfDay(reference, style);
  if (target.name === "date") return withYear(reference, "", style);
  const zone = target.name === "timestamp with time zone" ? { zone: constant("+00") } : {};
  return withYear(calendarValue(type, reference), ` ${clock(style.digits)}`, { ...style, ...zone });
}

/** Minutes east of Greenwich: the wall clock less the same instant's in UTC. */
export function offsetMinutes(reference: string): string {
  const wall = (value: string): string => call("TO_TIMESTAMP_NTZ", value);
  return call("DATEDIFF", "MINUTE", wall(utc(reference)), wall(reference));
}

/** Nanoseconds of the second, 0 to 999999999. */
function nanoseconds(reference: string): string {
  return call("DATE_PART", "NANOSECOND", reference);
}

/** Nanoseconds beyond the last decimal that is kept. */
export function cutNanoseconds(reference: string, digits: number): string {
  return call("MOD", nanoseconds(reference), String(10 ** (9 - digits)));
}
