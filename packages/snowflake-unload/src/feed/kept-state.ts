import type { OutboxState, OutboxTable } from "@dp/bundle";
import type { BucketSum } from "@dp/type-map/sql";

import type { TableState } from "../table/state.ts";

/** What is kept of a table and no manifest says. */
type Kept = Pick<TableState, "rows" | "watermark" | "verifiedAt" | "sums" | "snapshot">;

/** What to keep of a table beside its manifest. */
export function keptOf({ rows, watermark, verifiedAt, sums, snapshot }: TableState): Kept {
  return {
    rows,
    snapshot,
    ...(watermark !== undefined && { watermark }),
    ...(verifiedAt !== undefined && { verifiedAt }),
    ...(sums !== undefined && { sums }),
  };
}

/** State of a table, or why there is none of use. */
export type Remembered = { readonly state: TableState } | { readonly lost: string | undefined };

function sumsOf(table: OutboxTable): readonly BucketSum[] | undefined {
  return table.sums?.map(([bucket, rows, lane1, lane2]) => ({ bucket, rows, lane1, lane2 }));
}

/** What the last bundle left of a table. Without the sender's own notes a table is sent in full: no manifest holds its watermark. */
export function remembered(state: OutboxState | undefined, account: string, name: string): Remembered {
  const table = state?.tables[name];
  if (state === undefined || table === undefined) return { lost: undefined };
  if (state.account !== account) return { lost: `the account is ${account}; the last bundle was of ${state.account}` };
  const kept = table.kept as Kept | undefined;
  if (kept === undefined) return { lost: "the sender's own notes of the last bundle are lost" };
  const { valuesFingerprint, buckets } = table;
  const sums = kept.sums ?? sumsOf(table);
  return { state: { valuesFingerprint, buckets, ...kept, ...(sums !== undefined && { sums }) } };
}
