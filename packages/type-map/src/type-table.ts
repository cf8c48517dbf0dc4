import type { Condition } from "./conditions.ts";
import type { LossCode } from "./loss-codes.ts";
import type { Policies, PolicyName } from "./policies.ts";
import type { Fidelity, Part, SnowflakeTypeName } from "./types.ts";

/** A loss that a type may meet, on all its columns or where a condition holds. */
export interface LossRule {
  readonly code: LossCode;
  readonly when?: Condition;
}

type PolicyChoice = {
  readonly [Name in PolicyName]: { readonly policy: Name; readonly value: Policies[Name] };
}[PolicyName];

/** What a policy's value other than the default makes of a type. */
export type Alternative = PolicyChoice & {
  readonly when?: Condition;
  /** Another type: replaces type, losses and further columns. */
  readonly postgres?: string;
  /** With `postgres`: the losses of that type. Otherwise: losses that are added. */
  readonly loss?: readonly LossRule[];
  /** Losses that turn into another, or into none. */
  readonly instead?: Readonly<Partial<Record<LossCode, LossCode | null>>>;
  /** A further column that holds a part of the value. */
  readonly part?: Exclude<Part, "value" | "instant">;
  readonly collation?: "icu";
  readonly extension?: "postgis" | "vector";
  readonly reason: string;
};

/**
 * One Snowflake type. `postgres` is the type as `format_type` prints it, with the source's parameters in braces:
 * `{p}` precision, `{s}` scale, `{n}` length or dimension, `{us}` precision but at most 6, `{element}`, `{range}`.
 */
export interface TypeRow {
  readonly example: string;
  readonly postgres: string;
  /** Of the example under the default policies. */
  readonly fidelity: Fidelity;
  readonly loss: readonly LossRule[];
  readonly reason: string;
  /** Applied in this order where their policy is chosen. */
  readonly alternatives: readonly Alternative[];
}

const textLoss: readonly LossRule[] = [
  { code: "NUL_REFUSED" },
  { code: "COLLATION_DROPPED", when: "a collation other than utf8" },
];

/** Losses of a document kept as text. */
const documentLoss: readonly LossRule[] = [
  { code: "JSON_NULL_MERGED", when: "undeclared values inside" },
  { code: "JSON_TYPES_AS_TEXT", when: "times, UUID, BINARY or undeclared values inside" },
  { code: "JSON_FLOAT_DIGITS", when: "FLOAT or undeclared values inside" },
  { code: "JSON_KEYS_AS_TEXT", when: "numbers as keys" },
];

const jsonLoss: readonly LossRule[] = [...documentLoss, { code: "JSON_XML_REFUSED", when: "undeclared values inside" }];

const jsonbLoss: readonly LossRule[] = [
  { code: "JSON_NORMALISED", when: "keys, FLOAT or undeclared values inside" },
  ...jsonLoss,
  { code: "JSON_NUMBER_RANGE_REFUSED", when: "DECFLOAT or undeclared values inside" },
  { code: "NUL_REFUSED", when: "text or undeclared values inside" },
];

const documentAlternatives: readonly Alternative[] = [
  { policy: "nul", value: "strip", instead: { NUL_REFUSED: "NUL_STRIPPED" }, reason: "Rows with U+0000 come through." },
  {
    policy: "nul",
    value: "replace",
    instead: { NUL_REFUSED: "NUL_REPLACED" },
    reason: "Rows with U+0000 come through.",
  },
  {
    policy: "semiStructured",
    value: "json",
    postgres: "json",
    loss: jsonLoss,
    reason: "json keeps the text of the document, but cannot be indexed or compared.",
  },
  {
    policy: "semiStructured",
    value: "text",
    postgres: "text",
    loss: documentLoss,
    reason: "text keeps whatever Snowflake prints, unchecked.",
  },
];

const nulAlternatives: readonly Alternative[] = [
  { policy: "nul", value: "strip", instead: { NUL_REFUSED: "NUL_STRIPPED" }, reason: "Rows with U+0000 come through." },
  {
    policy: "nul",
    value: "replace",
    instead: { NUL_REFUSED: "NUL_REPLACED" },
    reason: "Rows with U+0000 come through.",
  },
];

const microsecondLoss: LossRule = { code: "SUB_MICROSECOND", when: "precision over 6" };

const nanosecondsBeside: Alternative = {
  policy: "subMicrosecond",
  value: "extra-column",
  when: "precision over 6",
  part: "sub-microsecond",
  instead: { SUB_MICROSECOND: null },
  reason: "A second column holds the nanoseconds beyond the microsecond, 0 to 999.",
};

const nanosecondsAsText: Alternative = {
  policy: "subMicrosecond",
  value: "text",
  when: "precision over 6",
  postgres: "text",
  reason: "text holds all nine digits, but is no time to PostgreSQL.",
};

