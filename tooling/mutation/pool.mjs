import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Longest that the tests may take with one change; a loop without end is a failure like any other. */
const usualPatience = 30_000;

/** A worker holds on to what it has loaded; a new one from time to time keeps the memory small. */
const tasksOfAWorker = 400;

const program = fileURLToPath(new URL("worker.mjs", import.meta.url));

/** A process, for a change that fills all memory ends the engine and not only a thread. */
class Worker {
  #child;
  #done = 0;
  #folder;
  #patience;

  constructor(folder, patience) {
    this.#folder = folder;
    this.#patience = patience;
  }

  run(task) {
    if (this.#child === undefined || this.#done >= tasksOfAWorker) {
      this.stop();
      this.#child = fork(program, [this.#folder], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
      this.#done = 0;
    }
    this.#done += 1;
    const child = this.#child;
    return new Promise((resolve) => {
      const lost = (by) => {
        this.stop();
        finish({ verdict: "killed", by });
      };
      const onExit = (code, signal) => lost(`worker ended: ${String(signal ?? code)}`);
      const timer = setTimeout(() => lost("no end"), this.#patience);
      const finish = (result) => {
        clearTimeout(timer);
        child.off("message", finish).off("exit", onExit);
        resolve(result);
      };
      child.on("message", finish).on("exit", onExit);
      const { path, text, testFiles, firstTests } = task;
      child.send({ path, text, testFiles, firstTests });
    });
  }

  stop() {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }
}

/** Runs every task by some worker; `onResult` is called as they finish. */
export async function runAll(folder, { tasks, workers, onResult, patience = usualPatience }) {
  const queue = tasks.values();
  const drain = async () => {
    const worker = new Worker(folder, patience);
    for (const task of queue) onResult(task, await worker.run(task));
    worker.stop();
  };
  await Promise.all(Array.from({ length: workers }, drain));
}
