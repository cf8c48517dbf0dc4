import { availableParallelism } from "node:os";
import type { PartJob, WorkerData } from "./part-job.ts";
import type { PartFacts } from "./part-sink.ts";
import { ReadError } from "./read-error.ts";
import { Thread, type PartHandlers } from "./thread.ts";

/** A part to be written, and what becomes of it. */
export interface PoolTask {
  readonly job: PartJob;
  readonly handlers: PartHandlers;
  /** Awaited before the thread takes another part. */
  readonly done: (facts: PartFacts) => Promise<void> | void;
}

/** Threads that are started when first needed and kept for the next result. */
export class ThreadPool {
  readonly #size: number;
  readonly #data: WorkerData;
  #threads: Thread[] = [];

  constructor(data: WorkerData, workers?: number) {
    this.#data = data;
    this.#size = workers ?? Math.min(2, availableParallelism());
  }

  /**
   * Writes all parts, as many at a time as there are threads, begun in order. The first failure ends all others, which
   * clean up first.
   * @throws that failure
   */
  async run(tasks: Iterable<PoolTask> | AsyncIterable<PoolTask>, signal?: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const busy = new Set<Thread>();
    let failure: unknown;
    const fail = (error: unknown): void => {
      failure ??= error;
      ended.abort();
      for (const thread of busy) thread.abort();
    };
    const cancel = (): void => {
      fail(new ReadError("READ_CANCELLED"));
    };
    if (signal?.aborted === true) cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    const next = oneAtATime(tasks);
    const work = async (slot: number): Promise<void> => {
      for (let task = await next(); task !== undefined && !ended.signal.aborted; task = await next()) {
        const thread = this.#thread(slot);
        busy.add(thread);
        await task.done(await thread.run(task.job, task.handlers));
        busy.delete(thread);
      }
    };
    await Promise.all(Array.from({ length: this.#size }, (_, slot) => work(slot).catch(fail)));
    signal?.removeEventListener("abort", cancel);
    if (failure !== undefined) throw failure as Error;
  }

  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    await Promise.all(threads.map((thread) => thread.close()));
  }

  #thread(slot: number): Thread {
    const kept = this.#threads[slot];
    if (kept?.alive === true) return kept;
    const thread = new Thread(this.#data);
    this.#threads[slot] = thread;
    return thread;
  }
}

/** Gives tasks out to whoever asks, in order. */
function oneAtATime(tasks: Iterable<PoolTask> | AsyncIterable<PoolTask>): () => Promise<PoolTask | undefined> {
  const iterator = Symbol.asyncIterator in tasks ? tasks[Symbol.asyncIterator]() : tasks[Symbol.iterator]();
  let turn: Promise<unknown> = Promise.resolve();
  return () => {
    const mine = turn.then(() => iterator.next());
    turn = mine.catch(() => undefined);
    return mine.then((given) => (given.done === true ? undefined : given.value));
  };
}
