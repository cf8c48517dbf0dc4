import { constants } from "node:fs";
import { lstat, open, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";

import { FileError, toFileError } from "@dp/files";

/** A file below a root that was opened without following any link. */
export interface OpenedFile {
  readonly file: FileHandle;
  readonly size: number;
}

/**
 * Opens a regular file for reading. No step below the root may be a link, also not while it is being opened; pipes and
 * devices are not waited for. @throws FileError
 */
export async function openBelow(root: string, names: readonly string[]): Promise<OpenedFile> {
  const path = join(root, ...names);
  try {
    const before = await folderIds(root, names);
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new FileError("FILE_NOT_REGULAR", path);
      // O_NOFOLLOW looks at the last name only: a folder exchanged for a link meanwhile has another identity.
      if ((await folderIds(root, names)) !== before) throw new FileError("FILE_NOT_REGULAR", dirname(path));
      return { file, size: stat.size };
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    throw toFileError(error, path, "read");
  }
}

async function folderIds(root: string, names: readonly string[]): Promise<string> {
  const ids: string[] = [];
  for (let depth = 1; depth < names.length; depth += 1) {
    const path = join(root, ...names.slice(0, depth));
    const stat = await lstat(path, { bigint: true });
    if (!stat.isDirectory()) throw new FileError("FILE_NOT_REGULAR", path);
    ids.push(`${String(stat.dev)}:${String(stat.ino)}`);
  }
  return ids.join();
}
