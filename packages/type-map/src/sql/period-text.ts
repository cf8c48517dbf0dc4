import type { PgType } from "../pg-type.ts";
import { parsePgType } from "../parse-pg-type.ts";
import type { SnowflakeType } from "../types.ts";
import { call, constant, either, joined } from "./snowflake-sql.ts";
import { timeText, type TimeType } from "./time-text.ts";

type Period = Extract<SnowflakeType, { name: "PERIOD" }>;

const elements: Readonly<Record<string, PgType>> = {
  daterange: parsePgType("date"),
  tsrange: parsePgType("timestamp(6) without time zone"),
  tstzrange: parsePgType("timestamp(6) with time zone"),
};

/** Both ends, typed (Snowflake SQL reference, "PERIOD data type": PERIOD_BEGIN, PERIOD_END). */
export function periodEnds(reference: string): readonly [begin: string, end: string] {
  return [call("PERIOD_BEGIN", reference), call("PERIOD_END", reference)];
}

/** What a period runs between. */
export function periodElement(type: Period): TimeType {
  return type.element as TimeType;
}

/** PostgreSQL quotes an end that has a blank in it. */
function quoted(type: TimeType, end: string, value: string): string {
  if (type.name !== "DATE") return joined(constant('"'), value, constant('"'));
  const quote = either(`YEAR(${end}) < 1`, constant('"'), constant(""));
  return joined(quote, value, quote);
}

/** Half-open in both databases; a range's ends are written as the element is, a text's with all digits. */
export function periodText(type: Period, reference: string, target: PgType): string {
  const element = periodElement(type);
  const ends = periodEnds(reference);
  const held = elements[target.name];
  const [begin, end] = ends.map((value) => {
    const written = timeText(element, value, held ?? { name: "text" });
    return held === undefined ? written : quoted(element, value, written);
  });
  const comma = constant(held === undefined ? ", " : ",");
  return joined(constant("["), begin ?? "", comma, end ?? "", constant(")"));
}

/** A period with length that has none when cut to microseconds: PostgreSQL would store an empty range. */
export function emptyPeriod(type: Period, reference: string, target: PgType): readonly string[] {
  const element = periodElement(type);
  const held = elements[target.name];
  if (held === undefined || element.name === "DATE" || element.precision <= 6) return [];
  const [begin = "", end = ""] = periodEnds(reference).map((value) => timeText(element, value, held));
  return [`${begin} = ${end}`];
}
