import type { ManifestTable } from "@dp/bundle";
import type { Queryable } from "@dp/pg-client";
import { quoteIdentifier, quoteQualified, type QualifiedName, typeSql } from "@dp/pg-ddl";
import { addBucketSums, type BucketSum, bucketSumsPostgres, type PostgresColumn } from "@dp/type-map/sql";

import type { KeptSums, SummedColumn } from "../ledger/kept-sums.ts";
import type { Target } from "../target/way.ts";

/** What sums of a table are made of. */
export interface Summing {
  /** In the order of the target. */
  readonly columns: readonly SummedColumn[];
  /** Columns that have a wider type in the live table. */
  readonly wider: ReadonlySet<string>;
  readonly key: readonly string[] | undefined;
  readonly outside: readonly string[];
  readonly buckets: number;
}

/** How the sums of a table of a bundle are made. */
export function summingOf({ table, shape }: Pick<Target, "table" | "shape">): Summing {
  const filled = new Set(table.columns);
  return {
    columns: table.metadata.target.columns
      .filter(({ name }) => filled.has(name))
      .map(({ name, type }) => ({ name, type })),
    wider: new Set(shape.columns.filter((column) => column.wider).map(({ name }) => name)),
    key: table.key,
    outside: table.sums.outside,
    buckets: table.sums.buckets,
  };
}

/** How kept sums are made again, of a live table whose columns may be wider by now. */
export function summingOfKept({ columns, key, outside, buckets }: KeptSums, wider: ReadonlySet<string>): Summing {
  return { columns, wider, key, outside, buckets };
}

/** A column as sums read it; of a live table a wider one is cast back. */
function summed({ wider }: Summing, { name, type }: SummedColumn, of: "live" | "load", alias = ""): PostgresColumn {
  const reference = `${alias}${quoteIdentifier(name)}`;
  return { type, reference: of === "live" && wider.has(name) ? `(${reference})::${typeSql(type)}` : reference };
}

/** The key's columns as sums read them; undefined where rows are told apart by all they hold. */
export function summedKey(summing: Summing, of: "live" | "load", alias = ""): readonly PostgresColumn[] | undefined {
  return summing.key?.flatMap((name) =>
    summing.columns.filter((column) => column.name === name).map((column) => summed(summing, column, of, alias)),
  );
}

/** The columns that are in fingerprints, as sums read them. */
export function fingerprinted(summing: Summing, of: "live" | "load"): readonly PostgresColumn[] {
  const outside = new Set(summing.outside);
  return summing.columns.filter(({ name }) => !outside.has(name)).map((column) => summed(summing, column, of));
}

/** SELECT of the sums of whatever stands behind FROM under the columns' own names. @throws NotFingerprintedError */
export function sumsSql(summing: Summing, of: "live" | "load", from: string): string {
  const key = summedKey(summing, of);
  return bucketSumsPostgres({
    columns: fingerprinted(summing, of),
    ...(key === undefined ? {} : { key }),
    buckets: summing.buckets,
    from,
  });
}

/** Sums of a whole table. */
export function sumsOf(
  db: Queryable,
  summing: Summing,
  { of, name }: { readonly of: "live" | "load"; readonly name: QualifiedName },
): Promise<readonly BucketSum[]> {
  return db.query<BucketSum>(sumsSql(summing, of, quoteQualified(name)));
}

/** Sums of a whole load table, a slice of its blocks over each session: they add up whatever the cut. */
export async function sumsOfSlices(
  sessions: readonly Queryable[],
  summing: Summing,
  name: QualifiedName,
): Promise<readonly BucketSum[]> {
  const [first] = sessions;
  const [size] =
    (await first?.query<{ blocks: string }>(
      "SELECT pg_catalog.pg_relation_size($1::pg_catalog.regclass) / current_setting('block_size')::bigint AS blocks",
      [quoteQualified(name)],
    )) ?? [];
  const each = Math.ceil(Number(size?.blocks ?? 0) / sessions.length);
  const slices = sessions.map(async (session, index) => {
    const from = `ctid >= '(${String(index * each)},0)'::tid`;
    const to = index === sessions.length - 1 ? "" : ` AND ctid < '(${String((index + 1) * each)},0)'::tid`;
    const slice = `(SELECT * FROM ${quoteQualified(name)} WHERE ${from}${to}) AS slice`;
    return session.query<BucketSum>(sumsSql(summing, "load", slice));
  });
  const ended = await Promise.allSettled(slices);
  return ended.reduce<readonly BucketSum[]>((all, one) => {
    if (one.status === "rejected") throw one.reason;
    return addBucketSums(all, one.value);
  }, []);
}

/** Buckets in which two sums differ, in order. */
export function differingBuckets(one: readonly BucketSum[], other: readonly BucketSum[]): readonly number[] {
  const text = ({ rows, lane1, lane2 }: BucketSum): string => `${rows} ${lane1} ${lane2}`;
  const filled = (sums: readonly BucketSum[]): ReadonlyMap<string, string> =>
    new Map(sums.filter(({ rows }) => rows !== "0").map((sum) => [sum.bucket, text(sum)]));
  const [left, right] = [filled(one), filled(other)];
  const buckets = new Set([...left.keys(), ...right.keys()]);
  return [...buckets]
    .filter((bucket) => left.get(bucket) !== right.get(bucket))
    .map(Number)
    .sort((a, b) => a - b);
}

/** One sum less another; a bucket without rows is none. */
export function subtractSums(from: readonly BucketSum[], less: readonly BucketSum[]): readonly BucketSum[] {
  const taken = new Map(less.map((sum) => [sum.bucket, sum]));
  const known = new Set(from.map(({ bucket }) => bucket));
  const zero = (bucket: string): BucketSum => ({ bucket, rows: "0", lane1: "0", lane2: "0" });
  const missing = less.filter(({ bucket }) => !known.has(bucket)).map(({ bucket }) => zero(bucket));
  return [...from, ...missing]
    .map((sum) => {
      const other = taken.get(sum.bucket);
      if (other === undefined) return sum;
      const minus = (name: "rows" | "lane1" | "lane2"): string => String(BigInt(sum[name]) - BigInt(other[name]));
      return { bucket: sum.bucket, rows: minus("rows"), lane1: minus("lane1"), lane2: minus("lane2") };
    })
    .filter(({ rows, lane1, lane2 }) => rows !== "0" || lane1 !== "0" || lane2 !== "0");
}

/** Rows in all. */
export function rowsIn(sums: readonly BucketSum[]): number {
  return sums.reduce((rows, sum) => rows + Number(sum.rows), 0);
}

/** Sums of the rows of a bundle, as its manifest has them. */
export function bundleSums({ sums }: ManifestTable): readonly BucketSum[] {
  return sums.bundle.map(([bucket, rows, lane1, lane2]) => ({ bucket, rows, lane1, lane2 }));
}
