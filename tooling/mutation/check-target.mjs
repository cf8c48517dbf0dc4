import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { compilerOf } from "./compiler.mjs";
import { mutantsOf } from "./mutants.mjs";
import { sourcesOf, testsOf } from "./package-files.mjs";
import { runAll } from "./pool.mjs";

function changed(folder, { file, mutant }) {
  const source = readFileSync(join(folder, file), "utf8");
  return source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end);
}

/** What has noticed the most changes of the same file is asked first. */
class Order {
  #counts = new Map();

  note(file, noticed) {
    const counts = this.#counts.get(file) ?? new Map();
    this.#counts.set(file, counts.set(noticed, (counts.get(noticed) ?? 0) + 1));
  }

  #sorted(file, names) {
    const counts = this.#counts.get(file) ?? new Map();
    return [...names].sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0));
  }

  of(file, testFiles) {
    return this.#sorted(file, testFiles);
  }

  first(file) {
    return this.#sorted(file, this.#counts.get(file)?.keys() ?? []).slice(0, 20);
  }
}

async function verdicts(tasks, { folder, workers, testFiles, progress }) {
  const order = new Order();
  const found = new Map();
  await runAll(folder, {
    workers,
    tasks: tasks.map((task) => ({
      path: join(folder, task.file),
      text: changed(folder, task),
      get testFiles() {
        return order.of(task.file, testFiles);
      },
      get firstTests() {
        return order.first(task.file);
      },
      task: () => task,
    })),
    onResult: ({ task }, result) => {
      for (const noticed of [result.testFile, result.by]) if (noticed !== undefined) order.note(task().file, noticed);
      found.set(task(), result);
      progress(found.size, tasks.length);
    },
  });
  return tasks.map((task) => ({ ...task, ...found.get(task) }));
}

/** Test files that need no server or process, the quickest first. @throws when one fails without any change */
async function quickTests(folder, testFiles) {
  const timed = [];
  let tests = 0;
  let start = performance.now();
  await runAll(folder, {
    workers: 1,
    tasks: testFiles.map((file) => ({ testFiles: [file], file })),
    onResult: ({ file }, result) => {
      if (result.verdict === "killed") throw new Error(`${file} fails without any change: ${result.by}`);
      const now = performance.now();
      if (result.verdict === "survived") timed.push({ file, time: now - start });
      tests += result.tests ?? 0;
      start = now;
    },
  });
  return { tests, files: timed.sort((one, other) => one.time - other.time).map(({ file }) => file) };
}

/**
 * Every change of a target's sources with what became of it.
 * @param target `{ folder, covers, pins }`; `only`: part of a file name
 */
export async function checkTarget({ folder: packageName, covers, pins }, { workers, only = "", progress }) {
  const folder = fileURLToPath(new URL(`../../packages/${packageName}`, import.meta.url));
  const covered = testsOf(folder).filter((file) => covers(file));
  const { tests, files: testFiles } = await quickTests(
    folder,
    covered.filter((file) => !pins.includes(file)),
  );
  if (tests === 0) throw new Error(`${packageName} has no quick tests`);
  await quickTests(folder, pins);

  const tasks = sourcesOf(folder)
    .filter((file) => covers(file) && file.includes(only))
    .flatMap((file) => mutantsOf(file, readFileSync(join(folder, file), "utf8")).map((mutant) => ({ file, mutant })));
  const settings = { folder, workers, progress };
  const decisions = tasks.filter(({ mutant }) => !mutant.wording);
  const first = await verdicts(decisions, { ...settings, testFiles });
  const compiles = compilerOf(folder);
  const left = first.filter((task) => task.verdict === "survived" && compiles(task.file, changed(folder, task)));
  // What a sentence says can only be pinned.
  const wording = tasks.filter(({ mutant }) => mutant.wording);
  const last = await verdicts([...left, ...wording], { ...settings, testFiles: pins });

  const killed = first.filter(({ verdict }) => verdict === "killed").length;
  return {
    tests,
    testFiles,
    wording: wording.length,
    refused: decisions.length - killed - left.length,
    killed,
    onlyPinned: last.filter(({ verdict, mutant }) => verdict !== "survived" && !mutant.wording),
    survivors: last.filter(({ verdict }) => verdict === "survived"),
  };
}
