import { at } from "../sql/point.ts";
import { rowSet } from "../sql/rows.ts";
import { bucketsFor, withinLength } from "../sql/sums.ts";
import { unloadAppend } from "./append.ts";
import { countRows, extentOf, refuseBrokenKeys } from "./ask.ts";
import { chooseWay, type Way, type WayQuestion } from "./choose-way.ts";
import { unloadIncremental } from "./incremental.ts";
import { movedTable } from "./moved-table.ts";
import { note, type Moving, type TableRun, type UnloadedTable } from "./moving.ts";
import { readRows } from "./read-rows.ts";
import type { TableState } from "./state.ts";

/** Reads a table into parts, in the mode that its state allows. @throws UnloadError, SnowflakeError, ReadError */
export async function unloadTable(run: TableRun): Promise<UnloadedTable> {
  const { order, facts, snapshot } = run;
  const table = withinLength(movedTable(order.metadata, order.incremental?.key));
  const point = facts.retentionDays > 0 ? snapshot : undefined;
  const origin = at(table.reference, point);
  const moving: Moving = { ...run, table, point, origin, whole: rowSet(table, origin) };
  if (point === undefined)
    note(moving, "NO_TIME_TRAVEL", "has no time travel: it is read as it is, not at the run's point");
  const way = chooseWay(questionOf(moving));
  if (run.state !== undefined && way.mode === "full" && order.mode !== "full" && !run.run.full) {
    note(moving, "FULL_BY_ITSELF", `is sent in full: ${way.why}`);
  }
  return unloadBy(moving, way);
}

/** What the choice of the way rests on. */
function questionOf({ table, order, run, facts, snapshot, state, lost }: Moving): WayQuestion {
  return { table, order, run, facts, snapshot, state, ...(lost !== undefined && { lost }) };
}

async function unloadBy(moving: Moving, way: Way): Promise<UnloadedTable> {
  if (way.mode === "full") return unloadFull(moving, way);
  if (way.mode === "incremental") return unloadIncremental(moving, way);
  const appended = await unloadAppend(moving, way);
  if (typeof appended !== "string") return appended;
  // What was sent before is no longer what the table holds.
  note(moving, "LATE_ROWS", `is sent in full: ${appended}`);
  return unloadFull(moving, { mode: "full", why: appended, ...(way.cursor !== undefined && { cursor: way.cursor }) });
}

async function unloadFull(moving: Moving, way: Extract<Way, { mode: "full" }>): Promise<UnloadedTable> {
  const { db, table, whole, snapshot, order } = moving;
  const { rows, losses } = await countRows(db, table, whole);
  if (order.mode === "incremental") await refuseBrokenKeys(db, table, whole);
  const extent = way.cursor === undefined ? undefined : await extentOf(db, moving.origin, way.cursor);
  const buckets = bucketsFor(rows);
  const { parts, sums } = await readRows(moving, { rows: whole, count: rows, way, buckets });
  const state: TableState = {
    snapshot,
    valuesFingerprint: order.metadata.fingerprints.values,
    buckets,
    rows,
    sums,
    verifiedAt: snapshot,
    ...(way.cursor !== undefined &&
      extent?.watermark !== undefined && { watermark: { column: way.cursor.column, text: extent.watermark } }),
  };
  return {
    ...{ table, mode: "full", why: way.why, parts, rows, losses, buckets, state },
    ...{ deletedKeys: 0, bucketsReplaced: [], bundleSums: sums, unchanged: false },
  };
}
