// The program of a worker thread: one part at a time, as the main thread says.
import { parentPort, workerData } from "node:worker_threads";
import { openStorage, type Storage } from "@dp/snowflake-client/storage";
import type { FreshChunks, FromWorker, PartJob, ToWorker, WorkerData } from "./part-job.ts";
import type { CreatePart } from "./part-sink.ts";
import { fromPlainError, toPlainError } from "./plain-error.ts";
import type { ChunkAccess } from "./fetch-chunk.ts";
import { writePart } from "./write-part.ts";

/** Progress is told this often at most. */
const progressMs = 100;

const { part, route, pace } = workerData as WorkerData;
const storage: Storage = openStorage(route);
const loading = import(part.module) as Promise<{ readonly createPart: CreatePart }>;
/** Told when a part wants it; the process must not end before. */
loading.catch(() => undefined);

/** What the running part waits for from the main thread. */
interface Running {
  readonly stop: AbortController;
  fresh?: { resolve: (chunks: FreshChunks) => void; reject: (error: Error) => void };
  fed?: (bytes: Uint8Array | undefined) => void;
}

let running: Running | undefined;

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

parentPort?.on("message", (message: ToWorker) => {
  if (message.type === "part") void run(message.job);
  else if (message.type === "fresh") running?.fresh?.resolve(message.chunks);
  else if (message.type === "failed") running?.fresh?.reject(fromPlainError(message.error));
  else if (message.type === "feed") running?.fed?.(message.bytes);
  else abort();
});

function abort(): void {
  running?.stop.abort();
  running?.fresh?.reject(new Error("aborted"));
  running?.fed?.(undefined);
}

async function run(job: PartJob): Promise<void> {
  const current: Running = { stop: new AbortController() };
  running = current;
  const progress = progressTeller();
  try {
    const { createPart } = await loading;
    const access = accessFor(job, current);
    const context = {
      access,
      pace,
      feed: () => feedOf(current),
      createPart,
      options: part.options,
      onProgress: progress.add,
    };
    const facts = await writePart(job, context);
    progress.tell();
    tell({ type: "done", facts });
  } catch (error) {
    progress.tell();
    tell({ type: "failed", error: toPlainError(error) });
  }
}

function accessFor(job: PartJob, current: Running): ChunkAccess {
  const numbers = job.sources.flatMap((source) => (source.kind === "chunk" ? [source.number] : []));
  return {
    storage,
    signal: current.stop.signal,
    answerMs: pace.stallMs,
    headers: job.headers,
    urls: new Map(),
    refresh: () =>
      new Promise((resolve, reject) => {
        current.fresh = { resolve, reject };
        tell({ type: "stale", chunks: numbers });
      }),
  };
}

/** Asks for JSON bit by bit. */
async function* feedOf(current: Running): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = await new Promise<Uint8Array | undefined>((resolve) => {
      current.fed = resolve;
      tell({ type: "fed" });
    });
    if (bytes === undefined) return;
    yield bytes;
  }
}

function progressTeller(): { add: (rows: number, bytes: number) => void; tell: () => void } {
  let rows = 0;
  let bytes = 0;
  let last = performance.now();
  const tellNow = (): void => {
    if (rows !== 0 || bytes !== 0) tell({ type: "progress", rows, bytes });
    rows = 0;
    bytes = 0;
    last = performance.now();
  };
  return {
    add: (moreRows, moreBytes) => {
      rows += moreRows;
      bytes += moreBytes;
      if (performance.now() - last >= progressMs) tellNow();
    },
    tell: tellNow,
  };
}
