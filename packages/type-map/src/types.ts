/**
 * A Snowflake type, one shape a type, whatever the spelling it was read from.
 * Ranges and defaults: Snowflake SQL reference, "Data types".
 */
export type SnowflakeType =
  | { readonly name: "NUMBER"; readonly precision: number; readonly scale: number }
  | Plain<"FLOAT" | "DECFLOAT" | "BOOLEAN" | "DATE" | "VARIANT" | "GEOGRAPHY" | "GEOMETRY" | "FILE" | "UUID">
  | { readonly name: "VARCHAR"; readonly length: number; readonly collation?: string }
  | { readonly name: "BINARY"; readonly length: number }
  | WithPrecision<"TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ">
  | { readonly name: "OBJECT"; readonly fields?: readonly ObjectField[] }
  | { readonly name: "ARRAY"; readonly element?: SnowflakeType; readonly elementNotNull?: true }
  | { readonly name: "MAP"; readonly key: SnowflakeType; readonly value: SnowflakeType; readonly valueNotNull?: true }
  | { readonly name: "VECTOR"; readonly element: "INT" | "FLOAT"; readonly dimension: number }
  | {
      readonly name: "INTERVAL";
      readonly from: IntervalField;
      readonly to: IntervalField;
      readonly leadingPrecision: number;
      /** Only when `to` is SECOND. */
      readonly fractionalPrecision?: number;
    }
  | { readonly name: "PERIOD"; readonly element: SnowflakeType };

/** One member a name, so that a switch on `name` narrows. */
type Plain<Name> = Name extends string ? { readonly name: Name } : never;

type WithPrecision<Name> = Name extends string ? { readonly name: Name; readonly precision: number } : never;

/** Coarse to fine; an interval stays inside YEAR–MONTH or DAY–SECOND. */
export type IntervalField = "YEAR" | "MONTH" | "DAY" | "HOUR" | "MINUTE" | "SECOND";

/** A field of a structured OBJECT. */
export interface ObjectField {
  readonly name: string;
  readonly type: SnowflakeType;
  readonly notNull?: true;
}

/** Every type name in canonical spelling. */
export type SnowflakeTypeName = SnowflakeType["name"];

/** What is kept of a value. `changed` includes what is dropped with a policy's blessing, e.g. an offset. */
export type Fidelity = "exact" | "exact-with-policy" | "truncated" | "changed";

/** Which part of the source value a target column holds; `value` is the whole. */
export type Part = "value" | "instant" | "offset-minutes" | "sub-microsecond";

/** One PostgreSQL column that a source column becomes. */
export interface MappedPart {
  readonly part: Part;
  /** Appended to the target column's name; empty for the main part. */
  readonly suffix: string;
  /** As PostgreSQL's `format_type` prints it. */
  readonly type: string;
  /** Name of a PostgreSQL collation, when one is to be set. */
  readonly collation?: string;
  readonly fidelity: Fidelity;
  readonly loss: readonly string[];
}

/** What a Snowflake type becomes, and why. Plain data. */
export interface TypeMapping {
  /** Canonical text of the source type. */
  readonly source: string;
  /** One part a target column, main part first. */
  readonly parts: readonly MappedPart[];
  /** The least of the parts. */
  readonly fidelity: Fidelity;
  /** Why this type, in one or two sentences. */
  readonly reason: string;
  /** What could be chosen instead: policy, value, resulting type. */
  readonly alternatives: readonly { readonly policy: string; readonly value: string; readonly type: string }[];
  readonly requires: { readonly postgres: number; readonly extensions: readonly string[] };
}

/** Default of a column as a tagged value; prints as SQL only in the DDL writer. Mirrors the metadata contract. */
export type DefaultValue =
  | { readonly kind: "null" | "current-date" | "current-time" | "random-uuid" | "current-user" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "number" | "string" | "json" | "bytes"; readonly value: string }
  | { readonly kind: "current-timestamp"; readonly zone?: string };
