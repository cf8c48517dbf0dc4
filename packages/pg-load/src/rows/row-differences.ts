import type { Queryable } from "@dp/pg-client";
import { quoteIdentifier, quoteQualified, type QualifiedName, typeSql } from "@dp/pg-ddl";
import { bucketOfPostgres, rowHashesPostgres } from "@dp/type-map/sql";

import type { KeptSums } from "../ledger/kept-sums.ts";
import { fingerprinted, summedKey, type Summing } from "./sums.ts";

/** Where the lines of a row-hash file wait, for this session alone. */
export const hashesTable: QualifiedName = { schema: "pg_temp", name: "dp_row_hashes" };
const differencesTable = "pg_temp.dp_row_differences";

/** Columns that a line of the file fills: the hash, then the key as `k1`, `k2`, … or how many rows have it. */
export function hashColumns({ key }: Pick<KeptSums, "key">): readonly string[] {
  return ["h", ...(key?.map((_name, index) => `k${String(index + 1)}`) ?? ["n"])];
}

/** Makes both tables. Outside of the transaction that compares: it writes nothing but rows of these. */
export async function createComparison(db: Queryable, kept: Pick<KeptSums, "key" | "columns">): Promise<void> {
  const types = new Map(kept.columns.map(({ name, type }) => [name, type]));
  const rest = kept.key?.map((name, index) => `k${String(index + 1)} ${typeSql(types.get(name) ?? "text")}`);
  const columns = ["h text NOT NULL CHECK (h ~ '^[0-9a-f]{64}$')", ...(rest ?? ["n bigint NOT NULL CHECK (n > 0)"])];
  await db.query(`CREATE TEMPORARY TABLE ${hashesTable.name} (${columns.join(", ")})`);
  await db.query(
    "CREATE TEMPORARY TABLE dp_row_differences (bucket int, kind text, rows bigint, hash text, key text[])",
  );
}

/** Forgets both. */
export async function dropComparison(db: Queryable): Promise<void> {
  await db.query(`DROP TABLE IF EXISTS ${quoteQualified(hashesTable)}, ${differencesTable}`);
}

/** Rows of the file: hash, hash of the key, bucket, key as text, how many. */
function linesSql({ key, buckets }: Summing, types: ReadonlyMap<string, string>): string {
  const from = quoteQualified(hashesTable);
  if (key === undefined) {
    return `SELECT h, h AS k, ${bucketOfPostgres("h", buckets)} AS b, NULL::text[] AS v, n FROM ${from}`;
  }
  const columns = key.map((name, index) => ({ type: types.get(name) ?? "text", reference: `k${String(index + 1)}` }));
  const values = ["h", ...columns.map(({ reference }) => `${reference}::text`)];
  const rows = rowHashesPostgres({ columns, key: columns, values, buckets, from });
  const texts = columns.map((_column, index) => `v${String(index + 2)}`).join(", ");
  return `SELECT v1 AS h, key_hash AS k, bucket AS b, ARRAY[${texts}] AS v, 1::bigint AS n FROM (${rows}) AS lines`;
}

/** The same of the live table, in the buckets that are wanted. */
function liveSql(summing: Summing, name: QualifiedName, chosen: readonly number[] | undefined): string {
  const key = summedKey(summing, "live");
  const columns = fingerprinted(summing, "live");
  const values = (summing.key ?? []).map((column) => `${quoteIdentifier(column)}::text`);
  const rows = rowHashesPostgres({
    columns,
    ...(key === undefined ? {} : { key }),
    values,
    buckets: summing.buckets,
    ...(chosen === undefined ? {} : { chosen }),
    from: quoteQualified(name),
  });
  const texts = key === undefined ? "NULL::text[]" : `ARRAY[${values.map((_v, i) => `v${String(i + 1)}`).join(", ")}]`;
  return `SELECT row_hash AS h, key_hash AS k, bucket AS b, ${texts} AS v, 1::bigint AS n FROM (${rows}) AS live`;
}

/** What to compare: rows of the live table with the lines of the file. */
export interface Comparison {
  readonly summing: Summing;
  readonly name: QualifiedName;
  readonly chosen: readonly number[] | undefined;
}

/** Whether the file has lines of buckets that it does not claim to have. */
export async function hasStrayLines(db: Queryable, { summing, chosen }: Comparison): Promise<boolean> {
  if (chosen === undefined) return false;
  const types = new Map(summing.columns.map(({ name, type }) => [name, type]));
  const [found] = await db.query(`SELECT 1 FROM (${linesSql(summing, types)}) AS lines WHERE b <> ALL ($1) LIMIT 1`, [
    chosen,
  ]);
  return found !== undefined;
}

/** Puts each key that differs into the table of differences; where there is no key, each hash. */
export async function findDifferences(db: Queryable, { summing, name, chosen }: Comparison): Promise<void> {
  const types = new Map(summing.columns.map((column) => [column.name, column.type]));
  const both = `${linesSql(summing, types)} UNION ALL SELECT h, k, b, v, -n FROM (${liveSql(summing, name, chosen)}) AS minus`;
  // The same hash on both sides is the same row; what is left on both sides of a key has changed.
  const hashes = `SELECT h, k, min(b) AS b, min(v) AS v, sum(n)::bigint AS d FROM (${both}) AS both_sides GROUP BY h, k HAVING sum(n) <> 0`;
  const keys = `SELECT min(b) AS b, min(v) AS v, min(h) AS h, coalesce(sum(d) FILTER (WHERE d > 0), 0) AS snowflake,
    coalesce(-sum(d) FILTER (WHERE d < 0), 0) AS postgres FROM (${hashes}) AS hashes GROUP BY k`;
  await db.query(`INSERT INTO ${differencesTable} SELECT b,
    CASE WHEN postgres = 0 THEN 'only-in-snowflake' WHEN snowflake = 0 THEN 'only-in-postgres' ELSE 'changed' END,
    greatest(snowflake, postgres), h, v FROM (${keys}) AS keys`);
}

/** A line of the table of differences. */
export interface DifferenceRow {
  readonly bucket: number;
  readonly kind: string;
  readonly rows: string;
  readonly hash: string;
  readonly key: readonly (string | null)[] | null;
}

/** How many rows differ, by bucket and kind. */
export function countDifferences(db: Queryable): Promise<readonly Pick<DifferenceRow, "bucket" | "kind" | "rows">[]> {
  return db.query(
    `SELECT bucket, kind, sum(rows)::text AS rows FROM ${differencesTable} GROUP BY bucket, kind ORDER BY bucket, kind`,
  );
}

/** The first differences, by bucket. */
export function readDifferences(db: Queryable, limit: number): Promise<readonly DifferenceRow[]> {
  return db.query(
    `SELECT bucket, kind, rows::text AS rows, hash, key FROM ${differencesTable} ORDER BY bucket, kind, key, hash LIMIT $1`,
    [limit],
  );
}
