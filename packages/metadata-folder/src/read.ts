import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { FileError, readTextFile } from "@dp/files";
import { maxMetadataBytes, parseTableMetadata, type TableMetadata } from "@dp/metadata";

import { NameMismatchError } from "./errors.ts";
import { metadataFileName, tableOfFile } from "./names.ts";

/** One metadata file: what it holds, or why it could not be read. */
export type FolderEntry =
  | { readonly name: string; readonly file: string; readonly text: string; readonly metadata: TableMetadata }
  | { readonly name: string; readonly file: string; readonly error: unknown };

/** A folder of metadata files, and how its files are called in messages. */
export interface MetadataFolder {
  readonly path: string;
  /** e.g. `metadata/schemas`. */
  readonly shownAs: string;
}

/** Reads one table's file; never throws, so that one bad file does not hide the others. */
export async function readEntry(folder: MetadataFolder, name: string): Promise<FolderEntry> {
  const file = `${folder.shownAs}/${metadataFileName(name)}`;
  try {
    const text = await readTextFile(join(folder.path, metadataFileName(name)), { maxBytes: maxMetadataBytes });
    const metadata = await parseTableMetadata(text, file);
    if (metadata.name !== name) throw new NameMismatchError(file, metadata.name);
    return { name, file, text, metadata };
  } catch (error) {
    return { name, file, error };
  }
}

/** Names of all tables that have a metadata file, sorted; none when there is no folder. */
export async function listNames(folder: MetadataFolder): Promise<readonly string[]> {
  try {
    const files = await readdir(folder.path);
    return files
      .map(tableOfFile)
      .filter((name) => name !== undefined)
      .sort();
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw new FileError("FILE_NOT_READABLE", folder.path, error);
  }
}

/** Reads every metadata file, in the order of the names. */
export async function readFolder(folder: MetadataFolder): Promise<readonly FolderEntry[]> {
  const names = await listNames(folder);
  const entries: FolderEntry[] = [];
  // One after another: a thousand files at once would be a thousand open files.
  for (const name of names) entries.push(await readEntry(folder, name));
  return entries;
}
