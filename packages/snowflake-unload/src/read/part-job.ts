import type { StorageRoute } from "@dp/snowflake-client/storage";
import type { PartFacts, PartModule } from "./part-sink.ts";

/** A chunk as a thread needs it. */
export interface ChunkSource {
  readonly kind: "chunk";
  /** Number among all chunks of the result, for messages and for asking for a fresh address. */
  readonly number: number;
  readonly url: string;
  readonly rows: number;
  /** Bytes of its JSON, as Snowflake says; 0 where it does not. */
  readonly plainBytes: number;
}

/** Where the rows of a part come from: chunks, JSON that the main thread has or sends bit by bit, a file of COPY text. */
export type PartSource =
  | ChunkSource
  | { readonly kind: "text"; readonly json: string; readonly rows: number }
  | { readonly kind: "feed" }
  | { readonly kind: "file"; readonly path: string };

/** Rows to be written as one part. All of it is data. */
export interface PartJob {
  readonly index: number;
  readonly path: string;
  readonly columns: readonly string[];
  /** Rows of the result in front of this part. */
  readonly rowsBefore: number;
  readonly sources: readonly PartSource[];
  /** For requests of chunks. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a thread has from its start. */
export interface WorkerData {
  readonly part: PartModule;
  readonly route: StorageRoute;
  readonly pace: Pace;
}

/** When a body that comes too slowly is asked for again. */
export interface Pace {
  /** Bytes a second. */
  readonly minimumRate: number;
  readonly stallMs: number;
}

/** Chunks' addresses and headers as they are now. */
export interface FreshChunks {
  readonly urls: Readonly<Record<number, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** To a thread. `feed` without bytes is the end. */
export type ToWorker =
  | { readonly type: "part"; readonly job: PartJob }
  | { readonly type: "fresh"; readonly chunks: FreshChunks }
  | { readonly type: "feed"; readonly bytes?: Uint8Array }
  | { readonly type: "failed"; readonly error: PlainError }
  | { readonly type: "abort" };

/** From a thread. */
export type FromWorker =
  | { readonly type: "progress"; readonly rows: number; readonly bytes: number }
  /** Addresses have expired. */
  | { readonly type: "stale"; readonly chunks: readonly number[] }
  /** What was fed is used up. */
  | { readonly type: "fed" }
  | { readonly type: "done"; readonly facts: PartFacts }
  | { readonly type: "failed"; readonly error: PlainError };

/** An error as data. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
