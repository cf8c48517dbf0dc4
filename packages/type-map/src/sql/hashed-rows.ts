import { canonicalPostgres, canonicalSnowflake } from "./canonical-text.ts";
import { InvalidBucketsError } from "./errors.ts";
import {
  framedPostgres,
  framedSnowflake,
  rowHashPostgres,
  rowHashSnowflake,
  type PostgresColumn,
  type SnowflakeColumn,
} from "./row-text.ts";

/** Hexadecimal digits of a hash: the first, from 1, and how many. */
export type HexPlace = readonly [start: number, digits: number];

/** Four digits choose the bucket, two times fifteen are summed (60 bits). */
const bucketPlace: HexPlace = [1, 4];
export const lanes = { lane1: [5, 15], lane2: [20, 15] } as const;

export function checkBuckets(buckets: number): void {
  const isPower = Number.isInteger(buckets) && buckets >= 1 && (buckets & (buckets - 1)) === 0;
  if (!isPower || buckets > 65_536) throw new InvalidBucketsError(buckets);
}

export function hexSnowflake(hash: string, [start, digits]: HexPlace): string {
  return `TO_NUMBER(SUBSTR(${hash}, ${String(start)}, ${String(digits)}), '${"X".repeat(digits)}')`;
}

export function hexPostgres(hash: string, [start, digits]: HexPlace): string {
  return `('x' || substr(${hash}, ${String(start)}, ${String(digits)}))::bit(${String(digits * 4)})::bigint`;
}

/** Snowflake SQL of the bucket that a key's hash falls into, a number. */
export function bucketOfSnowflake(hash: string, buckets: number): string {
  return `MOD(${hexSnowflake(hash, bucketPlace)}, ${String(buckets)})`;
}

/** PostgreSQL SQL of the bucket that a key's hash falls into, a number; the hash is 64 hexadecimal digits. */
export function bucketOfPostgres(hash: string, buckets: number): string {
  return `mod(${hexPostgres(hash, bucketPlace)}, ${String(buckets)})`;
}

/** Rows to be hashed. */
export interface HashedRows<Column> {
  readonly columns: readonly Column[];
  readonly key: readonly Column[] | undefined;
  /** Expressions that come along as `"v1"`, `"v2"`, … */
  readonly carried?: readonly string[];
  readonly from: string;
}

/** SELECT of `"row_hash"`, `"key_hash"` (the row's where there is no key) and what is carried. */
export function hashedSnowflake(rows: HashedRows<SnowflakeColumn>): string {
  const texts = (list: readonly SnowflakeColumn[]): readonly string[] =>
    list.map(({ source, reference }) => canonicalSnowflake(source, reference));
  return hashedRows(rows, { texts, hash: (aliases) => rowHashSnowflake(framedSnowflake(aliases)), fence: "" });
}

/** The same for PostgreSQL. */
export function hashedPostgres(rows: HashedRows<PostgresColumn>): string {
  const texts = (list: readonly PostgresColumn[]): readonly string[] =>
    list.map(({ type, reference }) => canonicalPostgres(type, reference));
  return hashedRows(rows, { texts, hash: (aliases) => rowHashPostgres(framedPostgres(aliases)), fence: noPullUp });
}

/**
 * A volatile column keeps PostgreSQL from putting an inner expression in the place of each of its names, which would work it
 * out each time; unlike OFFSET it leaves the work to parallel workers.
 */
const noPullUp = ', pg_catalog.clock_timestamp() AS "fence"';

interface Dialect<Column> {
  readonly texts: (columns: readonly Column[]) => readonly string[];
  readonly hash: (aliases: readonly string[]) => string;
  readonly fence: string;
}

/** Canonical texts inside, hashes around them. */
function hashedRows<Column>(
  { columns, key, carried = [], from }: HashedRows<Column>,
  { texts, hash, fence }: Dialect<Column>,
): string {
  const all = names(columns.length, "c");
  const keys = key === undefined ? all : names(key.length, "k");
  const values = names(carried.length, "v");
  const items = [
    ...aliased(texts(columns), all),
    ...(key === undefined ? [] : aliased(texts(key), keys)),
    ...aliased(carried, values),
  ];
  const inner = `SELECT ${items.length === 0 ? "NULL AS c1" : items.join(", ")}${fence} FROM ${from}`;
  const outer = [`${hash(all)} AS "row_hash"`, `${hash(keys)} AS "key_hash"`, ...values].join(", ");
  return `SELECT ${outer}${fence} FROM (${inner}) AS "texts"`;
}

/** Names of the inner SELECT's columns, by which everything outside goes. */
function names(count: number, prefix: string): readonly string[] {
  return Array.from({ length: count }, (_unused, index) => `"${prefix}${String(index + 1)}"`);
}

function aliased(texts: readonly string[], aliases: readonly string[]): readonly string[] {
  return texts.map((text, index) => `${text} AS ${aliases[index] ?? ""}`);
}
