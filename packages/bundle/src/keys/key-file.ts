import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";

import { FileError, toFileError } from "@dp/files";

import { BundleError } from "../errors.ts";
import { caps } from "../limits.ts";

/**
 * The text of a private key's file, which only its owner may be able to read. Modes mean nothing on Windows.
 * @throws FileError, BundleError KEY_FILE_TOO_OPEN
 */
export async function readPrivateFile(path: string): Promise<string> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new FileError("FILE_NOT_REGULAR", path);
      if (stat.size > caps.keyFile) throw new FileError("FILE_TOO_LARGE", path);
      if (process.platform !== "win32" && (stat.mode & 0o077) !== 0) {
        const mode = `0${(stat.mode & 0o777).toString(8)}`;
        throw new BundleError("KEY_FILE_TOO_OPEN", `is readable by others (mode ${mode})`, { where: path });
      }
      return await file.readFile("utf8");
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof BundleError ? error : toFileError(error, path, "read");
  }
}

/** What a key is called: its file's name without the endings. */
export function keyName(path: string): string {
  return basename(path).replace(/\..*$/, "");
}
