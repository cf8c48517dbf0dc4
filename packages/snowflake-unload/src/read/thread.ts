import { Worker } from "node:worker_threads";
import type { FreshChunks, FromWorker, PartJob, ToWorker, WorkerData } from "./part-job.ts";
import type { PartFacts } from "./part-sink.ts";
import { fromPlainError, toPlainError } from "./plain-error.ts";
import { ReadError } from "./read-error.ts";

/** Who answers a thread while it writes a part. */
export interface PartHandlers {
  readonly onProgress: (rows: number, bytes: number) => void;
  /** Addresses of these chunks as they are now. */
  readonly refresh: (chunks: readonly number[]) => Promise<FreshChunks>;
  /** The next piece of JSON, for a part that is fed; undefined at the end. */
  readonly feed?: () => Promise<Uint8Array | undefined>;
}

/** Where the thread's program lies: beside this module once built; built, too, when this module is read from source. */
const program = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/read-worker.js" : "./read-worker.js",
  import.meta.url,
);

/** One worker thread, one part at a time. */
export class Thread {
  readonly #worker: Worker;
  #settle: ((outcome: PartFacts | Error) => void) | undefined;
  #handlers: PartHandlers | undefined;
  #dead: Error | undefined;

  constructor(workerData: WorkerData) {
    this.#worker = new Worker(program, { workerData, resourceLimits: { maxYoungGenerationSizeMb: 16 } });
    this.#worker.on("message", (message: FromWorker) => {
      this.#receive(message);
    });
    this.#worker.on("error", (error) => {
      this.#die(new ReadError("READ_WORKER_DIED", { detail: error.message }));
    });
    this.#worker.on("exit", () => {
      this.#die(new ReadError("READ_WORKER_DIED"));
    });
    this.#worker.unref();
  }

  /** Whether it can take another part. */
  get alive(): boolean {
    return this.#dead === undefined;
  }

  /** @throws what the thread met, as it was there */
  async run(job: PartJob, handlers: PartHandlers): Promise<PartFacts> {
    if (this.#dead !== undefined) throw this.#dead;
    this.#handlers = handlers;
    this.#worker.ref();
    try {
      const outcome = await new Promise<PartFacts | Error>((resolve) => {
        this.#settle = resolve;
        this.#tell({ type: "part", job });
      });
      if (outcome instanceof Error) throw outcome;
      return outcome;
    } finally {
      this.#settle = undefined;
      this.#handlers = undefined;
      this.#worker.unref();
    }
  }

  /** Ends the running part, which then fails after it has cleaned up. */
  abort(): void {
    this.#tell({ type: "abort" });
  }

  async close(): Promise<void> {
    this.#dead ??= new ReadError("READ_CANCELLED");
    await this.#worker.terminate();
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromWorker): void {
    if (message.type === "done") this.#settle?.(message.facts);
    else if (message.type === "failed") this.#settle?.(fromPlainError(message.error));
    else if (message.type === "progress") this.#handlers?.onProgress(message.rows, message.bytes);
    else if (message.type === "fed") void this.#feed();
    else void this.#refresh(message.chunks);
  }

  async #refresh(numbers: readonly number[]): Promise<void> {
    try {
      const chunks = await this.#handlers?.refresh(numbers);
      if (chunks !== undefined) this.#tell({ type: "fresh", chunks });
    } catch (error) {
      this.#tell({ type: "failed", error: toPlainError(error) });
    }
  }

  async #feed(): Promise<void> {
    try {
      const bytes = await this.#handlers?.feed?.();
      this.#tell(bytes === undefined ? { type: "feed" } : { type: "feed", bytes });
    } catch {
      // Who feeds has failed, and ends the part itself.
      this.abort();
    }
  }

  #die(error: Error): void {
    this.#dead ??= error;
    this.#settle?.(error);
  }
}
