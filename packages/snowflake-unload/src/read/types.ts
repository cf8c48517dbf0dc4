import type { PartFacts, PartModule } from "./part-sink.ts";

/**
 * How rows come: `result` reads the chunks of a result by their addresses, `driver` takes the driver's stream of rows,
 * `stage` lets the warehouse write files and fetches them; `auto` is `result`, and `driver` where chunks cannot be had
 * for a reason that is not the network's.
 */
export type ReaderKind = "result" | "driver" | "stage" | "auto";

/** What all reads of a run share. */
export interface ReaderOptions {
  /** Threads; 2 when absent, 1 on a machine with one processor. */
  readonly workers?: number;
  readonly reader?: ReaderKind;
  /** What each part is written with. */
  readonly part: PartModule;
  /** Bytes of JSON that make a part full: whole chunks, at least one; smaller results are cut finer. 64 MiB when absent. */
  readonly partBytes?: number;
  /** Below this many bytes a second, for `stallMs`, a chunk is asked for again. 1 000 when absent. */
  readonly minimumRate?: number;
  /** 30 000 when absent. */
  readonly stallMs?: number;
  readonly signal?: AbortSignal;
}

/** A read that can be gone on with: the statement that ran, and how its chunks were put into parts. */
export interface ReadQuery {
  readonly queryId: string;
  readonly via: Exclude<ReaderKind, "auto">;
  /** SHA-256 over statement, query id, chunks (rows, sizes) and grouping; parts are re-used only where it is the same. */
  readonly layout: string;
  readonly columns: readonly string[];
  /** Rows of the whole result. */
  readonly rows: number;
  /** How many parts there will be; absent where it shows at the end only (`driver`). */
  readonly parts?: number;
  /** Where the warehouse wrote files (`stage`); to be removed. */
  readonly stage?: string;
}

/** One part on disk. */
export interface ReadPart {
  /** 0, 1, …: rows of the result in order. */
  readonly index: number;
  readonly path: string;
  readonly facts: PartFacts;
}

/** One SELECT to be read. */
export interface ReadRequest {
  /** Columns are text only, each with a name of its own; reads at one point of time. */
  readonly sql: string;
  /** Names of its columns, in order, as they are in Snowflake's answer. */
  readonly columns: readonly string[];
  /** Where part `index` is to be written. */
  readonly path: (index: number) => string;
  /** Told before the first part is begun; awaited. */
  readonly onQuery?: (query: ReadQuery) => Promise<void> | void;
  /** Told when a part is finished on disk, in any order; awaited. What `resume` takes back. */
  readonly onPart?: (part: ReadPart) => Promise<void> | void;
  /** Told about rows and bytes of JSON as they come. */
  readonly onProgress?: (progress: ReadProgress) => void;
  /** What a run that was cut had told. Ignored when Snowflake has let go of the result, or when it is another one. */
  readonly resume?: { readonly query: ReadQuery; readonly parts: readonly ReadPart[] };
}

/** Rows and bytes since the last call. */
export interface ReadProgress {
  readonly rows: number;
  readonly bytes: number;
}

/** A result that stands in parts. */
export interface ReadResult {
  readonly query: ReadQuery;
  /** By index; together they hold each row once. A result without rows has no part. */
  readonly parts: readonly ReadPart[];
  /** How many of them a run before had finished. */
  readonly reused: number;
  /** Why the driver's rows were taken although chunks were to be read. */
  readonly fallback?: string;
}

/** Reads results, one after the other; holds the threads. */
export interface ResultReader {
  /** @throws ReadError, SnowflakeError; parts that were not finished are gone then */
  read(request: ReadRequest): Promise<ReadResult>;
  /** Ends the threads; never throws. */
  close(): Promise<void>;
}
