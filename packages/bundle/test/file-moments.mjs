/**
 * Given to node with --import: counts what the program does to files and folders, writes it to FILE_CALLS (one JSON
 * array a line), and kills the process just before the call that KILL_BEFORE numbers.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { appendFileSync } = fs;
const { FILE_CALLS: log, KILL_BEFORE: fatal = "0" } = process.env;
let count = 0;

function tell(call, ...paths) {
  count += 1;
  if (log !== undefined) appendFileSync(log, `${JSON.stringify([call, ...paths.map(String)])}\n`);
  if (count === Number(fatal)) process.kill(process.pid, "SIGKILL");
}

for (const call of ["mkdir", "link", "copyFile", "rename", "rm"]) {
  const original = fs.promises[call];
  fs.promises[call] = (...args) => {
    tell(call, ...args.filter((arg) => typeof arg === "string"));
    return original(...args);
  };
}

const { open } = fs.promises;
fs.promises.open = async (path, flags, ...rest) => {
  if (typeof flags === "string" && /[wa]/.test(flags)) tell("open", path);
  const handle = await open(path, flags, ...rest);
  for (const [method, call] of [
    ["writeFile", "write"],
    ["sync", "sync"],
  ]) {
    const original = handle[method].bind(handle);
    handle[method] = (...args) => {
      tell(call, path);
      return original(...args);
    };
  }
  return handle;
};
syncBuiltinESMExports();
