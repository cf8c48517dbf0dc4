import type { Queryable } from "@dp/pg-client";
import type { QualifiedName } from "@dp/pg-ddl";
import type { BucketSum } from "@dp/type-map/sql";

import { isoText } from "./feed.ts";

/** A column as the sums read it: cast to the type that the bundle's values have. */
export interface SummedColumn {
  readonly name: string;
  readonly type: string;
}

/** Sums of a table as the last bundle left it, and what it takes to make them again. */
export interface KeptSums {
  readonly feed: string;
  readonly table: string;
  readonly target: QualifiedName;
  /** All columns of the bundle, in the order of the target. */
  readonly columns: readonly SummedColumn[];
  readonly key: readonly string[] | undefined;
  readonly outside: readonly string[];
  readonly buckets: number;
  readonly rows: number;
  readonly sums: readonly BucketSum[];
  readonly valuesFingerprint: string;
  /** ISO 8601, UTC. */
  readonly snapshot: string;
}

type SumLine = readonly [bucket: string, rows: string, lane1: string, lane2: string];

/** A line of sums as manifests and the ledger write it. */
function sumLine({ bucket, rows, lane1, lane2 }: BucketSum): SumLine {
  return [bucket, rows, lane1, lane2];
}

/** The sums of such lines. */
function fromLines(lines: readonly SumLine[]): readonly BucketSum[] {
  return lines.map(([bucket, rows, lane1, lane2]) => ({ bucket, rows, lane1, lane2 }));
}

interface KeptRow {
  readonly feed: string;
  readonly table: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly SummedColumn[];
  readonly key: readonly string[] | null;
  readonly outside: readonly string[];
  readonly buckets: number;
  readonly rows: string;
  readonly sums: readonly SumLine[];
  readonly valuesFingerprint: string;
  readonly snapshot: string;
}

const select = `SELECT feed, table_name AS "table", target_schema AS schema, target_table AS name, columns,
  key_columns AS key, outside, buckets, rows::text AS rows, sums, values_fingerprint AS "valuesFingerprint",
  ${isoText("snapshot")} AS snapshot FROM dp_control.kept_sums`;

function toKept({ schema, name, key, rows, sums, ...rest }: KeptRow): KeptSums {
  return {
    ...rest,
    target: { schema, name },
    key: key ?? undefined,
    rows: Number(rows),
    sums: fromLines(sums),
  };
}

/** The sums kept of the tables of a feed; of all feeds without one. */
export async function readKeptSums(db: Queryable, feed?: string): Promise<readonly KeptSums[]> {
  const rows = await db.query<KeptRow>(`${select} WHERE $1::text IS NULL OR feed = $1 ORDER BY feed, table_name`, [
    feed ?? null,
  ]);
  return rows.map(toKept);
}

/** Keeps the sums of a table; in the transaction that changes its rows. */
export async function writeKeptSums(db: Queryable, kept: KeptSums): Promise<void> {
  await db.query(
    `INSERT INTO dp_control.kept_sums (feed, table_name, target_schema, target_table, columns, key_columns, outside,
       buckets, rows, sums, values_fingerprint, snapshot)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (feed, table_name) DO UPDATE SET target_schema = $3, target_table = $4, columns = $5, key_columns = $6,
       outside = $7, buckets = $8, rows = $9, sums = $10, values_fingerprint = $11, snapshot = $12, at = clock_timestamp()`,
    [
      kept.feed,
      kept.table,
      kept.target.schema,
      kept.target.name,
      JSON.stringify(kept.columns),
      kept.key === undefined ? null : JSON.stringify(kept.key),
      JSON.stringify(kept.outside),
      kept.buckets,
      kept.rows,
      JSON.stringify(kept.sums.map(sumLine)),
      kept.valuesFingerprint,
      kept.snapshot,
    ],
  );
}
