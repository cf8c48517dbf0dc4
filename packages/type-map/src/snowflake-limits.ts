import { InvalidSnowflakeTypeError } from "./errors.ts";
import type { IntervalField, SnowflakeType } from "./types.ts";

/** Ranges and defaults of type parameters: Snowflake SQL reference, "Data types". */
export const limits = {
  precision: 38,
  scale: 37,
  varchar: 134_217_728,
  varcharDefault: 16_777_216,
  binary: 67_108_864,
  binaryDefault: 8_388_608,
  fraction: 9,
  dimension: 4096,
  /** Of our own: no real type nests like this, and a parser must not run out of stack. */
  depth: 100,
} as const;

/** Order of interval fields, coarse to fine. */
export const intervalFields: readonly IntervalField[] = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];

function within(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function intervalProblem(type: Extract<SnowflakeType, { name: "INTERVAL" }>): string | undefined {
  const [from, to] = [intervalFields.indexOf(type.from), intervalFields.indexOf(type.to)];
  if (from > to || from < 2 !== to < 2) return `an interval cannot run from ${type.from} to ${type.to}`;
  if (!within(type.leadingPrecision, 1, 9)) return "the leading precision of an interval is 1 to 9";
  if ((type.to === "SECOND") !== (type.fractionalPrecision !== undefined)) {
    return "an interval has a fractional precision exactly when it ends in SECOND";
  }
  return within(type.fractionalPrecision ?? 0, 0, limits.fraction) ? undefined : "a fractional precision is 0 to 9";
}

function mapProblem(type: Extract<SnowflakeType, { name: "MAP" }>): string | undefined {
  const { key } = type;
  const allowed = key.name === "VARCHAR" || (key.name === "NUMBER" && key.scale === 0);
  return allowed ? undefined : "the keys of a MAP are VARCHAR or NUMBER(p,0)";
}

function objectProblem(type: Extract<SnowflakeType, { name: "OBJECT" }>): string | undefined {
  const names = new Set<string>();
  for (const { name } of type.fields ?? []) {
    if (names.has(name)) return `the field ${JSON.stringify(name)} is there twice`;
    names.add(name);
  }
  return undefined;
}

const periodElements: readonly string[] = ["DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"];

function problem(type: SnowflakeType): string | undefined {
  switch (type.name) {
    case "NUMBER":
      if (!within(type.precision, 1, limits.precision)) return "the precision of a NUMBER is 1 to 38";
      return within(type.scale, 0, Math.min(limits.scale, type.precision))
        ? undefined
        : "the scale of a NUMBER is 0 to 37 and at most its precision";
    case "VARCHAR":
      return within(type.length, 1, limits.varchar) ? undefined : "the length of a VARCHAR is 1 to 134217728";
    case "BINARY":
      return within(type.length, 1, limits.binary) ? undefined : "the length of a BINARY is 1 to 67108864";
    case "TIME":
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return within(type.precision, 0, limits.fraction) ? undefined : "a fractional precision is 0 to 9";
    case "VECTOR":
      return within(type.dimension, 1, limits.dimension) ? undefined : "the dimension of a VECTOR is 1 to 4096";
    case "INTERVAL":
      return intervalProblem(type);
    case "PERIOD":
      return periodElements.includes(type.element.name)
        ? undefined
        : "a PERIOD is of DATE, TIME or one of the three TIMESTAMP types";
    case "MAP":
      return mapProblem(type);
    case "OBJECT":
      return objectProblem(type);
    case "ARRAY":
    case "FLOAT":
    case "DECFLOAT":
    case "BOOLEAN":
    case "DATE":
    case "VARIANT":
    case "GEOGRAPHY":
    case "GEOMETRY":
    case "FILE":
    case "UUID":
      return undefined;
  }
}

/** The type itself when its own parameters are in range. @throws InvalidSnowflakeTypeError naming `typeText` */
export function checked<T extends SnowflakeType>(type: T, typeText: string): T {
  const found = problem(type);
  if (found !== undefined) throw new InvalidSnowflakeTypeError(typeText, found);
  return type;
}
