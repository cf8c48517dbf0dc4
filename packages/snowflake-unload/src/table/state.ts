import type { BucketSum } from "@dp/type-map/sql";

import type { Snapshot } from "../sql/point.ts";

/** What the sender keeps of a table between two bundles; nothing of it but sums ever leaves. */
export interface TableState {
  /** Everything up to and with this point was sent. */
  readonly snapshot: Snapshot;
  readonly valuesFingerprint: string;
  readonly buckets: number;
  /** Rows of the whole table at the snapshot. */
  readonly rows: number;
  /** Sums of the whole table at the snapshot; absent where they were not taken. */
  readonly sums?: readonly BucketSum[];
  /** Exact text of the cursor's greatest value at the snapshot. */
  readonly watermark?: { readonly column: string; readonly text: string };
  /** A later point at which a run found nothing new: the past need not be read further back than this. */
  readonly confirmedAt?: Snapshot;
  /** When the sums of the whole table were last part of a bundle. */
  readonly verifiedAt?: Snapshot;
}

/** The latest point at which the table was what the other side has. */
export function knownPoint({ snapshot, confirmedAt }: TableState): Snapshot {
  return confirmedAt ?? snapshot;
}

/** Whether two tables have the same rows, as far as fingerprints can say. */
export function sameSums(one: readonly BucketSum[], other: readonly BucketSum[]): boolean {
  return differingBuckets(one, other).length === 0;
}

/** Numbers of the buckets whose count or sums differ, in order. */
export function differingBuckets(one: readonly BucketSum[], other: readonly BucketSum[]): readonly number[] {
  const text = ({ rows, lane1, lane2 }: BucketSum): string => `${rows} ${lane1} ${lane2}`;
  const [left, right] = [one, other].map((sums) => new Map(sums.map((sum) => [sum.bucket, text(sum)])));
  const all = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  return [...all]
    .filter((bucket) => left?.get(bucket) !== right?.get(bucket))
    .map(Number)
    .toSorted((a, b) => a - b);
}
