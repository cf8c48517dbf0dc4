import type { Queryable } from "@dp/pg-client";
import { addBucketSums, type BucketSum } from "@dp/type-map/sql";

import type { Removed } from "../apply/merge-all.ts";
import { type FeedState } from "../ledger/feed.ts";
import { type KeptSums, readKeptSums, writeKeptSums } from "../ledger/kept-sums.ts";
import { bundleSums, differingBuckets, rowsIn, subtractSums, type Summing, summingOf, sumsOf } from "../rows/sums.ts";
import type { ChosenTarget } from "../target/way.ts";
import type { Staged } from "./stage.ts";

/** Whether sums that were kept can be added to. */
function comparable(kept: KeptSums | undefined, { columns, key, outside, buckets }: Summing): kept is KeptSums {
  if (kept === undefined) return false;
  const text = (one: Pick<Summing, "columns" | "key" | "outside" | "buckets">): string =>
    JSON.stringify([one.columns.map(({ name, type }) => [name, type]), one.key ?? null, one.outside, one.buckets]);
  return text(kept) === text({ columns, key, outside, buckets });
}

interface Summed {
  readonly sums: readonly BucketSum[];
  /** Made of the live table, and not by adding up. */
  readonly counted: boolean;
}

async function counted(db: Queryable, { live }: ChosenTarget, summing: Summing): Promise<Summed> {
  return { sums: await sumsOf(db, summing, { of: "live", name: live }), counted: true };
}

async function sumsAfter(
  db: Queryable,
  target: ChosenTarget,
  { kept, removed, recount }: { kept: KeptSums | undefined; removed: Removed; recount: boolean },
): Promise<Summed> {
  const { table, way } = target;
  const own = bundleSums(table);
  if (way !== "merge" && way !== "append") return { sums: own, counted: false };
  const summing = summingOf(target);
  if (recount || !comparable(kept, summing)) return counted(db, target, summing);
  const left = subtractSums(kept.sums, removed.get(table.name) ?? []);
  return { sums: addBucketSums(left, own).filter(({ rows }) => rows !== "0"), counted: false };
}

/** The buckets that a table differs in from Snowflake at the same moment; undefined where nobody summed that up. */
async function divergence(
  db: Queryable,
  target: ChosenTarget,
  summed: Summed,
): Promise<{ readonly summed: Summed; readonly buckets: readonly number[] | undefined }> {
  const expected = target.table.sums.table?.map(([bucket, rows, lane1, lane2]) => ({ bucket, rows, lane1, lane2 }));
  if (expected === undefined) return { summed, buckets: target.table.mode === "full" ? [] : undefined };
  const buckets = differingBuckets(summed.sums, expected);
  if (buckets.length === 0 || summed.counted) return { summed, buckets };
  // Sums that were added up go wrong when somebody changed rows by hand: the table itself has the last word.
  const again = await counted(db, target, summingOf(target));
  return { summed: again, buckets: differingBuckets(again.sums, expected) };
}

function stillDiverged(before: readonly number[], { table }: ChosenTarget): readonly number[] {
  const replaced = new Set(table.bucketsReplaced ?? []);
  return before.filter((bucket) => !replaced.has(bucket));
}

/**
 * Keeps the sums of every table of a bundle as they are after it, and compares them with Snowflake's.
 * @returns the buckets that differ, by table, for the feed
 */
export async function keepSums(
  db: Queryable,
  staged: Staged,
  { removed, base, recount }: { removed: Removed; base: FeedState | undefined; recount: boolean },
): Promise<FeedState["diverged"]> {
  const { feed } = staged.link;
  const before = await readKeptSums(db, feed);
  const diverged: Record<string, readonly number[]> = { ...base?.diverged };
  for (const { target } of staged.targets) {
    const { table, live } = target;
    const kept = before.find((one) => one.table === table.name);
    const first = await sumsAfter(db, target, { kept, removed, recount });
    const { summed, buckets } = await divergence(db, target, first);
    const differing = buckets ?? stillDiverged(diverged[table.name] ?? [], target);
    if (differing.length > 0) diverged[table.name] = differing;
    else Reflect.deleteProperty(diverged, table.name);
    const { columns, key, outside, buckets: count } = summingOf(target);
    await writeKeptSums(db, {
      feed,
      table: table.name,
      target: { schema: live.schema, name: live.name },
      columns,
      key,
      outside,
      buckets: count,
      rows: rowsIn(summed.sums),
      sums: summed.sums,
      valuesFingerprint: table.metadata.fingerprints.values,
      snapshot: staged.opened.manifest.snapshot,
    });
  }
  return diverged;
}
