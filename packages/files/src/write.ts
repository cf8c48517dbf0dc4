import { randomBytes } from "node:crypto";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { toFileError } from "./errors.ts";
import { readTextFileIfPresent } from "./read.ts";
import { syncFolder } from "./sync-folder.ts";

/** Whether a file was made, replaced, or already held the text. */
export type WriteResult = "new" | "changed" | "unchanged";

/** Writes to a neighbour first: the name it ends under never shows half a file. */
async function writeNeighbour(path: string, text: string, mode: number): Promise<string> {
  const neighbour = join(
    dirname(path),
    `.${basename(path)}.${String(process.pid)}.${randomBytes(4).toString("hex")}.tmp`,
  );
  const file = await open(neighbour, "wx", mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(neighbour, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return neighbour;
}

/** Settings of a write. */
export interface WriteOptions {
  /** Permission bits; 0o644 when absent. */
  readonly mode?: number;
}

/**
 * Replaces or makes a file: written beside it, fsynced, renamed, folder fsynced. Killed at any moment, the name holds
 * the old text or the new one. Missing folders are made. @throws FileError
 */
export async function writeFileAtomic(path: string, text: string, options: WriteOptions = {}): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const neighbour = await writeNeighbour(path, text, options.mode ?? 0o644);
    try {
      await rename(neighbour, path);
    } catch (error) {
      await rm(neighbour, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
  } catch (error) {
    throw toFileError(error, path, "write");
  }
}

/** Makes a file that must not be there yet. @throws FileError FILE_EXISTS */
export async function createFile(path: string, text: string, options: WriteOptions = {}): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const neighbour = await writeNeighbour(path, text, options.mode ?? 0o644);
    try {
      // A link, unlike a rename, fails when the name is taken.
      await link(neighbour, path);
    } finally {
      await rm(neighbour, { force: true });
    }
    await syncFolder(dirname(path));
  } catch (error) {
    throw toFileError(error, path, "write");
  }
}

/** Largest file that is compared before it is replaced. */
const compareLimit = { maxBytes: 256 * 1024 * 1024 };

/** Writes only when the text differs from what is there. @throws FileError */
export async function writeFileIfChanged(path: string, text: string): Promise<WriteResult> {
  const present = await readTextFileIfPresent(path, compareLimit);
  if (present === text) return "unchanged";
  await writeFileAtomic(path, text);
  return present === undefined ? "new" : "changed";
}
