import { readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";

import { createFile, FileError } from "@dp/files";

import { BundleError } from "../errors.ts";

/** Locks of this very process: in a container the one before may have had the same number. */
const held = new Set<string>();

/** Keeps a second run of this machine out; what a killed run left is taken over. @throws BundleError OUTBOX_BUSY, FileError */
export async function lockOutbox(path: string): Promise<() => Promise<void>> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await createFile(path, `${String(process.pid)} ${startOf(process.pid)}\n`, { mode: 0o600 });
      held.add(path);
      return async () => {
        held.delete(path);
        await rm(path, { force: true });
      };
    } catch (error) {
      if (!(error instanceof FileError) || error.code !== "FILE_EXISTS" || attempt === 3) throw error;
      const holder = await readFile(path, "utf8").catch(() => "");
      if (isAtWork(path, holder.trim())) {
        throw new BundleError("OUTBOX_BUSY", `is in use by process ${holder.split(" ")[0] ?? ""}`, { where: path });
      }
      await rm(path, { force: true });
    }
  }
}

function isAtWork(path: string, holder: string): boolean {
  const [pid = "", start = ""] = holder.split(" ");
  if (!/^[1-9][0-9]*$/.test(pid)) return false;
  if (Number(pid) === process.pid) return held.has(path);
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as { code?: string }).code !== "EPERM") return false;
  }
  // A number is given again after a while; the time of its start is not.
  return startOf(Number(pid)) === start;
}

/** When a process began, in the kernel's ticks; empty where nobody says it. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
