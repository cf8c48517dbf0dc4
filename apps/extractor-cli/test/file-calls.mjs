/**
 * Given to node with --import: writes what the program does to files to FILE_CALLS, one JSON array a line, and lets the
 * call that FILE_FAULT names (`open|write|sync|rename CODE part-of-the-path`) fail. With FILE_ABOUT, a pattern, only
 * paths that fit count; FILE_KILL is the number of the call at which the process is killed.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { appendFileSync } = fs;
const { link, open, rename, rm } = fs.promises;
const { FILE_CALLS: log, FILE_FAULT: fault = "", FILE_ABOUT: about = "", FILE_KILL: kill } = process.env;
const [failing, code, part] = fault.split(" ");

const counted = new RegExp(about);
let calls = 0;

function tell(call, ...paths) {
  if (!paths.some((path) => counted.test(path))) return;
  calls += 1;
  if (calls === Number(kill)) process.kill(process.pid, "SIGKILL");
  if (log !== undefined) appendFileSync(log, `${JSON.stringify([call, ...paths])}\n`);
  if (call === failing && paths.some((path) => path.includes(part))) {
    throw Object.assign(new Error(`${code}: made up, ${call} '${paths.join("' -> '")}'`), { code, syscall: call });
  }
}

fs.promises.open = async (path, flags, ...rest) => {
  const writes = typeof flags === "string" && /[wa]/.test(flags);
  if (writes) tell("open", String(path));
  const handle = await open(path, flags, ...rest);
  for (const [method, call] of [
    ["writeFile", "write"],
    ["sync", "sync"],
  ]) {
    const original = handle[method].bind(handle);
    handle[method] = async (...args) => {
      tell(call, String(path));
      return original(...args);
    };
  }
  return handle;
};
fs.promises.rename = async (from, to) => {
  tell("rename", String(from), String(to));
  return rename(from, to);
};
fs.promises.link = async (from, to) => {
  tell("link", String(from), String(to));
  return link(from, to);
};
fs.promises.rm = async (path, ...rest) => {
  tell("rm", String(path));
  return rm(path, ...rest);
};
syncBuiltinESMExports();
