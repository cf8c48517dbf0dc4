import { InvalidBucketsError } from "./errors.ts";
import { canonicalPostgres, canonicalSnowflake } from "./canonical-text.ts";
import {
  framedPostgres,
  framedSnowflake,
  rowHashPostgres,
  rowHashSnowflake,
  rowTextPostgres,
  rowTextSnowflake,
  type PostgresColumn,
  type SnowflakeColumn,
} from "./row-text.ts";

/** What to sum up. */
export interface BucketSumsOptions<Column> {
  /** Fingerprinted columns, in the order of the target. */
  readonly columns: readonly Column[];
  /** Columns whose hash chooses the bucket, so that a changed row stays in its own; by default all. */
  readonly key?: readonly Column[];
  /** A power of two from 1 to 65536. */
  readonly buckets: number;
  /** What stands behind FROM: a table's name already quoted, or a query with its alias. */
  readonly from: string;
}

/** Rows of a bucket and the sums of their hashes; whole numbers as text, for they outgrow 64 bits. */
export interface BucketSum {
  readonly bucket: string;
  readonly rows: string;
  readonly lane1: string;
  readonly lane2: string;
}

/** Hexadecimal digits of a row's hash, from 1: four choose the bucket, two times fifteen are summed (60 bits). */
const places = { bucket: [1, 4], lane1: [5, 15], lane2: [20, 15] } as const;

type Place = readonly [start: number, digits: number];

function check(buckets: number): void {
  const isPower = Number.isInteger(buckets) && buckets >= 1 && (buckets & (buckets - 1)) === 0;
  if (!isPower || buckets > 65_536) throw new InvalidBucketsError(buckets);
}

function hexSnowflake(hash: string, [start, digits]: Place): string {
  return `TO_NUMBER(SUBSTR(${hash}, ${String(start)}, ${String(digits)}), '${"X".repeat(digits)}')`;
}

function hexPostgres(hash: string, [start, digits]: Place): string {
  return `('x' || substr(${hash}, ${String(start)}, ${String(digits)}))::bit(${String(digits * 4)})::bigint`;
}

/**
 * Snowflake SQL of the bucket of a row, a number: what {@link bucketSumsSnowflake} with this key sums it into. Each column
 * is mentioned twice; `key` is never empty.
 * @throws InvalidBucketsError; as {@link canonicalSnowflake}
 */
export function bucketSnowflake(key: readonly SnowflakeColumn[], buckets: number): string {
  check(buckets);
  return `MOD(${hexSnowflake(rowHashSnowflake(rowTextSnowflake(key)), places.bucket)}, ${String(buckets)})`;
}

/** PostgreSQL SQL of the same. @throws InvalidBucketsError, NotFingerprintedError, UnknownPgTypeError */
export function bucketPostgres(key: readonly PostgresColumn[], buckets: number): string {
  check(buckets);
  return `mod(${hexPostgres(rowHashPostgres(rowTextPostgres(key)), places.bucket)}, ${String(buckets)})`;
}

/** What the two dialects have in common: names of the inner SELECT's columns, by which everything outside goes. */
function names(count: number, prefix: string): readonly string[] {
  return Array.from({ length: count }, (_unused, index) => `"${prefix}${String(index + 1)}"`);
}

function aliased(texts: readonly string[], aliases: readonly string[]): readonly string[] {
  return texts.map((text, index) => `${text} AS ${aliases[index] ?? ""}`);
}

/**
 * Snowflake SELECT of the sums of each bucket that has rows, in order of the buckets; columns bucket, rows, lane1,
 * lane2. Sums do not depend on the order of rows, and those of two parts add up to those of the whole.
 * @throws InvalidBucketsError; as {@link canonicalSnowflake}
 */
