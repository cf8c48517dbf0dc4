import { copyFile, link, lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { syncFolder, toFileError } from "@dp/files";

import { BundleError } from "../errors.ts";
import { checkFolderName, isBundleFile } from "../names.ts";
import { sweepUnpublished, temporaryName } from "./leftovers.ts";
import { sameFolders } from "./same.ts";

/**
 * Makes a folder's files visible under a name in one step: a neighbour is filled and fsynced file by file, then
 * renamed. A rename of folders takes no name that holds files.
 */
export async function publishFolder(feedFolder: string, name: string, from: string): Promise<"published" | "present"> {
  checkFolderName(name);
  const final = join(feedFolder, name);
  try {
    const files = await checkFiles(from);
    await makeFolder(feedFolder);
    await sweepUnpublished(feedFolder);
    if (await isThere(final)) return await compare(from, final);
    const neighbour = join(feedFolder, temporaryName(name));
    await mkdir(neighbour);
    try {
      for (const file of files) await bring(join(from, file), join(neighbour, file));
      await syncFolder(neighbour);
      if (!(await renamed(neighbour, final))) return await compare(from, final);
    } finally {
      await rm(neighbour, { recursive: true, force: true });
    }
    await syncFolder(feedFolder);
    return "published";
  } catch (error) {
    throw error instanceof BundleError ? error : toFileError(error, final, "write");
  }
}

/** Makes a folder with those above it, to outlast a power cut. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first !== undefined) await syncFolder(join(path, ".."));
}

/** The signature last: it is what makes a folder a bundle. */
async function checkFiles(from: string): Promise<readonly string[]> {
  const files = (await readdir(from)).toSorted((a, b) => rank(a) - rank(b));
  const wrong = files.find((file) => !isBundleFile(file));
  if (wrong !== undefined) {
    throw new BundleError("BUNDLE_NAME_INVALID", `${JSON.stringify(wrong)} is no file of a bundle`, { where: from });
  }
  return files;
}

function rank(file: string): number {
  return ["manifest.json", "manifest.jws"].indexOf(file);
}

/** A second name for the file where both lie on one file system, else a copy; either way fsynced. */
async function bring(from: string, to: string): Promise<void> {
  if (!(await lstat(from)).isFile())
    throw new BundleError("BUNDLE_NAME_INVALID", "is no regular file", { where: from });
  try {
    await link(from, to);
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (!["EXDEV", "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(code)) throw error;
    await copyFile(from, to);
  }
  const file = await open(to, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (["ENOTEMPTY", "EEXIST", "ENOTDIR", "EPERM"].includes(code) && (await isThere(to))) return false;
    throw error;
  }
}

async function compare(from: string, final: string): Promise<"present"> {
  const isFolder = (await lstat(final)).isDirectory();
  if (isFolder && (await sameFolders(from, final))) return "present";
  throw new BundleError("BUNDLE_NAME_TAKEN", "is there already, with other bytes", { where: final });
}

/** Whether a name is taken, by whatever. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => {
      if ((error as { code?: string }).code === "ENOENT") return false;
      throw error;
    },
  );
}
