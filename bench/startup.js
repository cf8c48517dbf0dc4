/**
 * How long the programs take to say --help, as a ratio to `node -e 0` in the same run: pairs in turn, so that a slow
 * moment of the machine hits both. Prints the median of the pairs' ratios. Usage: node bench/startup.js [pairs]
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const pairs = Number(process.argv[2] ?? 15);
const bin = (name) => fileURLToPath(new URL(`../apps/${name}/bin/${name}.js`, import.meta.url));

function time(args) {
  const before = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}`);
  return performance.now() - before;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

for (const args of [["--help"], ["--version"]]) {
  for (const name of ["extractor-cli", "applier-cli"]) {
    const ratios = Array.from({ length: pairs + 1 }, () => {
      const bare = time(["-e", "0"]);
      return time([bin(name), ...args]) / bare;
    }).slice(1);
    process.stdout.write(`${name} ${args[0]}: ${median(ratios).toFixed(2)} x node -e 0 (median of ${pairs} pairs)\n`);
  }
}
