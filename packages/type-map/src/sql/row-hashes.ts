import {
  bucketOfPostgres,
  bucketOfSnowflake,
  checkBuckets,
  hashedPostgres,
  hashedSnowflake,
  type HashedRows,
} from "./hashed-rows.ts";
import type { PostgresColumn, SnowflakeColumn } from "./row-text.ts";

/** Rows whose hashes are wanted one by one. */
export interface RowHashesOptions<Column> {
  /** Fingerprinted columns, in the order of the target. */
  readonly columns: readonly Column[];
  /** As the sums of the table have it. */
  readonly key?: readonly Column[];
  /** Expressions that stand beside each hash: the key as text. */
  readonly values?: readonly string[];
  /** A power of two from 1 to 65536. */
  readonly buckets: number;
  /** Only rows of these buckets; of all when absent. Never empty. */
  readonly chosen?: readonly number[];
  /** What stands behind FROM: a table's name already quoted, or a query with its alias. */
  readonly from: string;
}

function rowsOf<Column>({ columns, key, values = [], from }: RowHashesOptions<Column>): HashedRows<Column> {
  return { columns, key, carried: values, from };
}

function among(bucket: string, chosen: readonly number[] | undefined): string {
  return chosen === undefined ? "" : ` WHERE ${bucket} IN (${chosen.map(String).join(", ")})`;
}

/**
 * Snowflake SELECT of the hashes of rows, all as text, columns c1, c2, …: with a key, each row's hash and the `values`;
 * without one, each hash and on how many rows it stands.
 * @throws InvalidBucketsError; as {@link canonicalSnowflake}
 */
export function rowHashesSnowflake(options: RowHashesOptions<SnowflakeColumn>): string {
  const { key, values = [], buckets, chosen } = options;
  checkBuckets(buckets);
  const hashed = `(${hashedSnowflake(rowsOf(options))}) AS "hashed"`;
  const where = among(bucketOfSnowflake('"key_hash"', buckets), chosen);
  if (key === undefined) {
    return `SELECT "row_hash" AS "c1", TO_VARCHAR(COUNT(*)) AS "c2" FROM ${hashed}${where} GROUP BY "row_hash"`;
  }
  const beside = values.map((_expression, index) => `, "v${String(index + 1)}" AS "c${String(index + 2)}"`).join("");
  return `SELECT "row_hash" AS "c1"${beside} FROM ${hashed}${where}`;
}

/**
 * PostgreSQL SELECT of the same rows, one line each: row_hash, key_hash (the same without a key), bucket, v1, v2, …
 * @throws InvalidBucketsError, NotFingerprintedError, UnknownPgTypeError
 */
export function rowHashesPostgres(options: RowHashesOptions<PostgresColumn>): string {
  const { values = [], buckets, chosen } = options;
  checkBuckets(buckets);
  const bucket = bucketOfPostgres('"key_hash"', buckets);
  const beside = values.map((_expression, index) => `, "v${String(index + 1)}"`).join("");
  const hashed = `(${hashedPostgres(rowsOf(options))}) AS "hashed"`;
  return `SELECT "row_hash", "key_hash", ${bucket} AS "bucket"${beside} FROM ${hashed}${among(bucket, chosen)}`;
}
