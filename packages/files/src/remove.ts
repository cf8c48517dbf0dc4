import { rm } from "node:fs/promises";
import { dirname } from "node:path";

import { toFileError } from "./errors.ts";
import { syncFolder } from "./sync-folder.ts";

/** Removes files, and fsyncs their folders; one that is not there is no fault, and a link is removed, not what it names. @throws FileError */
export async function removeFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw toFileError(error, path, "write");
    }
  }
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    try {
      await syncFolder(folder);
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ENOENT") throw toFileError(error, folder, "write");
    }
  }
}
