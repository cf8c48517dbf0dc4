import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { readTextFileIfPresent } from "@dp/files";
import type { TableMetadata } from "@dp/metadata";
import {
  allDdlFile,
  checkDdlHeader,
  checkForeignKeysDdl,
  type DdlStatus,
  foreignKeysDdlFile,
  printAllDdl,
  tableDdlFile,
} from "@dp/pg-ddl";

import { maxDdlBytes } from "./ddl-files.ts";

/** A generated file that is not what the metadata beside it gives. */
export interface DdlFault {
  readonly file: string;
  /** The table it is about; absent for files about all tables. */
  readonly table?: string;
  /** `stray`: no metadata file goes with it. */
  readonly state: "missing" | "stale" | "edited" | "stray";
}

async function stateOf(path: string, check: (text: string) => DdlStatus): Promise<DdlFault["state"] | undefined> {
  const text = await readTextFileIfPresent(path, { maxBytes: maxDdlBytes });
  if (text === undefined) return "missing";
  const status = check(text);
  return status === "current" ? undefined : status;
}

async function listed(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

/**
 * Every file of metadata/ddl that `render` would print otherwise, or that belongs to no table. Of tables whose metadata
 * is `broken` nothing is said, nor of the files about all tables together while there are any.
 */
export async function ddlFaults(
  folder: string,
  tables: readonly TableMetadata[],
  broken: readonly string[] = [],
): Promise<readonly DdlFault[]> {
  const faults: DdlFault[] = [];
  for (const metadata of tables) {
    const file = tableDdlFile(metadata.name);
    const state = await stateOf(join(folder, file), (text) => checkDdlHeader(text, metadata, file).status);
    if (state !== undefined) faults.push({ file, table: metadata.name, state });
  }
  const shared: readonly (readonly [string, (text: string) => DdlStatus])[] = [
    [foreignKeysDdlFile, (text) => checkForeignKeysDdl(text, tables, foreignKeysDdlFile).status],
    [allDdlFile, (text) => (text.replaceAll("\r\n", "\n") === printAllDdl(tables) ? "current" : "stale")],
  ];
  for (const [file, check] of broken.length > 0 ? [] : shared) {
    const state = await stateOf(join(folder, file), check);
    if (state !== undefined) faults.push({ file, state });
  }
  const known = new Set(
    [...tables.map(({ name }) => name), ...broken].map(tableDdlFile).concat(shared.map(([file]) => file)),
  );
  const stray = (await listed(folder)).filter((file) => file.endsWith(".sql") && !known.has(file)).toSorted();
  return [...faults, ...stray.map((file): DdlFault => ({ file, state: "stray" }))];
}

const sentences: Readonly<Record<DdlFault["state"], string>> = {
  missing: "is missing",
  stale: "was made from other metadata",
  edited: "was edited by hand",
  stray: "belongs to no metadata file",
};

/** A fault as a sentence without its file. */
export function ddlFaultText({ state }: DdlFault): string {
  return sentences[state];
}
