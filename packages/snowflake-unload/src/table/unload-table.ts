import type { SnowflakeConnection } from "@dp/snowflake-client";
import type { BucketSum } from "@dp/type-map/sql";

import { UnloadError } from "../error.ts";
import type { UnloadEvent } from "../events.ts";
import type { TableFacts } from "../live/table-facts.ts";
import type { ReadPart } from "../read/types.ts";
import { at, type Snapshot } from "../sql/point.ts";
import { rowSet, valuesStatement, type RowSet } from "../sql/rows.ts";
import { bucketsFor, withinLength } from "../sql/sums.ts";
import { countRows, extentOf, refuseBrokenKeys, sumsOf, type LossCount } from "./ask.ts";
import { chooseWay, type Way, type WayQuestion } from "./choose-way.ts";
import { unloadAppend } from "./append.ts";
import { unloadIncremental } from "./incremental.ts";
import { movedTable, type MovedTable } from "./moved-table.ts";
import type { RunOrders, TableOrder } from "./orders.ts";
import { sameSums, type TableState } from "./state.ts";

/** What a part holds. */
export type Holds = "rows" | "deleted-keys" | "bucket-keys";

/** One statement, whose columns are `c1`, `c2`, … */
export interface ReadOrder {
  readonly table: string;
  readonly holds: Holds;
  readonly sql: string;
  /** Columns. */
  readonly width: number;
}

/** Reads one statement into parts; the same statement of a run that was cut is gone on with. */
export type ReadInto = (read: ReadOrder) => Promise<{
  readonly rows: number;
  readonly parts: readonly ReadPart[];
}>;

/** One table, and all that its unloading goes by. */
export interface TableRun {
  readonly db: Pick<SnowflakeConnection, "ask" | "query">;
  readonly order: TableOrder;
  readonly run: RunOrders;
  readonly facts: TableFacts;
  readonly snapshot: Snapshot;
  readonly state: TableState | undefined;
  /** Why there is no state, where there was one. */
  readonly lost?: string;
  readonly readInto: ReadInto;
  readonly emit: (event: UnloadEvent) => void;
}

/** A table that stands in parts. */
export interface UnloadedTable {
  readonly table: MovedTable;
  readonly mode: Way["mode"];
  readonly why: string;
  readonly since?: Snapshot;
  readonly parts: readonly (ReadPart & { readonly holds: Holds })[];
  readonly rows: number;
  readonly deletedKeys: number;
  readonly bucketsReplaced: readonly number[];
  readonly losses: readonly LossCount[];
  readonly buckets: number;
  readonly bundleSums: readonly BucketSum[];
  /** Of the whole table, where they were taken and are not those of the bundle. */
  readonly tableSums?: readonly BucketSum[];
  /** Nothing to send; `state` holds all the same. */
  readonly unchanged: boolean;
  /** What to keep once the bundle is published. */
  readonly state: TableState;
}

/** A table on its way: what every mode needs. */
export interface Moving extends TableRun {
  readonly table: MovedTable;
  /** Undefined for kinds without a past: such a table is read as it is. */
  readonly point: Snapshot | undefined;
  /** The table at the point, as it stands behind FROM, with its own names. */
  readonly origin: string;
  /** All its rows, with what travels of them. */
  readonly whole: RowSet;
}

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

/** The rows of a bundle, and how many there must be. */
interface Wanted {
  readonly rows: RowSet;
  readonly count: number;
  readonly way: Pick<Way, "mode" | "why">;
  readonly buckets: number;
}

/**
 * Reads rows into parts while Snowflake sums them up, and compares their number with the count taken before.
 * @throws UnloadError UNLOAD_ROWS_MISCOUNTED, UNLOAD_TABLE_CHANGED
 */
export async function readRows(
  moving: Moving,
  { rows, count, way, buckets }: Wanted,
): Promise<{ parts: UnloadedTable["parts"]; sums: readonly BucketSum[] }> {
  const { db, table, point, readInto, emit } = moving;
  emit({ type: "table-started", table: table.name, mode: way.mode, why: way.why, rows: count });
  const summed = (): Promise<readonly BucketSum[]> => sumsOf(db, table, rows, buckets);
  const before = point === undefined ? await summed() : undefined;
  const sql = valuesStatement(table, rows);
  const [read, sums] = await bothOf(
    readInto({ table: table.name, holds: "rows", sql, width: table.columns.length }),
    point === undefined ? undefined : summed(),
  );
  const after = sums ?? (await summed());
  if (before !== undefined && !sameSums(before, after)) throw changedMeanwhile(table.name);
  if (read.rows !== count || total(after) !== count) {
    const counts = `${String(count)} rows were counted, ${String(read.rows)} read, ${String(total(after))} summed up`;
    throw point === undefined ? changedMeanwhile(table.name) : miscounted(table.name, counts);
  }
  return { parts: read.parts.map((part) => ({ ...part, holds: "rows" })), sums: after };
}

/** Both, and the error of the first that fails only when the other has ended too. */
async function bothOf<A, B>(one: Promise<A>, other: Promise<B> | undefined): Promise<[A, B | undefined]> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (first.status === "rejected") throw first.reason;
  if (second.status === "rejected") throw second.reason;
  return [first.value, second.value];
}

export function total(sums: readonly BucketSum[]): number {
  return sums.reduce((rows, sum) => rows + Number(sum.rows), 0);
}

function miscounted(where: string, counts: string): UnloadError {
  return new UnloadError("UNLOAD_ROWS_MISCOUNTED", `the answers do not agree: ${counts}`, {
    where,
    hint: "Nothing of it was published. Run the command again; when it happens again, a row access policy or a view may not be the same from one query to the next.",
    retryable: true,
  });
}

function changedMeanwhile(where: string): UnloadError {
  return new UnloadError("UNLOAD_TABLE_CHANGED", "its rows changed while they were read, and it has no time travel", {
    where,
    hint: "Nothing of it was published. Run the command again when nobody writes to it.",
    retryable: true,
  });
}

/** @internal */
export function note(
  moving: Pick<Moving, "emit" | "order">,
  code: Extract<UnloadEvent, { type: "note" }>["code"],
  text: string,
): void {
  moving.emit({ type: "note", code, table: moving.order.metadata.name, text });
}
