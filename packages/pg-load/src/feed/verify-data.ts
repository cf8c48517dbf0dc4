import { hasControlSchema, type PgConnection } from "@dp/pg-client";
import { quoteQualified, type QualifiedName } from "@dp/pg-ddl";

import { type KeptSums, readKeptSums } from "../ledger/kept-sums.ts";
import { differingBuckets, rowsIn, sumsOf, summingOfKept } from "../rows/sums.ts";
import { widerColumns } from "../target/shape.ts";
import { readLive } from "../target/target.ts";

/** What a table holds now against what the last bundle left in it. */
export interface VerifiedData {
  readonly feed: string;
  /** Name in tables.yaml. */
  readonly table: string;
  readonly target: QualifiedName;
  /** Rows now, and rows as the last bundle left them. */
  readonly rows: number;
  readonly keptRows: number;
  readonly buckets: number;
  /** Buckets whose rows are others now; all where the table is gone. */
  readonly differing: readonly number[];
  /** Why nothing could be compared. */
  readonly problem?: string;
  /** Columns that no fingerprint has. */
  readonly outside: readonly string[];
  /** ISO 8601: what the table is as of. */
  readonly snapshot: string;
}

async function verifyOne(db: PgConnection, kept: KeptSums): Promise<VerifiedData> {
  const { feed, table, target, outside, snapshot, buckets } = kept;
  const facts = { feed, table, target, outside, snapshot, buckets, keptRows: kept.rows };
  return db.transaction(async () => {
    await db.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const failed = (problem: string): VerifiedData => {
      return { ...facts, rows: 0, differing: Array.from({ length: buckets }, (_unused, bucket) => bucket), problem };
    };
    // The lock comes before the snapshot: a swap that was waited for is seen whole.
    const [there] = await db.query<{ there: boolean }>("SELECT to_regclass($1) IS NOT NULL AS there", [
      quoteQualified(target),
    ]);
    if (there?.there !== true) return failed("the table does not exist");
    const live = await readLive(db, target);
    const names = new Set(live?.columns.map(({ name }) => name));
    const missing = kept.columns.filter(({ name }) => !names.has(name)).map(({ name }) => name);
    if (live === undefined || missing.length > 0) return failed(`column ${missing.join(", ")} is missing`);
    const [now] = (await readKeptSums(db, feed)).filter((one) => one.table === table);
    const expected = now ?? kept;
    const sums = await sumsOf(db, summingOfKept(expected, widerColumns(expected.columns, live)), {
      of: "live",
      name: target,
    });
    return { ...facts, keptRows: expected.rows, rows: rowsIn(sums), differing: differingBuckets(sums, expected.sums) };
  });
}

/**
 * Sums up the rows of loaded tables anew and compares them with the sums that the last bundle left. Changes nothing.
 * @param tables names in tables.yaml; all that were ever loaded when absent
 */
export async function verifyData(
  db: PgConnection,
  tables: readonly string[] | undefined,
  onTable: (verified: VerifiedData) => void,
): Promise<readonly VerifiedData[]> {
  if (!(await hasControlSchema(db))) return [];
  const wanted = tables === undefined ? undefined : new Set(tables);
  const results: VerifiedData[] = [];
  for (const kept of await readKeptSums(db)) {
    if (wanted?.has(kept.table) === false) continue;
    const result = await verifyOne(db, kept);
    onTable(result);
    results.push(result);
  }
  return results;
}
