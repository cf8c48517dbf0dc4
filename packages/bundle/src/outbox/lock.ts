import { readFile, rm } from "node:fs/promises";

import { createFile, FileError } from "@dp/files";

import { BundleError } from "../errors.ts";

/** Keeps a second run of this machine out; what a killed run left is taken over. @throws BundleError OUTBOX_BUSY, FileError */
export async function lockOutbox(path: string): Promise<() => Promise<void>> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await createFile(path, `${String(process.pid)}\n`, { mode: 0o600 });
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof FileError) || error.code !== "FILE_EXISTS" || attempt === 3) throw error;
      const holder = Number(await readFile(path, "utf8").catch(() => "0"));
      if (isAlive(holder)) {
        throw new BundleError("OUTBOX_BUSY", `is in use by process ${String(holder)}`, { where: path });
      }
      await rm(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
