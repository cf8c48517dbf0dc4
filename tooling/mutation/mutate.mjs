/**
 * Changes each row, field, condition and statement of a package's sources, one at a time, and runs its unit tests each
 * time: a change that no test notices is printed. `node mutate.mjs [target …] [--only <part of a file name>]
 * [--workers <n>]`.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

import { checkTarget } from "./check-target.mjs";

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

function describe({ file, mutant }) {
  const [before, after] = [mutant.before, mutant.text].map((text) => text.replace(/\s+/g, " ").slice(0, 90));
  return `${file}:${String(mutant.line)} ${mutant.kind}: ${before} → ${after}`;
}

function print(name, { tests, testFiles, wording, refused, killed, onlyPinned, survivors }) {
  for (const task of onlyPinned) console.log(`  only pinned: ${describe(task)}`);
  for (const task of survivors) console.log(`  survives: ${describe(task)}`);
  const alive = survivors.filter(({ mutant }) => !mutant.wording).length;
  const valid = killed + onlyPinned.length + alive;
  const percent = (100 * (valid - alive)) / valid;
  console.log(`${name}: ${String(tests)} tests in ${String(testFiles.length)} files`);
  console.log(`  ${String(valid + refused)} changes of decisions, ${String(refused)} of them do not compile`);
  console.log(`  ${String(valid - alive)} of ${String(valid)} noticed (${percent.toFixed(1)} %)`);
  console.log(`  ${String(onlyPinned.length)} of these by nothing but a pin`);
  console.log(`  ${String(wording)} sentences emptied, ${String(survivors.length - alive)} of them unnoticed`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, workers: { type: "string" } },
});
const workers = Number(values.workers ?? availableParallelism());
const progress = (done, all) => {
  if (done % 500 === 0 || done === all) console.error(`${String(done)} of ${String(all)}`);
};

let unnoticed = 0;
for (const name of positionals.length === 0 ? Object.keys(targets) : positionals) {
  const report = await checkTarget(targets[name], { workers, only: values.only, progress });
  print(name, report);
  unnoticed += report.survivors.length;
}
process.exitCode = unnoticed > 0 ? 1 : 0;
