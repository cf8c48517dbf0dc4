import { constants } from "node:fs";
import { lstat, open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

import { FileError, toFileError } from "@dp/files";

/** A file below a root that was opened without following any link. */
export interface OpenedFile {
  readonly file: FileHandle;
  readonly size: number;
}

const fileFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const folderFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_DIRECTORY;

/**
 * Opens a regular file for reading. No step below the root may be a link, also not while it is being opened; pipes and
 * devices are not waited for. @throws FileError
 */
export async function openBelow(root: string, names: readonly string[]): Promise<OpenedFile> {
  const path = join(root, ...names);
  try {
    const file = await (process.platform === "linux" ? openStepwise(root, names) : openCompared(root, names));
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new FileError("FILE_NOT_REGULAR", path);
      return { file, size: stat.size };
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    throw toFileError(error, path, "read");
  }
}

/** Each folder is opened from the one before, as openat does: a folder that is exchanged meanwhile changes nothing. */
async function openStepwise(root: string, names: readonly string[]): Promise<FileHandle> {
  let folder = await open(root, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    for (const name of names.slice(0, -1)) {
      const below = await openFolder(`/proc/self/fd/${String(folder.fd)}/${name}`, name);
      await folder.close();
      folder = below;
    }
    return await open(`/proc/self/fd/${String(folder.fd)}/${names.at(-1) ?? ""}`, fileFlags);
  } finally {
    await folder.close();
  }
}

async function openFolder(path: string, name: string): Promise<FileHandle> {
  try {
    return await open(path, folderFlags);
  } catch (error) {
    // A link in place of a folder is no folder.
    if ((error as { code?: string }).code === "ENOTDIR") throw new FileError("FILE_NOT_REGULAR", name, error);
    throw error;
  }
}

/** Where nothing like openat can be had: folders and file must be the same before and after. */
async function openCompared(root: string, names: readonly string[]): Promise<FileHandle> {
  const before = await identities(root, names);
  const file = await open(join(root, ...names), fileFlags);
  const { dev, ino } = await file.stat({ bigint: true });
  const after = await identities(root, names);
  if (before === after && before.endsWith(`${String(dev)}:${String(ino)}`)) return file;
  await file.close();
  throw new FileError("FILE_NOT_REGULAR", join(root, ...names));
}

async function identities(root: string, names: readonly string[]): Promise<string> {
  const ids: string[] = [];
  for (const depth of names.keys()) {
    const path = join(root, ...names.slice(0, depth + 1));
    const stat = await lstat(path, { bigint: true });
    if (depth < names.length - 1 && !stat.isDirectory()) throw new FileError("FILE_NOT_REGULAR", path);
    ids.push(`${String(stat.dev)}:${String(stat.ino)}`);
  }
  return ids.join();
}
