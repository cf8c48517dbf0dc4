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

/** Every loss that a mapping or an override may name; the source of the fact stands above each. */
export const lossCodes = {
  /** Snowflake SQL reference, "Date & time data types" (9 decimals); PostgreSQL manual, "Date/Time Types" (6). */
  SUB_MICROSECOND: {
    effect: "truncated",
    when: "a time with a digit other than 0 after the sixth decimal of the second",
    sentence: "Digits 7 to 9 of the second are cut off (never rounded up).",
  },
  /** Snowflake SQL reference, "Date & time data types" (a cast to fewer decimals cuts); PostgreSQL manual, "Date/Time Types" (would round). */
  FRACTION_TRUNCATED: {
    effect: "truncated",
    when: "a time with more decimals of the second than the target keeps",
    sentence: "Decimals of the second beyond the target's precision are cut off.",
  },
  /** PostgreSQL manual, "Date/Time Types": the zone of the input is not kept. */
  TZ_OFFSET_DROPPED: {
    effect: "changed",
    when: "every value; the instant stays the same",
    sentence: "The instant is kept in UTC; the offset it was written with is not.",
  },
  /** Snowflake SQL reference, "Date & time data types"; PostgreSQL manual, "Date/Time Types". */
  TIME_OF_DAY_DROPPED: {
    effect: "changed",
    when: "a timestamp that is not midnight",
    sentence: "Only the day is kept.",
  },
  /** PostgreSQL manual, "Date/Time Input": there is no year 0, earlier years are written with BC. */
  YEAR_BELOW_ONE_REFUSED: {
    effect: "refused",
    when: "a year of 0 or below",
    sentence: "Values of years 0 and below are refused.",
  },
  /** PostgreSQL manual, "Character Types": the character with code zero cannot be stored. */
  NUL_REFUSED: {
    effect: "refused",
    when: "a text that holds U+0000",
    sentence: "PostgreSQL cannot store U+0000 in text; the row is refused.",
  },
  /** PostgreSQL manual, "Character Types": the character with code zero cannot be stored. */
  NUL_STRIPPED: {
    effect: "changed",
    when: "a text that holds U+0000",
    sentence: "U+0000 is left out.",
  },
  /** PostgreSQL manual, "Character Types"; Unicode, "Control Pictures". */
  NUL_REPLACED: {
    effect: "changed",
    when: "a text that holds U+0000",
    sentence: "U+0000 becomes U+2400 (symbol for null).",
  },
  /** Snowflake SQL reference, "Collation support"; PostgreSQL manual, "Collation Support". */
  COLLATION_DROPPED: {
    effect: "behaviour",
    when: "comparing, sorting and uniqueness",
    sentence: "The column compares and sorts by the database's collation, not by the one declared in Snowflake.",
  },
  /** Snowflake SQL reference, "Numeric data types" (DECFLOAT); PostgreSQL manual, "Numeric Types" (16383 decimals). */
  DECFLOAT_RANGE_REFUSED: {
    effect: "refused",
    when: "a value with digits beyond the 16383rd decimal place",
    sentence: "PostgreSQL's numeric ends at 16383 decimals; the row is refused.",
  },
  /** PostgreSQL manual, "Date/Time Types": 178000000 years either way, exactly 2147483647 months. */
  INTERVAL_RANGE_REFUSED: {
    effect: "refused",
    when: "an interval of more than 178956970 years and 7 months",
    sentence: "PostgreSQL counts the months of an interval in 32 bits; the row is refused.",
  },
  /** PostgreSQL manual, "JSON Types": order, spaces and repeated keys are not kept; numbers are numeric. */
  JSON_NORMALISED: {
    effect: "changed",
    when: "the text of every document; its meaning stays the same",
    sentence: "jsonb keeps neither the order of keys nor spaces nor the sign of -0, and writes 1e2 as 100.",
  },
  /** PostgreSQL manual, "JSON Types": numbers outside the range of numeric are refused. */
  JSON_NUMBER_RANGE_REFUSED: {
    effect: "refused",
    when: "a number inside with more than 131072 digits before or 16383 after the point",
    sentence: "jsonb holds such a number no more than numeric does; the row is refused.",
  },
  /** Snowflake SQL reference, "Semi-structured data types": SQL NULL inside an array prints as undefined. */
  JSON_NULL_MERGED: {
    effect: "changed",
    when: "an array that holds SQL NULL, which Snowflake prints as undefined",
    sentence: "SQL NULL inside an array becomes JSON null.",
  },
  /** Snowflake SQL reference, "Semi-structured data types" (VARIANT keeps such types); RFC 8259, JSON (has none). */
  JSON_TYPES_AS_TEXT: {
    effect: "changed",
    when: "a date, time, timestamp, UUID or binary inside",
    sentence: "JSON has no such types: the value becomes a JSON string.",
  },
  /** A FLOAT in a VARIANT prints as 1.230000000000000e+00, 16 digits; IEEE 754 needs 17 to be exact. */
  JSON_FLOAT_DIGITS: {
    effect: "truncated",
    when: "a FLOAT inside that needs 17 digits",
    sentence: "Snowflake prints a FLOAT inside a document with 16 digits.",
  },
  /** Snowflake SQL reference, "Structured data types" (MAP with NUMBER keys); RFC 8259, JSON (names are strings). */
  JSON_KEYS_AS_TEXT: {
    effect: "changed",
    when: "every key",
    sentence: "Keys that are numbers become JSON strings.",
  },
  /** Snowflake SQL reference, PARSE_XML: a VARIANT may hold XML, which prints as XML. */
  JSON_XML_REFUSED: {
    effect: "refused",
    when: "a VARIANT that holds XML",
    sentence: "XML is not JSON; the row is refused.",
  },
  /** Snowflake SQL reference, "Geospatial data types": coordinates print with about 14 decimals. */
  GEO_DIGITS: {
    effect: "truncated",
    when: "a coordinate that needs more than about 14 decimals",
    sentence: "Snowflake prints coordinates as GeoJSON with about 14 decimals.",
  },
  /** Snowflake SQL reference, "Geospatial data types" (GEOMETRY has an SRID for each value); RFC 7946, GeoJSON (WGS 84 alone). */
  GEO_SRID_DROPPED: {
    effect: "changed",
    when: "a value with an SRID other than 0",
    sentence: "GeoJSON has no SRID.",
  },
  /** Snowflake SQL reference, "Geospatial data types": Feature and FeatureCollection are accepted; PostGIS manual, EWKB. */
  GEO_FEATURE_REDUCED: {
    effect: "changed",
    when: "a GeoJSON Feature or FeatureCollection",
    sentence: "EWKB holds the geometry without the properties.",
  },
  /** Snowflake SQL reference, "Vector data types" (32-bit integers); IEEE 754: 24 bits of a 32-bit float are exact. */
  VECTOR_INT_ROUNDED: {
    effect: "truncated",
    when: "an element beyond 16777216 either way",
    sentence: "The target's elements are 32-bit floats.",
  },
  /** Snowflake SQL reference, "Unstructured data types": a FILE refers to a staged file. */
  FILE_CONTENT_NOT_MOVED: {
    effect: "changed",
    when: "every value",
    sentence: "The reference to the staged file is kept; the file is not moved.",
  },
  /** PostgreSQL manual, "Integer Types". */
  OUTSIDE_INT2_REFUSED: {
    effect: "refused",
    when: "a number outside -32768 to 32767",
    sentence: "The number does not fit smallint; the row is refused.",
  },
  /** PostgreSQL manual, "Integer Types". */
  OUTSIDE_INT4_REFUSED: {
    effect: "refused",
    when: "a number outside -2147483648 to 2147483647",
    sentence: "The number does not fit integer; the row is refused.",
  },
  /** PostgreSQL manual, "Integer Types". */
  OUTSIDE_INT8_REFUSED: {
    effect: "refused",
    when: "a number outside -9223372036854775808 to 9223372036854775807",
    sentence: "The number does not fit bigint; the row is refused.",
  },
  /** PostgreSQL manual, "Arbitrary Precision Numbers": too many digits before the point are an error. */
  NUMERIC_OVERFLOW_REFUSED: {
    effect: "refused",
    when: "a number with more digits before the point than the target has",
    sentence: "The number does not fit; the row is refused.",
  },
  /** PostgreSQL manual, "Integer Types": the text of a fraction is no integer. */
  FRACTION_REFUSED: {
    effect: "refused",
    when: "a number with decimals",
    sentence: "The target holds whole numbers only; the row is refused.",
  },
  /** PostgreSQL manual, "Arbitrary Precision Numbers": decimals beyond the scale are rounded. */
  FRACTION_ROUNDED: {
    effect: "truncated",
    when: "a number with more decimals than the target keeps",
    sentence: "PostgreSQL rounds to the target's decimals, half away from zero.",
  },
  /** PostgreSQL manual, "Floating-Point Types". */
  FLOAT_ROUNDED: {
    effect: "truncated",
    when: "a number that a binary float does not hold exactly",
    sentence: "The nearest binary float is stored.",
  },
  /** PostgreSQL manual, "Floating-Point Types": too large or too close to zero is an error. */
  FLOAT_RANGE_REFUSED: {
    effect: "refused",
    when: "a number too big or too near to zero for the target's exponent",
    sentence: "The number does not fit; the row is refused.",
  },
  /** PostgreSQL manual, "Arbitrary Precision Numbers"; IEEE 754 has a zero of either sign. */
  NEGATIVE_ZERO: {
    effect: "changed",
    when: "-0",
    sentence: "There is no -0 in numeric: it becomes 0.",
  },
  /** PostgreSQL manual, "Character Types". */
  TEXT_TOO_LONG_REFUSED: {
    effect: "refused",
    when: "a text longer than the target's length",
    sentence: "The text does not fit; the row is refused.",
  },
  /** PostgreSQL manual, "Data Types": each type has its own input syntax. */
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
