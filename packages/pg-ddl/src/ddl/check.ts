import type { TableMetadata } from "@dp/metadata";

import { visible } from "../print/visible.ts";
import { printForeignKeysDdl } from "./foreign-keys.ts";
import { parseDdl } from "./header.ts";
import { lineDiff } from "./line-diff.ts";
import { printTableDdl } from "./table.ts";

/**
 * `current`: made from this metadata and untouched since, be it by an older or newer printer. `stale`: made from other
 * metadata. `edited`: its body is not the one it was made with, or it has no header.
 */
export type DdlStatus = "current" | "stale" | "edited";

/** The state of a generated file. */
export interface DdlCheck {
  readonly file: string;
  readonly status: DdlStatus;
  /** From what the file should be (`-`) to what it is (`+`); empty when current. Safe to print. */
  readonly diff: readonly string[];
}

/** Each table's own file says whose it is; another table's file under this name is stale. */
const identifying = ["name", "edition", "target"];

function check(file: string, text: string, expected: string): DdlCheck {
  const [found, wanted] = [parseDdl(text), parseDdl(expected)];
  const sameOrigin = identifying.every((field) => found.fields.get(field) === wanted.fields.get(field));
  const status: DdlStatus = !found.intact ? "edited" : sameOrigin ? "current" : "stale";
  const diff = status === "current" ? [] : lineDiff(wanted.body, found.body);
  return { file, status, diff: diff.map(visible) };
}

/** Whether a table's file is the one that its metadata gives. `text` is the whole file, `file` names it in the answer. */
export function checkDdlHeader(text: string, metadata: TableMetadata, file: string): DdlCheck {
  return check(file, text, printTableDdl(metadata));
}

/** The same for `_foreign_keys.sql` and the metadata of all tables. */
export function checkForeignKeysDdl(text: string, all: readonly TableMetadata[], file: string): DdlCheck {
  return check(file, text, printForeignKeysDdl(all));
}
