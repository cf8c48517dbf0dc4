import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

import { build } from "esbuild";

/** Tests that start a server, a program or another process are left out: too slow to be run once for every change. */
const tooSlow = new Set(["node:child_process", "@dp/embedded-postgres", "@dp/snowflake-sim", "@duckdb/node-api"]);

/** What a test file loads from outside its own package, directly or through its own modules. */
async function outsideOf(folder, file) {
  const found = new Set();
  await build({
    entryPoints: [join(folder, file)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "silent",
    plugins: [
      {
        name: "outside",
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
            if (kind === "entry-point") return undefined;
            found.add(path);
            return { path, external: true };
          });
        },
      },
    ],
  });
  return found;
}

/** The quick test files of a package. */
export async function quickTests(folder) {
  const files = ["src", "test"]
    .flatMap((part) => readdirSync(join(folder, part), { recursive: true }).map((file) => join(part, file)))
    .filter((file) => file.endsWith(".test.ts"));
  const kept = [];
  for (const file of files) {
    const outside = await outsideOf(folder, file);
    if (![...outside].some((name) => tooSlow.has(name))) kept.push(file);
  }
  return kept;
}

/** The source files of a package, tests and type-only files not counted. */
export function sourcesOf(folder) {
  return readdirSync(join(folder, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
