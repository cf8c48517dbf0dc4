/**
 * Changes each row, field, condition and statement of a package's sources, one at a time, and runs its unit tests each
 * time: a change that no test notices is printed. `node mutate.mjs [target …] [--only <part of a file name>]
 * [--threads <n>] [--json <file>]`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { compilerOf } from "./compiler.mjs";
import { mutantsOf } from "./mutants.mjs";
import { runAll } from "./pool.mjs";
import { quickTests, sourcesOf } from "./tests-of-package.mjs";

/**
 * What is changed, and by which tests it is to be noticed. Pins are tests of the printed or hashed whole: they notice
 * every change, so they are asked last and counted apart.
 */
const targets = {
  "type-map": {
    folder: "type-map",
    covers: (file) => !/^(src|test)\/sql\//.test(file),
    pins: ["test/docs.test.ts", "test/editions.test.ts"],
  },
  "type-map/sql": { folder: "type-map", covers: (file) => /^(src|test)\/sql\//.test(file), pins: [] },
  mapping: { folder: "mapping", covers: () => true, pins: ["test/golden.test.ts"] },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, threads: { type: "string" }, json: { type: "string" } },
});
const threads = Number(values.threads ?? availableParallelism());

function changed(folder, { file, mutant }) {
  const source = readFileSync(join(folder, file), "utf8");
  return source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end);
}

function tasksOf(folder, covers) {
  return sourcesOf(folder)
    .filter((file) => covers(file) && (values.only === undefined || file.includes(values.only)))
    .flatMap((file) => mutantsOf(file, readFileSync(join(folder, file), "utf8")).map((mutant) => ({ file, mutant })));
}

async function verdicts(folder, tasks, testFiles) {
  const found = new Map();
  await runAll(folder, {
    threads,
    tasks: tasks.map((task) => ({
      ...task,
      testFiles,
      path: join(folder, task.file),
      text: changed(folder, task),
      task,
    })),
    onResult: ({ task }, result) => {
      found.set(task, result);
      if (found.size % 500 === 0) console.error(`${String(found.size)} of ${String(tasks.length)}`);
    },
  });
  return tasks.map((task) => ({ ...task, ...found.get(task) }));
}

/** The test files that pass while nothing is changed, the quickest first. */
async function inOrderOfTime(folder, testFiles) {
  const unchanged = { file: "package.json", mutant: { start: 0, end: 0, text: "" } };
  const timed = [];
  let tests = 0;
  for (const file of testFiles) {
    const start = performance.now();
    const [result] = await verdicts(folder, [unchanged], [file]);
    if (result.verdict !== "survived")
      throw new Error(`${file} fails without any change: ${result.by ?? result.verdict}`);
    tests += result.tests;
    timed.push({ file, time: performance.now() - start });
  }
  if (tests === 0) throw new Error("no tests");
  return { tests, files: timed.sort((one, other) => one.time - other.time).map(({ file }) => file) };
}

async function mutate(name) {
  const { folder: packageName, covers, pins } = targets[name];
  const folder = fileURLToPath(new URL(`../../packages/${packageName}`, import.meta.url));
  const quick = (await quickTests(folder)).filter((file) => covers(file) && !pins.includes(file));
  const { tests, files: testFiles } = await inOrderOfTime(folder, quick);
  await inOrderOfTime(folder, pins);
  console.log(`${name}: ${String(tests)} tests of ${testFiles.join(", ")}; pinned by ${pins.join(", ")}`);
  const tasks = tasksOf(folder, covers);
  const decisions = await verdicts(
    folder,
    tasks.filter(({ mutant }) => !mutant.wording),
    testFiles,
  );
  // What a sentence says is only pinned; whether it stands at all is seen by the pins as well.
  const wording = tasks.filter(({ mutant }) => mutant.wording).map((task) => ({ ...task, verdict: "survived" }));
  const results = [...decisions, ...wording];
  const alive = results.filter(({ verdict }) => verdict === "survived");
  const compiles = compilerOf(folder);
  const real = alive.filter((task) => compiles(join(folder, task.file), changed(folder, task)));
  const pinned = await verdicts(folder, real, pins);
  const survivors = pinned.filter(({ verdict }) => verdict === "survived");
  const refused = results.filter(({ verdict }) => verdict === "does not compile").length + alive.length - real.length;
  const byPins = pinned.filter(({ verdict, mutant }) => verdict !== "survived" && !mutant.wording);
  return { name, changes: results.length, refused, wording: wording.length, byPins, survivors };
}

function describe({ file, mutant }) {
  const [before, after] = [mutant.before, mutant.text].map((text) => text.replace(/\s+/g, " ").slice(0, 90));
  return `${file}:${String(mutant.line)} ${mutant.kind}: ${before} → ${after}`;
}

function print({ name, changes, refused, wording, byPins, survivors }) {
  for (const task of byPins) console.log(`  only pinned: ${describe(task)}`);
  for (const task of survivors) console.log(`  survives: ${describe(task)}`);
  const valid = changes - refused;
  const killed = valid - survivors.length;
  const percent = ((100 * killed) / valid).toFixed(1);
  console.log(
    `${name}: ${String(changes)} changes, ${String(refused)} do not compile, ${String(killed)} of ${String(valid)} ` +
      `noticed (${percent} %), ${String(byPins.length)} of them and ${String(wording)} wordings only by the pins; ` +
      `${String(survivors.length)} survive`,
  );
}

const reports = [];
for (const name of positionals.length === 0 ? Object.keys(targets) : positionals) {
  const report = await mutate(name);
  print(report);
  reports.push(report);
}
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(reports, null, 1));
process.exitCode = reports.some(({ survivors }) => survivors.length > 0) ? 1 : 0;
