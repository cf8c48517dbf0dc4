import { cursorOf, type Cursor } from "../sql/cursor.ts";
import { UnloadError } from "../error.ts";
import type { TableFacts } from "../live/table-facts.ts";
import type { Snapshot } from "../sql/point.ts";
import type { MovedTable } from "./moved-table.ts";
import type { RunOrders, TableOrder } from "./orders.ts";
import { knownPoint, type TableState } from "./state.ts";

/** How deleted rows are found: by what Snowflake tracked, by the keys of the past, or by sums kept from the last time. */
export type DeletesBy = "changes" | "past" | "sums";

/** How a table will travel this time, and why. */
export type Way =
  | { readonly mode: "full"; readonly why: string; readonly cursor?: Cursor }
  | { readonly mode: "append"; readonly why: string; readonly state: TableState; readonly cursor?: Cursor }
  | {
      readonly mode: "incremental";
      readonly why: string;
      readonly state: TableState;
      readonly cursor: Cursor;
      readonly overlap: number;
      readonly deletes: DeletesBy;
      /** Buckets that are sent again in full. */
      readonly resync: readonly number[];
    };

/** What a way is chosen by. */
export interface WayQuestion {
  readonly table: MovedTable;
  readonly order: TableOrder;
  readonly run: RunOrders;
  readonly facts: TableFacts;
  readonly snapshot: Snapshot;
  /** What was kept of the table's last bundle, if there is one of the same account. */
  readonly state: TableState | undefined;
  /** Why there is no state, where there was one. */
  readonly lost?: string;
}

/** A minute less than the retention: the statements of a run take a while. */
const retentionMarginMs = 60_000;

/** Whether the table can be read as it was then. */
export function reachesBack({ retentionDays, createdOn }: TableFacts, since: Snapshot, now: Snapshot): boolean {
  if (retentionDays === 0) return false;
  const then = Date.parse(since);
  return Date.parse(now) - then < retentionDays * 86_400_000 - retentionMarginMs && (createdOn ?? 0) <= then;
}

/** @throws UnloadError UNLOAD_CURSOR_UNUSABLE, UNLOAD_NO_WAY_TO_APPEND, UNLOAD_KEY_UNUSABLE */
export function chooseWay(question: WayQuestion): Way {
  const { table, order, run, state } = question;
  const column = order.mode === "full" ? undefined : order.incremental?.cursor;
  const cursor = column === undefined ? undefined : cursorOf(table, column);
  refuseUnable(question, cursor);
  const full = (why: string): Way => ({ mode: "full", why, ...(cursor !== undefined && { cursor }) });
  if (run.full) return full("asked for by --full");
  if (order.mode === "full") return full("sync_mode full");
  if (state === undefined) return full(question.lost ?? "first bundle");
  if (state.valuesFingerprint !== order.metadata.fingerprints.values) {
    return full("the committed metadata gives its rows another shape than the last bundle had");
  }
  return order.mode === "append" ? appendWay(question, state, cursor) : incrementalWay(question, state, cursor);
}

function refuseUnable({ table, order, facts }: WayQuestion, cursor: Cursor | undefined): void {
  if (order.mode === "append" && cursor === undefined && !facts.changeTracking) {
    throw new UnloadError("UNLOAD_NO_WAY_TO_APPEND", "nothing tells its new rows from those already sent", {
      where: table.name,
      hint: "Add incremental: { cursor: … } with a column that grows with every row, or have the owner run ALTER TABLE … SET CHANGE_TRACKING = TRUE, or choose sync_mode: full.",
    });
  }
}

function appendWay({ facts, snapshot, run, table }: WayQuestion, state: TableState, cursor: Cursor | undefined): Way {
  if (run.resync.has(table.name)) {
    return { mode: "full", why: "asked for by --resync: rows of append have no key", ...(cursor && { cursor }) };
  }
  if (cursor === undefined) {
    const reached = reachesBack(facts, knownPoint(state), snapshot);
    if (!reached) return { mode: "full", why: "the last bundle's point is beyond the table's retention" };
    return { mode: "append", why: "rows that Snowflake tracked as appended", state };
  }
  if (state.rows > 0 && state.watermark?.column !== cursor.column) {
    return { mode: "full", why: "no watermark of this cursor is kept", cursor };
  }
  return { mode: "append", why: `rows behind the last ${cursor.column}`, state, cursor };
}

const deletesWords: Readonly<Record<DeletesBy, string>> = {
  changes: "what Snowflake tracked",
  past: "deletes by the keys of the last bundle's point",
  sums: "deletes by sums of buckets",
};

function incrementalWay(question: WayQuestion, state: TableState, cursor: Cursor | undefined): Way {
  const { table, order, run, facts, snapshot } = question;
  const { incremental } = order;
  if (cursor === undefined || incremental === undefined) return { mode: "full", why: "no cursor is configured" };
  const resync = run.resync.get(table.name);
  if (resync?.length === 0) return { mode: "full", why: "asked for by --resync", cursor };
  if (state.rows > 0 && state.watermark?.column !== cursor.column) {
    return { mode: "full", why: "no watermark of this cursor is kept", cursor };
  }
  const deletes = deletesBy(facts, reachesBack(facts, knownPoint(state), snapshot), resync !== undefined);
  const why =
    deletes === "changes" ? deletesWords.changes : `rows since the last ${cursor.column}, ${deletesWords[deletes]}`;
  const { overlap } = incremental;
  return { mode: "incremental", why, state, cursor, overlap, deletes, resync: resync ?? [] };
}

function deletesBy({ changeTracking }: TableFacts, reached: boolean, isResync: boolean): DeletesBy {
  if (!reached) return "sums";
  // Buckets are sent as they are now, which changes alone cannot tell.
  return changeTracking && !isResync ? "changes" : "past";
}
