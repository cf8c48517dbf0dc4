import { UnknownPolicyError } from "./errors.ts";

/** One policy as data, for settings files and documentation. The first value is the default. */
export interface PolicyDefinition {
  /** Name in tables.yaml. */
  readonly yamlName: string;
  readonly values: readonly [string, ...string[]];
  readonly default: string;
  /** What it decides, in one line. */
  readonly description: string;
}

/** Every policy, its values and its default; the source of what it rests on stands above each. */
export const policyDefinitions = {
  /** Snowflake SQL reference, "Numeric data types": INT is NUMBER(38,0); PostgreSQL manual, "Integer Types". */
  integers: {
    yamlName: "integers",
    values: ["numeric", "smallest"],
    default: "numeric",
    description: "NUMBER(p,0): numeric(p,0), or the smallest integer type that holds p digits.",
  },
  /** PostgreSQL manual, "Character Types": text and character varying are stored alike. */
  varcharLength: {
    yamlName: "varchar_length",
    values: ["text", "keep"],
    default: "text",
    description: "VARCHAR(n): text, or character varying(n) where PostgreSQL has that length.",
  },
  /** Snowflake SQL reference, "Date & time data types"; PostgreSQL manual, "Date/Time Types". */
  subMicrosecond: {
    yamlName: "sub_microsecond",
    values: ["truncate", "text", "extra-column"],
    default: "truncate",
    description: "Digits 7 to 9 of a second: cut off, kept by storing text, or kept in a second column of nanoseconds.",
  },
  /** Snowflake SQL reference, "Date & time data types"; PostgreSQL manual, "Date/Time Types". */
  timestampTzOffset: {
    yamlName: "timestamp_tz_offset",
    values: ["drop", "extra-column", "text"],
    default: "drop",
    description: "Offset of a TIMESTAMP_TZ: dropped, kept in a second column of minutes, or kept by storing text.",
  },
  /** PostgreSQL manual, "Date/Time Input": BC years. */
  yearBelowOne: {
    yamlName: "year_below_one",
    values: ["bc", "reject"],
    default: "bc",
    description: "Years 0 and below: written as PostgreSQL's BC years (year 0 is 1 BC), or refused.",
  },
  /** PostgreSQL manual, "JSON Types". */
  semiStructured: {
    yamlName: "semi_structured",
    values: ["jsonb", "json", "text"],
    default: "jsonb",
    description: "VARIANT, OBJECT, ARRAY, MAP and FILE: jsonb, json (keeps the text) or text.",
  },
  /** PostgreSQL manual, "Character Types". */
  nul: {
    yamlName: "nul",
    values: ["reject", "strip", "replace"],
    default: "reject",
    description:
      "U+0000 in text, which PostgreSQL cannot store: refuse the row, leave it out, or put U+2400 in its place.",
  },
  /** RFC 7946, GeoJSON; PostGIS manual, "Geometry Data Type". */
  geo: {
    yamlName: "geo",
    values: ["geojson", "ewkb", "postgis"],
    default: "geojson",
    description: "GEOGRAPHY and GEOMETRY: GeoJSON in jsonb, EWKB in bytea, or the PostGIS types.",
  },
  /** PostgreSQL manual, "Arrays"; pgvector, README. */
  vector: {
    yamlName: "vector",
    values: ["array", "pgvector", "jsonb"],
    default: "array",
    description: "VECTOR: an array, the type of the pgvector extension, or jsonb.",
  },
  /** PostgreSQL manual, "Collation Support": ICU collations. */
  collation: {
    yamlName: "collation",
    values: ["drop", "icu"],
    default: "drop",
    description: "COLLATE of a column: dropped, or the ICU collation nearest to it.",
  },
  /** PostgreSQL manual, "Identity Columns": smallint, integer or bigint. */
  identity: {
    yamlName: "identity",
    values: ["bigint", "smallest"],
    default: "bigint",
    description: "Identity columns: bigint, or the smallest integer type that holds the declared digits.",
  },
} as const satisfies Readonly<Record<string, PolicyDefinition>>;

type Definitions = typeof policyDefinitions;

/** Names in camelCase, as in code and metadata. */
export type PolicyName = keyof Definitions;

/** One value for each policy; names in camelCase. */
export type Policies = { readonly [Name in PolicyName]: Definitions[Name]["values"][number] };

/** What holds where nothing is chosen: lossless, or else least surprising. */
export const defaultPolicies: Policies = {
  integers: "numeric",
  varcharLength: "text",
  subMicrosecond: "truncate",
  timestampTzOffset: "drop",
  yearBelowOne: "bc",
  semiStructured: "jsonb",
  nul: "reject",
  geo: "geojson",
  vector: "array",
  collation: "drop",
  identity: "bigint",
};

/** Whether there is a policy of this (camelCase) name. */
export function isPolicyName(name: string): name is PolicyName {
  return Object.hasOwn(policyDefinitions, name);
}

/** Fills in the defaults. @throws UnknownPolicyError for a name or a value that does not exist */
export function resolvePolicies(chosen: Partial<Policies> = {}): Policies {
  for (const [name, value] of Object.entries(chosen)) {
    if (!isPolicyName(name)) throw new UnknownPolicyError(name, value, []);
    const values: readonly string[] = policyDefinitions[name].values;
    if (!values.includes(value)) throw new UnknownPolicyError(name, value, values);
  }
  return { ...defaultPolicies, ...chosen };
}
