import { Worker } from "node:worker_threads";

/** Longest that the tests may take with one change; a loop without end is a failure like any other. */
const usualPatience = 30_000;

/** A thread holds on to what it has loaded; a new one from time to time keeps the memory small. */
const tasksOfAThread = 400;

class Thread {
  #worker;
  #done = 0;
  #folder;
  #patience;

  constructor(folder, patience) {
    this.#folder = folder;
    this.#patience = patience;
  }

  run(task) {
    if (this.#worker === undefined || this.#done >= tasksOfAThread) {
      this.stop();
      this.#worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData: { folder: this.#folder } });
      this.#done = 0;
    }
    this.#done += 1;
    const worker = this.#worker;
    return new Promise((resolve) => {
      const lost = (by) => {
        this.stop();
        finish({ verdict: "killed", by });
      };
      const onError = (error) => lost(`thread: ${String(error)}`);
      const timer = setTimeout(() => lost("no end"), this.#patience);
      const finish = (result) => {
        clearTimeout(timer);
        worker.off("message", finish).off("error", onError);
        resolve(result);
      };
      worker.on("message", finish).on("error", onError);
      const { path, text, testFiles, firstTests } = task;
      worker.postMessage({ path, text, testFiles, firstTests });
    });
  }

  stop() {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}

/** Runs every task on some thread; `onResult` is called as they finish. */
export async function runAll(folder, { tasks, threads, onResult, patience = usualPatience }) {
  const queue = tasks.values();
  const drain = async () => {
    const thread = new Thread(folder, patience);
    for (const task of queue) onResult(task, await thread.run(task));
    thread.stop();
  };
  await Promise.all(Array.from({ length: threads }, drain));
}
