import { bucketSnowflake, bucketSumsSnowflake, canonicalSnowflake } from "@dp/type-map/sql";

import type { MovedTable } from "../table/moved-table.ts";
import type { RowSet } from "./rows.ts";
import { maxStatementBytes } from "./statement-length.ts";

/** Rows that a bucket has on average, so that sending one again is cheap. */
const rowsPerBucket = 2000;
const maxBuckets = 4096;

/** A power of two from 1 to 4096: buckets of about 2,000 rows. */
export function bucketsFor(rows: number): number {
  const wanted = Math.max(1, rows / rowsPerBucket);
  return Math.min(maxBuckets, 2 ** Math.round(Math.log2(wanted)));
}

/** SELECT of the sums of each bucket that has rows: bucket, rows, lane1, lane2. */
export function sumsStatement(table: MovedTable, rows: RowSet, buckets: number): string {
  const { fingerprinted: columns, key } = table;
  return bucketSumsSnowflake({ columns, buckets, from: rows.from, ...(key !== undefined && { key }) });
}

/** Condition of the rows in some buckets, on the table itself. */
export function inBuckets(table: MovedTable, chosen: readonly number[], buckets: number): string {
  const key = (table.key ?? []).map(({ source, origin }) => ({ source, reference: origin }));
  return `${bucketSnowflake(key, buckets)} IN (${chosen.map(String).join(", ")})`;
}

/** The table with the last columns left out of fingerprints where the statement of its sums would be too long. */
export function withinLength(table: MovedTable): MovedTable {
  // Each text stands once in it, its frame a second and a third time by a short name.
  let room = maxStatementBytes - 16 * 1024;
  const keys = new Set(table.key);
  for (const column of keys) room -= 2 * lengthOf(column);
  const kept = table.fingerprinted.filter((column) => (room -= lengthOf(column)) > 0);
  if (kept.length === table.fingerprinted.length) return table;
  const names = new Set(kept.map(({ name }) => name));
  const outside = table.columns.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  return { ...table, fingerprinted: kept, outside };
}

function lengthOf({ source, reference }: MovedTable["columns"][number]): number {
  return Buffer.byteLength(canonicalSnowflake(source, reference)) + Buffer.byteLength(reference) + 128;
}
