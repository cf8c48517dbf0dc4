import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import ts from "typescript";

/** CommonJS: such modules can be evaluated again and again. */
const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
};

function compile(path, text) {
  const located = text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
  const { outputText, diagnostics } = ts.transpileModule(located, { compilerOptions, reportDiagnostics: true });
  if (diagnostics.length > 0) throw new SyntaxError(`${path} cannot be read`);
  return new Function("require", "module", "exports", outputText);
}

/** The source of a package of the workspace, by the condition that the packages have for it. */
function workspaceSource(name, from) {
  const [scope, unscoped, ...subpath] = name.split("/");
  for (let folder = dirname(from); folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, "node_modules", scope, unscoped);
    if (!existsSync(found)) continue;
    const root = realpathSync(found);
    const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const target = exports[["." + "/".repeat(Math.min(subpath.length, 1)) + subpath.join("/")]];
    return join(root, typeof target === "string" ? target : target["dp-source"]);
  }
  throw new Error(`${name} is not found from ${from}`);
}

/** What a test must not load: servers and processes are too slow to be started once for every change. */
const slow = new Set([
  "typescript",
  "node:child_process",
  "@dp/embedded-postgres",
  "@dp/snowflake-sim",
  "@dp/snowflake-client",
]);

export class SlowTestError extends Error {}

/**
 * Loads TypeScript modules of a package afresh for each run, with one file's text exchanged. Other packages, which the
 * exchange cannot reach, are evaluated once.
 */
export class PackageModules {
  #folder;
  #compiled = new Map();
  #kept = new Map();

  constructor(folder) {
    this.#folder = `${realpathSync(folder)}/`;
  }

  /** @param exchanged `{ path, text }`; throws a SyntaxError when the text cannot be read as TypeScript */
  fresh({ globals, exchanged }) {
    const path = exchanged.path === undefined ? undefined : realpathSync(exchanged.path);
    const run = path === undefined ? undefined : compile(path, exchanged.text);
    const instances = new Map();
    const load = (file) => {
      const known = instances.get(file) ?? this.#kept.get(file);
      if (known !== undefined) return known.exports;
      const loaded = { exports: {} };
      const stays = !file.startsWith(this.#folder) && !file.includes("/tooling/");
      (stays ? this.#kept : instances).set(file, loaded);
      if (file.endsWith(".json")) loaded.exports = JSON.parse(readFileSync(file, "utf8"));
      else (file === path ? run : this.#compile(file))(this.#require(file, { load, globals }), loaded, loaded.exports);
      return loaded.exports;
    };
    return (file) => load(join(this.#folder, file));
  }

  #compile(file) {
    const known = this.#compiled.get(file);
    if (known !== undefined) return known;
    const run = compile(file, readFileSync(file, "utf8"));
    this.#compiled.set(file, run);
    return run;
  }

  #require(file, { load, globals }) {
    const outside = createRequire(file);
    return (name) => {
      if (slow.has(name)) throw new SlowTestError(name);
      if (name === "@jest/globals") return globals;
      if (name.startsWith(".")) return load(resolve(dirname(file), name));
      return name.startsWith("@dp/") ? load(workspaceSource(name, file)) : outside(name);
    };
  }
}
