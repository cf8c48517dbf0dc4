import { join } from "node:path";

import { readTextFileIfPresent, writeFileIfChanged } from "@dp/files";
import type { TableMetadata } from "@dp/metadata";
import {
  allDdlFile,
  checkDdlHeader,
  checkForeignKeysDdl,
  type DdlCheck,
  foreignKeysDdlFile,
  printAllDdl,
  printForeignKeysDdl,
  printTableDdl,
  tableDdlFile,
} from "@dp/pg-ddl";

/** How a file came out, or would. */
export type FileStatus = "new" | "changed" | "unchanged";

/** Whether files are written, or only compared. */
export type Mode = "write" | "check";

/** Larger than any DDL file of a table with 1,600 columns and long comments. */
export const maxDdlBytes = 64 * 1024 * 1024;

const limits = { maxBytes: maxDdlBytes };

/** Writes or compares one file by its text. */
export async function putText(path: string, text: string, mode: Mode): Promise<FileStatus> {
  if (mode === "write") return writeFileIfChanged(path, text);
  const present = await readTextFileIfPresent(path, limits);
  if (present === undefined) return "new";
  return present === text ? "unchanged" : "changed";
}

interface Generated {
  readonly path: string;
  readonly text: string;
  readonly check: (present: string) => DdlCheck;
}

/** A file that an older printer made from the same metadata stays as it is: what was reviewed does not churn. */
async function put({ path, text, check }: Generated, mode: Mode): Promise<FileStatus> {
  const present = await readTextFileIfPresent(path, limits);
  if (present !== undefined && check(present).status === "current") return "unchanged";
  return putText(path, text, mode);
}

/** Puts a table's `<name>_create.sql`. */
export async function putTableDdl(folder: string, metadata: TableMetadata, mode: Mode): Promise<FileStatus> {
  const file = tableDdlFile(metadata.name);
  return put(
    {
      path: join(folder, file),
      text: printTableDdl(metadata),
      check: (present) => checkDdlHeader(present, metadata, file),
    },
    mode,
  );
}

/** Puts `_foreign_keys.sql` and `_all.sql`, which are about all tables together. */
export async function putSharedDdl(folder: string, all: readonly TableMetadata[], mode: Mode): Promise<FileStatus> {
  const file = foreignKeysDdlFile;
  const keys = await put(
    {
      path: join(folder, file),
      text: printForeignKeysDdl(all),
      check: (present) => checkForeignKeysDdl(present, all, file),
    },
    mode,
  );
  const includes = await putText(join(folder, allDdlFile), printAllDdl(all), mode);
  return worst([keys, includes]);
}

/** The status of several files as one. */
export function worst(statuses: readonly FileStatus[]): FileStatus {
  if (statuses.every((status) => status === "unchanged")) return "unchanged";
  return statuses.every((status) => status === "new") ? "new" : "changed";
}
