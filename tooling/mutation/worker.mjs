import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

import { build } from "esbuild";

import { collectTests } from "./test-globals.mjs";

const sources = new Map();

function read(path) {
  const known = sources.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(path, "utf8").replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
  sources.set(path, text);
  return text;
}

/** Tests and sources as one script, with one file's text exchanged. */
async function bundle(folder, testFiles, exchanged) {
  const imports = testFiles.map((file) => `import ${JSON.stringify(`./${file}`)};`);
  const { outputFiles } = await build({
    stdin: { contents: imports.join("\n"), resolveDir: folder, loader: "ts" },
    absWorkingDir: folder,
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
    conditions: ["dp-source"],
    // The packages say that importing them does nothing; their tests do something.
    ignoreAnnotations: true,
    logLevel: "silent",
    plugins: [
      {
        name: "sources",
        setup({ onLoad, onResolve }) {
          // What comes from npm is loaded once by Node; only the workspace's own packages are bundled.
          onResolve({ filter: /^[^./]/ }, ({ path, resolveDir }) => {
            if (path.startsWith("@dp/")) return undefined;
            if (path.startsWith("node:") || path === "@jest/globals") return { path, external: true };
            return { path: createRequire(`${resolveDir}/package.json`).resolve(path), external: true };
          });
          onLoad({ filter: /\.ts$/ }, ({ path }) => ({
            contents: path === exchanged.path ? exchanged.text : read(path),
            loader: "ts",
          }));
        },
      },
    ],
  });
  return outputFiles[0].text;
}

function load(code, folder, globals) {
  const require = createRequire(`${folder}/package.json`);
  const provide = (name) => (name === "@jest/globals" ? globals : require(name));
  new Function("require", "module", "exports", code)(provide, { exports: {} }, {});
}

async function run({ testFiles, path, text }) {
  const { folder } = workerData;
  let code;
  try {
    code = await bundle(folder, testFiles, { path, text });
  } catch {
    return { verdict: "does not compile" };
  }
  const { globals, firstFailure, count } = collectTests();
  try {
    load(code, folder, globals);
  } catch (error) {
    return { verdict: "killed", by: `loading: ${String(error)}` };
  }
  const by = await firstFailure();
  return by === undefined ? { verdict: "survived", tests: count() } : { verdict: "killed", by };
}

parentPort.on("message", (task) => {
  void run(task).then((result) => parentPort.postMessage({ id: task.id, ...result }));
});
