import { addBucketSums, type BucketSum } from "@dp/type-map/sql";

import { UnloadError } from "../error.ts";
import { behindWatermark } from "../sql/cursor.ts";
import { at, changes } from "../sql/point.ts";
import { rowSet, type RowSet } from "../sql/rows.ts";
import { countRows, extentOf, sumsOf, type Extent } from "./ask.ts";
import type { Way } from "./choose-way.ts";
import { knownPoint, sameSums, type TableState } from "./state.ts";
import type { Moving, UnloadedTable } from "./moving.ts";
import { readRows } from "./read-rows.ts";
import { isVerifying } from "./verify-timing.ts";

type AppendWay = Extract<Way, { mode: "append" }>;

/**
 * Reads the rows that came since the last bundle. Rows have no key here, so none may be sent twice and none left out: where
 * those of before and these do not add up to the table, the answer is the reason, and all of it is to be sent.
 */
export async function unloadAppend(moving: Moving, way: AppendWay): Promise<UnloadedTable | string> {
  const { db, table, whole } = moving;
  const extent = await extentOf(db, moving.origin, way.cursor);
  if (extent.withoutCursor > 0 && way.cursor !== undefined) throw nullCursors(table.name, way.cursor.column, extent);
  const rows = newRows(moving, way);
  const { rows: count, losses } = await countRows(db, table, rows);
  const { state, why } = way;
  if (state.rows + count !== extent.rows) {
    return `${String(state.rows)} rows were sent and ${String(count)} are new, but it has ${String(extent.rows)}`;
  }
  const tableSums = isVerifying(moving, state) ? await sumsOf(db, table, whole, state.buckets) : undefined;
  const expected = await sumsExpected(moving, { state, rows, count });
  if (tableSums !== undefined && expected !== undefined && !sameSums(tableSums, expected)) {
    return "rows that were sent before have changed since, or came behind them";
  }
  const read =
    count === 0 ? { parts: [], sums: [] } : await readRows(moving, { rows, count, way, buckets: state.buckets });
  return {
    ...{ table, mode: "append", why, since: state.snapshot, rows: count, losses, buckets: state.buckets },
    ...{ deletedKeys: 0, bucketsReplaced: [], parts: read.parts, bundleSums: read.sums, unchanged: count === 0 },
    ...(tableSums !== undefined && { tableSums }),
    state: nextState(moving, way, { extent, sums: tableSums ?? expected, verified: tableSums !== undefined }),
  };
}

function newRows({ table, point, snapshot }: Moving, { cursor, state }: AppendWay): RowSet {
  if (cursor === undefined) {
    const interval = { since: knownPoint(state), until: snapshot, information: "APPEND_ONLY" } as const;
    return rowSet(table, changes(table.reference, interval));
  }
  // Of a table that was empty everything is new.
  const where = state.watermark === undefined ? undefined : behindWatermark(cursor, state.watermark.text);
  return rowSet(table, at(table.reference, point), where);
}

async function sumsExpected(
  { db, table }: Moving,
  { state, rows, count }: { state: TableState; rows: RowSet; count: number },
): Promise<readonly BucketSum[] | undefined> {
  if (state.sums === undefined || count === 0) return state.sums;
  return addBucketSums(state.sums, await sumsOf(db, table, rows, state.buckets));
}

interface Next {
  readonly extent: Extent;
  readonly sums: readonly BucketSum[] | undefined;
  readonly verified: boolean;
}

function nextState({ snapshot }: Moving, { state, cursor }: AppendWay, { extent, sums, verified }: Next): TableState {
  const { valuesFingerprint, buckets } = state;
  const verifiedAt = verified ? snapshot : state.verifiedAt;
  const text = extent.watermark ?? state.watermark?.text;
  return {
    ...{ snapshot, valuesFingerprint, buckets, rows: extent.rows },
    ...(sums !== undefined && { sums }),
    ...(verifiedAt !== undefined && { verifiedAt }),
    ...(cursor !== undefined && text !== undefined && { watermark: { column: cursor.column, text } }),
  };
}

function nullCursors(where: string, cursor: string, { withoutCursor }: Extent): UnloadError {
  return new UnloadError(
    "UNLOAD_CURSOR_UNUSABLE",
    `${String(withoutCursor)} rows have no ${cursor}: nothing says whether they are new`,
    {
      where,
      hint: "Choose sync_mode: incremental with a key, or full; or have the column filled.",
    },
  );
}
