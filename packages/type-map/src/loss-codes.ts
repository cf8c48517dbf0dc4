import type { Fidelity } from "./types.ts";

/**
 * What a loss does. `refused`: the value is not moved, the load says so. `truncated`: digits are cut or rounded.
 * `changed`: the value arrives different. `behaviour`: the value is the same, PostgreSQL treats it differently.
 */
export type LossEffect = "refused" | "truncated" | "changed" | "behaviour";

/** One loss as data. */
export interface LossDefinition {
  readonly effect: LossEffect;
  /** Which values it strikes. */
  readonly when: string;
  /** What happens to them. */
  readonly sentence: string;
}

/** Every loss that a mapping or an override may name. */
export const lossCodes = {
  SUB_MICROSECOND: {
    effect: "truncated",
    when: "a time with a digit other than 0 after the sixth decimal of the second",
    sentence: "Digits 7 to 9 of the second are cut off (never rounded up).",
  },
  FRACTION_TRUNCATED: {
    effect: "truncated",
    when: "a time with more decimals of the second than the target keeps",
    sentence: "Decimals of the second beyond the target's precision are cut off.",
  },
  TZ_OFFSET_DROPPED: {
    effect: "changed",
    when: "every value; the instant stays the same",
    sentence: "The instant is kept in UTC; the offset it was written with is not.",
  },
  TIME_OF_DAY_DROPPED: {
    effect: "changed",
    when: "a timestamp that is not midnight",
    sentence: "Only the day is kept.",
  },
  YEAR_BELOW_ONE_REFUSED: {
    effect: "refused",
    when: "a year of 0 or below",
    sentence: "Values of years 0 and below are refused.",
  },
  NUL_REFUSED: {
    effect: "refused",
    when: "a text that holds U+0000",
    sentence: "PostgreSQL cannot store U+0000 in text; the row is refused.",
  },
  NUL_STRIPPED: {
    effect: "changed",
    when: "a text that holds U+0000",
    sentence: "U+0000 is left out.",
  },
  NUL_REPLACED: {
    effect: "changed",
    when: "a text that holds U+0000",
    sentence: "U+0000 becomes U+2400 (symbol for null).",
  },
  COLLATION_DROPPED: {
    effect: "behaviour",
    when: "comparing, sorting and uniqueness",
    sentence: "The column compares and sorts by the database's collation, not by the one declared in Snowflake.",
  },
  DECFLOAT_RANGE_REFUSED: {
    effect: "refused",
    when: "a value with digits beyond the 16383rd decimal place",
    sentence: "PostgreSQL's numeric ends at 16383 decimals; the row is refused.",
  },
  INTERVAL_RANGE_REFUSED: {
    effect: "refused",
    when: "an interval of more than 178956970 years and 7 months",
    sentence: "PostgreSQL counts the months of an interval in 32 bits; the row is refused.",
  },
  JSON_NORMALISED: {
    effect: "changed",
    when: "the text of every document; its meaning stays the same",
    sentence: "jsonb keeps neither the order of keys nor spaces nor the sign of -0, and writes 1e2 as 100.",
  },
  JSON_NUMBER_RANGE_REFUSED: {
    effect: "refused",
    when: "a number inside with more than 131072 digits before or 16383 after the point",
    sentence: "jsonb holds such a number no more than numeric does; the row is refused.",
  },
  JSON_NULL_MERGED: {
    effect: "changed",
    when: "an array that holds SQL NULL, which Snowflake prints as undefined",
    sentence: "SQL NULL inside an array becomes JSON null.",
  },
  JSON_TYPES_AS_TEXT: {
    effect: "changed",
    when: "a date, time, timestamp, UUID or binary inside",
    sentence: "JSON has no such types: the value becomes a JSON string.",
  },
  JSON_FLOAT_DIGITS: {
    effect: "truncated",
    when: "a FLOAT inside that needs 17 digits",
    sentence: "Snowflake prints a FLOAT inside a document with 16 digits.",
  },
  JSON_KEYS_AS_TEXT: {
    effect: "changed",
    when: "every key",
    sentence: "Keys that are numbers become JSON strings.",
  },
  JSON_XML_REFUSED: {
    effect: "refused",
    when: "a VARIANT that holds XML",
    sentence: "XML is not JSON; the row is refused.",
  },
  GEO_DIGITS: {
    effect: "truncated",
    when: "a coordinate that needs more than about 14 decimals",
    sentence: "Snowflake prints coordinates as GeoJSON with about 14 decimals.",
  },
  GEO_SRID_DROPPED: {
    effect: "changed",
    when: "a value with an SRID other than 0",
    sentence: "GeoJSON has no SRID.",
  },
  GEO_FEATURE_REDUCED: {
    effect: "changed",
    when: "a GeoJSON Feature or FeatureCollection",
    sentence: "EWKB holds the geometry without the properties.",
  },
  VECTOR_INT_ROUNDED: {
    effect: "truncated",
    when: "an element beyond 16777216 either way",
    sentence: "The target's elements are 32-bit floats.",
  },
  FILE_CONTENT_NOT_MOVED: {
    effect: "changed",
    when: "every value",
    sentence: "The reference to the staged file is kept; the file is not moved.",
  },
  OUTSIDE_INT2_REFUSED: {
    effect: "refused",
    when: "a number outside -32768 to 32767",
    sentence: "The number does not fit smallint; the row is refused.",
  },
  OUTSIDE_INT4_REFUSED: {
    effect: "refused",
    when: "a number outside -2147483648 to 2147483647",
    sentence: "The number does not fit integer; the row is refused.",
  },
  OUTSIDE_INT8_REFUSED: {
    effect: "refused",
    when: "a number outside -9223372036854775808 to 9223372036854775807",
    sentence: "The number does not fit bigint; the row is refused.",
  },
  NUMERIC_OVERFLOW_REFUSED: {
    effect: "refused",
    when: "a number with more digits before the point than the target has",
    sentence: "The number does not fit; the row is refused.",
  },
  FRACTION_REFUSED: {
    effect: "refused",
    when: "a number with decimals",
    sentence: "The target holds whole numbers only; the row is refused.",
  },
  FRACTION_ROUNDED: {
    effect: "truncated",
    when: "a number with more decimals than the target keeps",
    sentence: "PostgreSQL rounds to the target's decimals, half away from zero.",
  },
  FLOAT_ROUNDED: {
    effect: "truncated",
    when: "a number that a binary float does not hold exactly",
    sentence: "The nearest binary float is stored.",
  },
  FLOAT_RANGE_REFUSED: {
    effect: "refused",
    when: "a number too big or too near to zero for the target's exponent",
    sentence: "The number does not fit; the row is refused.",
  },
  NEGATIVE_ZERO: {
    effect: "changed",
    when: "-0",
    sentence: "There is no -0 in numeric: it becomes 0.",
  },
  TEXT_TOO_LONG_REFUSED: {
    effect: "refused",
    when: "a text longer than the target's length",
    sentence: "The text does not fit; the row is refused.",
  },
  MALFORMED_REFUSED: {
    effect: "refused",
    when: "a value that is not written as the target type needs it",
    sentence: "PostgreSQL cannot read the value as the target type; the row is refused.",
  },
} as const satisfies Readonly<Record<string, LossDefinition>>;

/** Name of a loss, as in metadata and `accept_loss`. */
export type LossCode = keyof typeof lossCodes;

const byEffect: Readonly<Record<LossEffect, Fidelity>> = {
  refused: "exact-with-policy",
  behaviour: "exact-with-policy",
  truncated: "truncated",
  changed: "changed",
};

/** From all to least. */
const order: readonly Fidelity[] = ["exact", "exact-with-policy", "truncated", "changed"];

/** The least of several; `exact` for none. */
export function leastFidelity(fidelities: readonly Fidelity[]): Fidelity {
  return fidelities.reduce<Fidelity>(
    (least, one) => (order.indexOf(one) > order.indexOf(least) ? one : least),
    "exact",
  );
}

/** What is kept of a value when these losses may strike. */
export function fidelityOf(loss: readonly LossCode[]): Fidelity {
  return leastFidelity(loss.map((code) => byEffect[lossCodes[code].effect]));
}