const yearsRefused: Alternative = {
  policy: "yearBelowOne",
  value: "reject",
  loss: [{ code: "YEAR_BELOW_ONE_REFUSED" }],
  reason: "Years 0 and below are mostly faults; this finds them.",
};

/** What each Snowflake type becomes, and why. Complete by compiler; the source of its facts stands above each row. */
export const typeTable: Readonly<Record<SnowflakeTypeName, TypeRow>> = {
  /** Snowflake SQL reference, "Numeric data types" (1 to 38 digits); PostgreSQL manual, "Arbitrary Precision Numbers". */
  NUMBER: {
    example: "NUMBER(38,0)",
    postgres: "numeric({p},{s})",
    fidelity: "exact",
    loss: [],
    reason: "numeric with the same precision and scale holds every value; 38 digits do not fit an integer type.",
    alternatives: [
      {
        policy: "integers",
        value: "smallest",
        when: "scale 0, precision up to 18",
        postgres: "bigint",
        reason: "Every number of 18 digits fits 64 bits.",
      },
      {
        policy: "integers",
        value: "smallest",
        when: "scale 0, precision up to 9",
        postgres: "integer",
        reason: "Every number of 9 digits fits 32 bits.",
      },
      {
        policy: "integers",
        value: "smallest",
        when: "scale 0, precision up to 4",
        postgres: "smallint",
        reason: "Every number of 4 digits fits 16 bits.",
      },
    ],
  },
  /** Snowflake SQL reference, "Numeric data types" (64 bits, NaN above all else); PostgreSQL manual, "Floating-Point Types". */
  FLOAT: {
    example: "FLOAT",
    postgres: "double precision",
    fidelity: "exact",
    loss: [],
    reason: "Both are 64-bit IEEE numbers, with NaN, infinities and -0, and sort alike.",
    alternatives: [],
  },
  /** Snowflake SQL reference, "Numeric data types" (exponents to -16383); PostgreSQL manual, "Numeric Types" (16383 decimals). */
  DECFLOAT: {
    example: "DECFLOAT(38)",
    postgres: "numeric",
    fidelity: "exact-with-policy",
    loss: [{ code: "DECFLOAT_RANGE_REFUSED" }],
    reason: "Only numeric without limits holds 38 decimal digits at any size.",
    alternatives: [],
  },
  /** Snowflake SQL reference, "String & binary data types"; PostgreSQL manual, "Character Types" (n up to 10485760, no U+0000). */
  VARCHAR: {
    example: "VARCHAR(200)",
    postgres: "text",
    fidelity: "exact-with-policy",
    loss: textLoss,
    reason: "PostgreSQL stores text and character varying alike; a length in Snowflake is mostly its default.",
    alternatives: [
      {
        policy: "varcharLength",
        value: "keep",
        when: "length up to 10485760",
        postgres: "character varying({n})",
        loss: textLoss,
        reason: "Both count characters, so the same values fit.",
      },
      ...nulAlternatives,
      {
        policy: "collation",
        value: "icu",
        when: "a collation that ICU has",
        collation: "icu",
        instead: { COLLATION_DROPPED: null },
        reason: "The nearest ICU collation compares alike; before PostgreSQL 18 such a column knows no LIKE.",
      },
    ],
  },
  /** Snowflake SQL reference, "String & binary data types"; PostgreSQL manual, "Binary Data Types". */
  BINARY: {
    example: "BINARY(8388608)",
    postgres: "bytea",
    fidelity: "exact",
    loss: [],
    reason: "bytea holds any bytes; PostgreSQL has no limit of length to declare.",
    alternatives: [],
  },
  /** Snowflake SQL reference, "Logical data types"; PostgreSQL manual, "Boolean Type". */
  BOOLEAN: {
    example: "BOOLEAN",
    postgres: "boolean",
    fidelity: "exact",
    loss: [],
    reason: "The same three values.",
    alternatives: [],
  },
  /** Snowflake SQL reference, "Date & time data types"; PostgreSQL manual, "Date/Time Types" (4713 BC to 5874897 AD). */
  DATE: {
    example: "DATE",
    postgres: "date",
    fidelity: "exact",
    loss: [],
    reason: "Both count days of the proleptic Gregorian calendar; PostgreSQL's range is wider.",
    alternatives: [yearsRefused],
  },
  /** Snowflake SQL reference, "Date & time data types" (nanoseconds); PostgreSQL manual, "Date/Time Types" (microseconds). */
  TIME: {
    example: "TIME(9)",
    postgres: "time({us}) without time zone",
    fidelity: "truncated",
    loss: [microsecondLoss],
    reason: "PostgreSQL's times count microseconds.",
    alternatives: [nanosecondsBeside, nanosecondsAsText],
  },
  /** Snowflake SQL reference, "Date & time data types" (nanoseconds); PostgreSQL manual, "Date/Time Types" (microseconds). */
  TIMESTAMP_NTZ: {
    example: "TIMESTAMP_NTZ(9)",
    postgres: "timestamp({us}) without time zone",
    fidelity: "truncated",
    loss: [microsecondLoss],
    reason: "Both are a wall clock without zone; PostgreSQL counts microseconds.",
    alternatives: [yearsRefused, nanosecondsBeside, nanosecondsAsText],
  },
  /** Snowflake SQL reference, "Date & time data types" (kept in UTC); PostgreSQL manual, "Date/Time Types" (kept in UTC). */
  TIMESTAMP_LTZ: {
    example: "TIMESTAMP_LTZ(9)",
    postgres: "timestamp({us}) with time zone",
    fidelity: "truncated",
    loss: [microsecondLoss],
    reason: "Both store an instant and show it in the session's zone; PostgreSQL counts microseconds.",
    alternatives: [yearsRefused, nanosecondsBeside, nanosecondsAsText],
  },
  /** Snowflake SQL reference, "Date & time data types" (with an offset, not a zone); PostgreSQL manual, "Date/Time Types" (kept in UTC). */
  TIMESTAMP_TZ: {
    example: "TIMESTAMP_TZ(9)",
    postgres: "timestamp({us}) with time zone",
    fidelity: "changed",
    loss: [{ code: "TZ_OFFSET_DROPPED" }, microsecondLoss],
    reason: "PostgreSQL's type of this name keeps the instant alone, where Snowflake keeps an offset beside it.",
    alternatives: [
      yearsRefused,
      {
        policy: "timestampTzOffset",
        value: "extra-column",
        part: "offset-minutes",
        instead: { TZ_OFFSET_DROPPED: null },
        reason: "A second column holds the offset in minutes, so instant and wall clock are both there.",
      },
      nanosecondsBeside,
      {
        policy: "timestampTzOffset",
        value: "text",
        postgres: "text",
        reason: "text holds wall clock, all digits and offset, but is no time to PostgreSQL.",
      },
      nanosecondsAsText,
    ],
  },
  /** Snowflake SQL reference, "Semi-structured data types"; PostgreSQL manual, "JSON Types". */
  VARIANT: {
    example: "VARIANT",
    postgres: "jsonb",
    fidelity: "changed",
    loss: jsonbLoss,
    reason: "jsonb can be indexed and searched; numbers keep all their digits.",
    alternatives: documentAlternatives,
  },
  /** Snowflake SQL reference, "Semi-structured data types" and "Structured data types"; PostgreSQL manual, "JSON Types". */
  OBJECT: {
    example: "OBJECT(a NUMBER(38,0), b VARCHAR(16777216))",
    postgres: "jsonb",
    fidelity: "changed",
    loss: jsonbLoss,
    reason: "jsonb can be indexed and searched; PostgreSQL's row types cannot follow a changed structure.",
    alternatives: documentAlternatives,
  },
  /** Snowflake SQL reference, "Semi-structured data types" and "Structured data types"; PostgreSQL manual, "JSON Types" and "Arrays". */
  ARRAY: {
    example: "ARRAY(NUMBER(38,0))",
    postgres: "jsonb",
    fidelity: "exact",
    loss: jsonbLoss,
    reason: "A Snowflake array may mix types and nest; PostgreSQL's arrays may not.",
    alternatives: documentAlternatives,
  },
  /** Snowflake SQL reference, "Structured data types" (keys VARCHAR or whole NUMBER); PostgreSQL manual, "JSON Types" (keys are strings). */
  MAP: {
    example: "MAP(VARCHAR(16777216), NUMBER(38,0))",
    postgres: "jsonb",
    fidelity: "changed",
    loss: jsonbLoss,
    reason: "A JSON object is PostgreSQL's map; its keys are texts.",
    alternatives: documentAlternatives,
  },
  /** Snowflake SQL reference, "Geospatial data types" (WGS 84); RFC 7946, GeoJSON; PostGIS manual, "Geography Data Type". */
  GEOGRAPHY: {
    example: "GEOGRAPHY",
    postgres: "jsonb",
    fidelity: "changed",
    loss: [{ code: "GEO_DIGITS" }, { code: "JSON_NORMALISED" }],
    reason: "GeoJSON needs no extension and keeps features with their properties.",
    alternatives: [
      {
        policy: "geo",
        value: "ewkb",
        postgres: "bytea",
        loss: [{ code: "GEO_FEATURE_REDUCED" }],
        reason: "EWKB keeps every bit of the coordinates and needs no extension.",
      },
      {
        policy: "geo",
        value: "postgis",
        postgres: "geography(Geometry,4326)",
        loss: [{ code: "GEO_FEATURE_REDUCED" }],
        extension: "postgis",
        reason: "PostGIS computes with it; the coordinates travel as EWKB, bit by bit.",
      },
    ],
  },
  /** Snowflake SQL reference, "Geospatial data types" (an SRID for each value); RFC 7946, GeoJSON; PostGIS manual, "Geometry Data Type". */
  GEOMETRY: {
    example: "GEOMETRY",
    postgres: "jsonb",
    fidelity: "changed",
    loss: [{ code: "GEO_DIGITS" }, { code: "GEO_SRID_DROPPED" }, { code: "JSON_NORMALISED" }],
    reason: "GeoJSON needs no extension and keeps features with their properties.",
    alternatives: [
      {
        policy: "geo",
        value: "ewkb",
        postgres: "bytea",
        loss: [{ code: "GEO_FEATURE_REDUCED" }],
        reason: "EWKB keeps every bit of the coordinates and the SRID, and needs no extension.",
      },
      {
        policy: "geo",
        value: "postgis",
        postgres: "geometry",
        loss: [{ code: "GEO_FEATURE_REDUCED" }],
        extension: "postgis",
        reason: "PostGIS computes with it; rows may differ in SRID, as in Snowflake.",
      },
    ],
  },
  /** Snowflake SQL reference, "Vector data types" (32-bit elements, up to 4096); PostgreSQL manual, "Arrays"; pgvector, README. */
  VECTOR: {
    example: "VECTOR(FLOAT, 256)",
    postgres: "{element}[]",
    fidelity: "exact",
    loss: [],
    reason: "An array of the same 32-bit elements; its length is not checked by PostgreSQL.",
    alternatives: [
      {
        policy: "vector",
        value: "pgvector",
        postgres: "vector({n})",
        loss: [{ code: "VECTOR_INT_ROUNDED", when: "elements INT" }],
        extension: "vector",
        reason: "The pgvector extension searches by distance and checks the dimension.",
      },
      { policy: "vector", value: "jsonb", postgres: "jsonb", reason: "A JSON array of the same numbers." },
    ],
  },
  /** Snowflake SQL reference, "Interval data types"; PostgreSQL manual, "Date/Time Types" (months in 32 bits, microseconds). */
  INTERVAL: {
    example: "INTERVAL DAY(9) TO SECOND(9)",
    postgres: "interval",
    fidelity: "truncated",
    loss: [{ code: "INTERVAL_RANGE_REFUSED", when: "years of 9 digits" }, microsecondLoss],
    reason: "interval keeps months, days and time apart, as Snowflake's two families do; it counts microseconds.",
    alternatives: [nanosecondsAsText],
  },
  /** Snowflake SQL reference, "Period data types" (half-open); PostgreSQL manual, "Range Types". */
  PERIOD: {
    example: "PERIOD(DATE)",
    postgres: "{range}",
    fidelity: "exact",
    loss: [
      { code: "TZ_OFFSET_DROPPED", when: "of TIMESTAMP_TZ" },
      { code: "SUB_MICROSECOND", when: "of a range type, precision over 6" },
    ],
    reason: "Both are half-open ranges; PostgreSQL has none of time, which becomes text.",
    alternatives: [
      {
        policy: "timestampTzOffset",
        value: "text",
        when: "of TIMESTAMP_TZ",
        postgres: "text",
        reason: "text holds both ends with their offsets.",
      },
      {
        policy: "subMicrosecond",
        value: "text",
        when: "of a range type, precision over 6",
        postgres: "text",
        reason: "text holds all nine digits of both ends.",
      },
    ],
  },
  /** Snowflake SQL reference, "Unstructured data types"; PostgreSQL manual, "JSON Types". */
  FILE: {
    example: "FILE",
    postgres: "jsonb",
    fidelity: "changed",
    loss: [{ code: "FILE_CONTENT_NOT_MOVED" }, { code: "JSON_NORMALISED" }],
    reason: "A FILE is a reference, an object of stage, path, size and tag.",
    alternatives: [
      {
        policy: "semiStructured",
        value: "json",
        postgres: "json",
        loss: [{ code: "FILE_CONTENT_NOT_MOVED" }],
        reason: "json keeps the text of the reference.",
      },
      {
        policy: "semiStructured",
        value: "text",
        postgres: "text",
        loss: [{ code: "FILE_CONTENT_NOT_MOVED" }],
        reason: "text keeps the text of the reference.",
      },
    ],
  },
  /** Snowflake SQL reference, "UUID data type"; PostgreSQL manual, "UUID Type". */
  UUID: {
    example: "UUID",
    postgres: "uuid",
    fidelity: "exact",
    loss: [],
    reason: "The same 128 bits, printed alike.",
    alternatives: [],
  },
};
