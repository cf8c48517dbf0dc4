/** Given to node with --import: writes the address of every module that the program loads to LOADED_MODULES_FILE. */
import { appendFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";

register("./record-modules-hook.mjs", import.meta.url);

const { cache } = createRequire(import.meta.url);
process.on("exit", () => {
  // What CommonJS modules require of each other passes no hook.
  for (const path of Object.keys(cache))
    appendFileSync(process.env.LOADED_MODULES_FILE, `${pathToFileURL(path).href}\n`);
});