export function bucketSumsSnowflake({ columns, key, buckets, from }: BucketSumsOptions<SnowflakeColumn>): string {
  check(buckets);
  const texts = (list: readonly SnowflakeColumn[]): readonly string[] =>
    list.map(({ source, reference }) => canonicalSnowflake(source, reference));
  const hash = (aliases: readonly string[]): string => rowHashSnowflake(framedSnowflake(aliases));
  const rows = hashedRows({ columns, key, from }, texts, hash);
  const sum = (place: Place): string => `TO_VARCHAR(SUM(${hexSnowflake('"row_hash"', place)}))`;
  const bucket = `MOD(${hexSnowflake('"key_hash"', places.bucket)}, ${String(buckets)})`;
  return sumsSelect({ rows, bucket, bucketText: `TO_VARCHAR(${bucket})`, count: "TO_VARCHAR(COUNT(*))", sum });
}

/** PostgreSQL SELECT of the same. @throws InvalidBucketsError, NotFingerprintedError, UnknownPgTypeError */
export function bucketSumsPostgres({ columns, key, buckets, from }: BucketSumsOptions<PostgresColumn>): string {
  check(buckets);
  const texts = (list: readonly PostgresColumn[]): readonly string[] =>
    list.map(({ type, reference }) => canonicalPostgres(type, reference));
  const hash = (aliases: readonly string[]): string => rowHashPostgres(framedPostgres(aliases));
  const rows = hashedRows({ columns, key, from, fence: noPullUp }, texts, hash);
  const sum = (place: Place): string => `sum(${hexPostgres('"row_hash"', place)})::text`;
  const bucket = `mod(${hexPostgres('"key_hash"', places.bucket)}, ${String(buckets)})`;
  return sumsSelect({ rows, bucket, bucketText: `(${bucket})::text`, count: "count(*)::text", sum });
}

/**
 * A volatile column keeps PostgreSQL from putting an inner expression in the place of each of its names, which would work it
 * out each time; unlike OFFSET it leaves the work to parallel workers.
 */
const noPullUp = ', pg_catalog.clock_timestamp() AS "fence"';

/** Canonical texts inside, hashes around them. */
function hashedRows<Column>(
  {
    columns,
    key,
    from,
    fence = "",
  }: { columns: readonly Column[]; key: readonly Column[] | undefined; from: string; fence?: string },
  texts: (columns: readonly Column[]) => readonly string[],
  hash: (aliases: readonly string[]) => string,
): string {
  const all = names(columns.length, "c");
  const keys = key === undefined ? all : names(key.length, "k");
  const items = [...aliased(texts(columns), all), ...(key === undefined ? [] : aliased(texts(key), keys))];
  const inner = `SELECT ${items.length === 0 ? "NULL AS c1" : items.join(", ")}${fence} FROM ${from}`;
  return `SELECT ${hash(all)} AS "row_hash", ${hash(keys)} AS "key_hash"${fence} FROM (${inner}) AS "texts"`;
}

interface SumsParts {
  readonly rows: string;
  readonly bucket: string;
  readonly bucketText: string;
  readonly count: string;
  readonly sum: (place: Place) => string;
}

function sumsSelect({ rows, bucket, bucketText, count, sum }: SumsParts): string {
  return (
    `SELECT ${bucketText} AS "bucket", ${count} AS "rows", ${sum(places.lane1)} AS "lane1", ${sum(places.lane2)} AS "lane2" ` +
    `FROM (${rows}) AS "hashed" GROUP BY ${bucket} ORDER BY ${bucket}`
  );
}

/** Sums of two parts as one; buckets in order. */
export function addBucketSums(one: readonly BucketSum[], other: readonly BucketSum[]): readonly BucketSum[] {
  const all = new Map(one.map((sum) => [sum.bucket, sum]));
  for (const sum of other) {
    const found = all.get(sum.bucket);
    all.set(sum.bucket, found === undefined ? sum : addTwo(found, sum));
  }
  return [...all.values()].sort((left, right) => Number(left.bucket) - Number(right.bucket));
}

function addTwo(one: BucketSum, other: BucketSum): BucketSum {
  const add = (name: "rows" | "lane1" | "lane2"): string => String(BigInt(one[name]) + BigInt(other[name]));
  return { bucket: one.bucket, rows: add("rows"), lane1: add("lane1"), lane2: add("lane2") };
}
