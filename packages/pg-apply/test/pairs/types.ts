import type { DefaultValue } from "@dp/metadata";

/** A type that random columns have, the value of row `k` in it, and what it can become. */
export interface ColumnType {
  readonly value: (k: number) => string;
  readonly default: DefaultValue;
  readonly becomes: readonly string[];
  /** No index can hold it, or rows repeat in it. */
  readonly keyless?: true;
}

const integers = ["smallint", "integer", "bigint"];
const numerics = ["numeric(5,0)", "numeric(7,2)", "numeric(7,4)", "numeric(20,4)", "numeric"];
const floats = ["real", "double precision"];
const texts = ["character varying(10)", "character varying(40)", "character varying", "text"];
const stamps = ["timestamp(3) without time zone", "timestamp without time zone"];
const zoned = ["timestamp(3) with time zone", "timestamp with time zone"];
const times = ["time(0) without time zone", "time without time zone"];

const moment = (k: number): string => `2024-01-0${String(k)} 10:20:30.123456`;

function family(
  names: readonly string[],
  more: readonly string[],
  type: Omit<ColumnType, "becomes">,
): [string, ColumnType][] {
  return names.map((name) => [name, { ...type, becomes: [...names, ...more].filter((other) => other !== name) }]);
}

const one: DefaultValue = { kind: "number", value: "7" };

/** All types of the random schemas. Value `k` is from 1 to 9, and differs from row to row unless `keyless` is said. */
export const columnTypes: Readonly<Record<string, ColumnType>> = Object.fromEntries([
  ...family(integers, [...numerics, ...floats, ...texts], { value: String, default: one }),
  ...family([...numerics, ...floats], [...integers, ...texts], { value: (k) => `${String(k)}.25`, default: one }),
  ...family(texts, ["json", "jsonb"], { value: (k) => `"${String(k)}"`, default: { kind: "string", value: '"d"' } }),
  ...family(["date"], [...stamps, ...zoned, "text"], {
    value: (k) => `2024-01-0${String(k)}`,
    default: { kind: "current-date" },
  }),
  ...family([...stamps, ...zoned], ["date", "text", "character varying(40)"], {
    value: moment,
    default: { kind: "current-timestamp" },
  }),
  ...family(times, ["text"], { value: (k) => `10:20:3${String(k)}.123456`, default: { kind: "current-time" } }),
  ...family(["boolean"], ["integer", "smallint", "text"], {
    value: (k) => String(k % 2 === 1),
    default: { kind: "boolean", value: true },
    keyless: true,
  }),
  ...family(["uuid"], ["text", "character varying(40)"], {
    value: (k) => `00000000-0000-0000-0000-00000000000${String(k)}`,
    default: { kind: "random-uuid" },
  }),
  ...family(["json", "jsonb"], ["text"], {
    value: (k) => `{"b": ${String(k)}, "a": null}`,
    default: { kind: "json", value: "{}" },
    keyless: true,
  }),
  ...family(["bytea"], [], { value: (k) => `\\x0${String(k)}`, default: { kind: "bytes", value: "ff" } }),
]);

/** Whether two values of the type are never taken for one. */
export function canBeKey(type: string): boolean {
  return columnTypes[type]?.keyless !== true;
}

/** Whether PostgreSQL counts in it. */
export function canCount(type: string): boolean {
  return integers.includes(type);
}

/** Whether it has a collation. */
export function hasCollation(type: string): boolean {
  return texts.includes(type);
}
