import { PackageModules, SlowTestError } from "./package-modules.mjs";
import { collectTests } from "./test-globals.mjs";

const modules = new PackageModules(process.argv[2]);

async function run({ testFiles, firstTests, path, text }) {
  const { globals, firstFailure } = collectTests();
  let load;
  try {
    load = modules.fresh({ globals, exchanged: { path, text } });
  } catch {
    return { verdict: "does not compile" };
  }
  let tests = 0;
  for (const testFile of testFiles) {
    try {
      load(testFile);
    } catch (error) {
      if (error instanceof SlowTestError) return { verdict: "too slow" };
      return { verdict: "killed", by: `loading: ${String(error)}`, testFile };
    }
    const { failed, count } = await firstFailure(firstTests);
    if (failed !== undefined) return { verdict: "killed", by: failed, testFile };
    tests += count;
  }
  return { verdict: "survived", tests };
}

process.on("message", (task) => {
  void run(task).then((result) => process.send(result));
});
