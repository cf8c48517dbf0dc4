import type { SourceIdentity } from "@dp/metadata";
import { parsePgType } from "@dp/type-map";

/** Bits of the types that PostgreSQL counts with (manual, "Identity Columns"). */
const bits: ReadonlyMap<string, bigint> = new Map([
  ["smallint", 16n],
  ["integer", 32n],
  ["bigint", 64n],
]);

/** Whether PostgreSQL can count as Snowflake does in a column of this type. */
export function canCount(type: string, { start, increment }: SourceIdentity): boolean {
  const width = bits.get(parsePgType(type).name);
  if (width === undefined || BigInt(increment) === 0n) return false;
  const limit = 1n << (width - 1n);
  return [BigInt(start), BigInt(increment)].every((value) => value >= -limit && value < limit);
}
