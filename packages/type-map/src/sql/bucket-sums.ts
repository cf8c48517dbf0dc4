import {
  bucketOfSnowflake,
  bucketOfPostgres,
  checkBuckets,
  hashedPostgres,
  hashedSnowflake,
  hexPostgres,
  hexSnowflake,
  lanes,
  type HexPlace,
} from "./hashed-rows.ts";
import {
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

/**
 * Snowflake SQL of the bucket of a row, a number: what {@link bucketSumsSnowflake} with this key sums it into. Each column
 * is mentioned twice; `key` is never empty.
 * @throws InvalidBucketsError; as {@link canonicalSnowflake}
 */
export function bucketSnowflake(key: readonly SnowflakeColumn[], buckets: number): string {
  checkBuckets(buckets);
  return bucketOfSnowflake(rowHashSnowflake(rowTextSnowflake(key)), buckets);
}

/** PostgreSQL SQL of the same. @throws InvalidBucketsError, NotFingerprintedError, UnknownPgTypeError */
export function bucketPostgres(key: readonly PostgresColumn[], buckets: number): string {
  checkBuckets(buckets);
  return bucketOfPostgres(rowHashPostgres(rowTextPostgres(key)), buckets);
}

/**
 * Snowflake SELECT of the sums of each bucket that has rows, in order of the buckets; columns bucket, rows, lane1,
 * lane2. Sums do not depend on the order of rows, and those of two parts add up to those of the whole.
 * @throws InvalidBucketsError; as {@link canonicalSnowflake}
 */
export function bucketSumsSnowflake({ columns, key, buckets, from }: BucketSumsOptions<SnowflakeColumn>): string {
  checkBuckets(buckets);
  const rows = hashedSnowflake({ columns, key, from });
  const sum = (place: HexPlace): string => `TO_VARCHAR(SUM(${hexSnowflake('"row_hash"', place)}))`;
  const bucket = bucketOfSnowflake('"key_hash"', buckets);
  return sumsSelect({ rows, bucket, bucketText: `TO_VARCHAR(${bucket})`, count: "TO_VARCHAR(COUNT(*))", sum });
}

/** PostgreSQL SELECT of the same. @throws InvalidBucketsError, NotFingerprintedError, UnknownPgTypeError */
export function bucketSumsPostgres({ columns, key, buckets, from }: BucketSumsOptions<PostgresColumn>): string {
  checkBuckets(buckets);
  const rows = hashedPostgres({ columns, key, from });
  const sum = (place: HexPlace): string => `sum(${hexPostgres('"row_hash"', place)})::text`;
  const bucket = bucketOfPostgres('"key_hash"', buckets);
  return sumsSelect({ rows, bucket, bucketText: `(${bucket})::text`, count: "count(*)::text", sum });
}

interface SumsParts {
  readonly rows: string;
  readonly bucket: string;
  readonly bucketText: string;
  readonly count: string;
  readonly sum: (place: HexPlace) => string;
}

function sumsSelect({ rows, bucket, bucketText, count, sum }: SumsParts): string {
  return (
    `SELECT ${bucketText} AS "bucket", ${count} AS "rows", ${sum(lanes.lane1)} AS "lane1", ${sum(lanes.lane2)} AS "lane2" ` +
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
