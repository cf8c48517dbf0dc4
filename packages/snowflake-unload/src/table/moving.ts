import type { SnowflakeConnection } from "@dp/snowflake-client";
import type { BucketSum } from "@dp/type-map/sql";

import type { UnloadEvent } from "../events.ts";
import type { TableFacts } from "../live/table-facts.ts";
import type { ReadPart } from "../read/types.ts";
import type { Snapshot } from "../sql/point.ts";
import type { RowSet } from "../sql/rows.ts";
import type { LossCount } from "./ask.ts";
import type { Way } from "./choose-way.ts";
import type { MovedTable } from "./moved-table.ts";
import type { RunOrders, TableOrder } from "./orders.ts";
import type { TableState } from "./state.ts";

/** What a part holds. */
export type Holds = "rows" | "deleted-keys" | "bucket-keys";

/** One statement, whose columns are `c1`, `c2`, … */
interface ReadOrder {
  readonly table: string;
  readonly holds: Holds;
  readonly sql: string;
  /** Columns. */
  readonly width: number;
  /** Whether it gives the same rows whenever it is asked, so that parts of a run that was cut still count. */
  readonly repeatable: boolean;
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

/** Tells what a person should know of a table although nothing failed. */
export function note(
  moving: Pick<Moving, "emit" | "order">,
  code: Extract<UnloadEvent, { type: "note" }>["code"],
  text: string,
): void {
  moving.emit({ type: "note", code, table: moving.order.metadata.name, text });
}
