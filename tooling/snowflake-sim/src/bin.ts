import { run } from "./cli.ts";

const stopped = new Promise<void>((resolve) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      resolve();
    });
  }
});

const parentGone = (): Promise<void> =>
  new Promise((resolve) => {
    process.stdin.once("close", resolve).once("end", resolve).resume();
  });

process.exitCode = await run(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  stopped,
  parentGone,
  // Loaded late: the sql command needs no DuckDB.
  start: async (options) => (await import("./index.ts")).startSnowflakeSim(options),
});
// A parent that has not gone keeps the pipe open; that must not keep this process.
process.stdin.destroy();
