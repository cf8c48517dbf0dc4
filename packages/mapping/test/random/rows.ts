import type { Dice } from "./dice.ts";

/** A target column with the Snowflake type that its values come from. */
export interface ValueColumn {
  readonly type: string;
  readonly source: string;
}

function number(pattern: RegExp, text: string): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Texts of documents may have any length. */
const endless = /^(?:VARIANT|OBJECT|ARRAY|MAP|FILE|GEO|DECFLOAT)/;

/** Characters that both types allow. */
function characters({ type, source }: ValueColumn): number {
  const target = number(/^character varying\((\d+)\)/, type) ?? Infinity;
  return Math.min(target, number(/^VARCHAR\((\d+)\)/, source) ?? (endless.test(source) ? 100_000 : 32));
}

function bytes({ source }: ValueColumn): number {
  return number(/^BINARY\((\d+)\)/, source) ?? 100_000;
}

function nines(type: string): string {
  const [, precision = "38", scale = "0"] = /^numeric\((\d+),(\d+)\)$/.exec(type) ?? [];
  const whole = "9".repeat(Number(precision) - Number(scale));
  return Number(scale) === 0 ? whole : `${whole || "0"}.${"9".repeat(Number(scale))}`;
}

const hex = (dice: Dice, count: number): string =>
  Array.from({ length: count }, () => dice.below(256).toString(16).padStart(2, "0")).join("");

/** Characters of four bytes each in which a compressor finds little to repeat. */
function text(dice: Dice, count: number): string {
  return Array.from({ length: count }, () => String.fromCodePoint(0x10000 + dice.below(0xf0000))).join("");
}

function array(type: string, source: string, element: string): string {
  const dimension = number(/, (\d+)\)/, source) ?? 1;
  return `(SELECT array_agg(${element}) FROM generate_series(1, ${String(dimension)}))::${type}`;
}

const plain: Readonly<Record<string, string>> = {
  boolean: "true",
  smallint: "1",
  integer: "1",
  bigint: "1",
  real: "1",
  "double precision": "1",
  date: "'2024-01-01'",
  uuid: "gen_random_uuid()",
  interval: "'1 day'",
};

function fixed(type: string): string | undefined {
  const bare = type.replace(/\(\d\)/, "");
  if (bare.startsWith("timestamp")) return "'2024-01-01 12:00:00'";
  return bare.startsWith("time") ? "'12:00:00'" : plain[bare];
}

/** SQL of the smallest value. */
export function smallest({ type, source }: ValueColumn): string {
  if (type.endsWith("[]")) return array(type, source, "0");
  if (type.startsWith("json")) return "'{}'";
  if (type.endsWith("range")) return "'empty'";
  return fixed(type) ?? (type.startsWith("numeric") ? "0" : "''");
}

/** SQL of a value that takes as much of its row as any: one a little longer would be moved out. */
export function fullest(column: ValueColumn, dice: Dice): string {
  const { type, source } = column;
  if (type.endsWith("[]")) return array(type, source, "random() * 1000000");
  if (type === "jsonb") return `'"${"x".repeat(12)}"'`;
  if (type === "json") return `'"${"x".repeat(18)}"'`;
  if (type.endsWith("range")) return "'[2024-01-01,2025-01-01)'";
  if (type.startsWith("numeric")) return nines(type);
  if (type === "bytea") return `'\\x${hex(dice, Math.min(20, bytes(column)))}'`;
  return fixed(type) ?? `'${text(dice, Math.min(5, characters(column)))}'`;
}

/** SQL of the longest value, up to a length that no index takes. */
export function longest(column: ValueColumn, dice: Dice): string {
  const { type, source } = column;
  if (type.endsWith("[]")) return array(type, source, "random() * 1000000");
  if (type.startsWith("json")) return `'"${hex(dice, 4000)}"'`;
  if (type === "bytea") return `'\\x${hex(dice, Math.min(4000, bytes(column)))}'`;
  if (type === "text" || type.startsWith("character varying"))
    return `'${text(dice, Math.min(1500, characters(column)))}'`;
  return fullest(column, dice);
}
