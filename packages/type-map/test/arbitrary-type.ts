import fc from "fast-check";

import type { IntervalField, SnowflakeType } from "../src/index.ts";

const digits = fc.integer({ min: 0, max: 9 });

/** Built from Snowflake's documented ranges, not from the parser's table. */
const scalar: fc.Arbitrary<SnowflakeType> = fc.oneof(
  fc
    .integer({ min: 1, max: 38 })
    .chain((precision) =>
      fc
        .integer({ min: 0, max: Math.min(precision, 37) })
        .map((scale) => ({ name: "NUMBER" as const, precision, scale })),
    ),
  fc
    .constantFrom("FLOAT", "DECFLOAT", "BOOLEAN", "DATE", "VARIANT", "GEOGRAPHY", "GEOMETRY", "FILE", "UUID")
    .map((name) => ({ name })),
  fc.record({ name: fc.constant("VARCHAR" as const), length: fc.integer({ min: 1, max: 134_217_728 }) }),
  fc.record({
    name: fc.constant("VARCHAR" as const),
    length: fc.integer({ min: 1, max: 134_217_728 }),
    collation: fc.oneof(fc.constantFrom("en-ci", "fr_CA-ai", "utf8"), fc.string({ minLength: 1 })),
  }),
  fc.record({ name: fc.constant("BINARY" as const), length: fc.integer({ min: 1, max: 67_108_864 }) }),
  fc
    .tuple(fc.constantFrom("TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"), digits)
    .map(([name, precision]) => ({ name, precision })),
  fc.record({
    name: fc.constant("VECTOR" as const),
    element: fc.constantFrom("INT" as const, "FLOAT" as const),
    dimension: fc.integer({ min: 1, max: 4096 }),
  }),
);

const yearMonth: readonly IntervalField[] = ["YEAR", "MONTH"];
const dayTime: readonly IntervalField[] = ["DAY", "HOUR", "MINUTE", "SECOND"];

const interval: fc.Arbitrary<SnowflakeType> = fc
  .tuple(fc.constantFrom(yearMonth, dayTime), fc.nat(3), fc.nat(3), fc.integer({ min: 1, max: 9 }), digits)
  .map(([fields, one, other, leadingPrecision, fractionalPrecision]): SnowflakeType => {
    const [low, high] = [one % fields.length, other % fields.length].sort();
    const from = fields[low ?? 0] ?? "DAY";
    const to = fields[high ?? 0] ?? "DAY";
    const base = { name: "INTERVAL" as const, from, to, leadingPrecision };
    return to === "SECOND" ? { ...base, fractionalPrecision } : base;
  });

const period: fc.Arbitrary<SnowflakeType> = fc
  .tuple(fc.constantFrom("DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"), digits)
  .map(([name, precision]) => ({
    name: "PERIOD",
    element: name === "DATE" ? { name } : { name, precision },
  }));

const notNull = fc.option(fc.constant(true as const), { nil: undefined });

function without(record: object): SnowflakeType {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as SnowflakeType;
}

const fieldName = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_$]{0,8}$/),
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom("", '"', "a b", "NOT", "null", "a.b", ")", ", x INT", "\\", "'"),
);

/** Any Snowflake type, nested ones included. */
export const snowflakeType: fc.Arbitrary<SnowflakeType> = fc.letrec<{ type: SnowflakeType; nested: SnowflakeType }>(
  (tie) => ({
    type: fc.oneof({ maxDepth: 4, depthSize: "small" }, scalar, interval, period, tie("nested")),
    nested: fc.oneof(
      fc.constantFrom<SnowflakeType>({ name: "OBJECT" }, { name: "ARRAY" }, { name: "OBJECT", fields: [] }),
      fc
        .uniqueArray(fc.record({ name: fieldName, type: tie("type"), notNull }), {
          selector: (field) => field.name,
          minLength: 1,
          maxLength: 4,
        })
        .map((fields): SnowflakeType => ({ name: "OBJECT", fields: fields.map(without) as never })),
      fc.record({ element: tie("type"), elementNotNull: notNull }).map((rest) => without({ name: "ARRAY", ...rest })),
      fc
        .record({
          key: fc.constantFrom<SnowflakeType>(
            { name: "VARCHAR", length: 16_777_216 },
            { name: "NUMBER", precision: 10, scale: 0 },
          ),
          value: tie("type"),
          valueNotNull: notNull,
        })
        .map((rest) => without({ name: "MAP", ...rest })),
    ),
  }),
).type;
