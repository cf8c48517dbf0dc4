import type { OutboxState, OutboxTable } from "@dp/bundle";
import type { BucketSum } from "@dp/type-map/sql";

import type { RunOrders } from "../table/orders.ts";
import type { TableState } from "../table/state.ts";
import type { UnloadedTable } from "../table/moving.ts";

/** What is kept of a table and no manifest says. */
interface Kept extends Pick<TableState, "rows" | "watermark" | "verifiedAt" | "sums" | "snapshot" | "confirmedAt"> {
  /** The bundle with which differences that the other side had found were sent again. */
  readonly resyncedBy?: number;
}

/** What to keep of each table beside the manifest of bundle `seq`. */
export function keptOfAll(
  tables: readonly UnloadedTable[],
  { resync }: RunOrders,
  { seq, before }: { readonly seq: number; readonly before: OutboxState },
): Readonly<Record<string, Kept>> {
  return Object.fromEntries(
    tables.map(({ table: { name }, state }) => {
      const resyncedBy = resync.has(name) ? seq : (before.tables[name]?.kept as Kept | undefined)?.resyncedBy;
      return [name, { ...keptOf(state), ...(resyncedBy !== undefined && { resyncedBy }) }];
    }),
  );
}

/** The state after a run that found nothing new in any table of the feed. */
export function confirmed(state: OutboxState, snapshot: string): OutboxState {
  const tables = Object.entries(state.tables).map(([name, table]) => {
    const kept = table.kept as Kept | undefined;
    return [name, kept === undefined ? table : { ...table, kept: { ...kept, confirmedAt: snapshot } }] as const;
  });
  return { ...state, tables: Object.fromEntries(tables) };
}

/** The bundle of this epoch with which a table's differences were last sent again; 0 for none. */
export function resyncedBy(state: OutboxState | undefined, name: string): number {
  return (state?.tables[name]?.kept as Kept | undefined)?.resyncedBy ?? 0;
}

function keptOf({ rows, watermark, verifiedAt, sums, snapshot }: TableState): Kept {
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
  const { rows, snapshot, confirmedAt, watermark, verifiedAt } = kept;
  return {
    state: {
      ...{ valuesFingerprint, buckets, rows, snapshot },
      ...(sums !== undefined && { sums }),
      ...(confirmedAt !== undefined && { confirmedAt }),
      ...(watermark !== undefined && { watermark }),
      ...(verifiedAt !== undefined && { verifiedAt }),
    },
  };
}
