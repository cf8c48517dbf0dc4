import { constants } from "node:fs";
import { open } from "node:fs/promises";

import { FileError, toFileError } from "./errors.ts";

/** What a file may be at most. */
export interface ReadLimits {
  readonly maxBytes: number;
}

/**
 * Reads a regular file as strict UTF-8; links are not followed, devices and pipes not opened.
 * @throws FileError
 */
export async function readTextFile(path: string, { maxBytes }: ReadLimits): Promise<string> {
  try {
    // NONBLOCK: opening a pipe that nobody writes to must not wait.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new FileError("FILE_NOT_REGULAR", path);
      if (stat.size > maxBytes) throw new FileError("FILE_TOO_LARGE", path);
      return decode(await file.readFile(), path);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw toFileError(error, path, "read");
  }
}

/** As `readTextFile`, but `undefined` when there is no such file. */
export async function readTextFileIfPresent(path: string, limits: ReadLimits): Promise<string | undefined> {
  try {
    return await readTextFile(path, limits);
  } catch (error) {
    if (error instanceof FileError && error.code === "FILE_NOT_FOUND") return undefined;
    throw error;
  }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    // The byte order mark is kept: whoever reads the text says what it thinks of one.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new FileError("FILE_NOT_UTF8", path, error);
  }
}
