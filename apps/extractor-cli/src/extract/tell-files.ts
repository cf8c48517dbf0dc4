import { describeError } from "@dp/cli-kit";
import type { TableMetadata } from "@dp/metadata";
import { metadataFileName } from "@dp/metadata-folder";

import { type ItemResult, type Run, schemasShownAs } from "./run.ts";

/** Tables that failed and have files of an earlier run, which stay. */
export function tellStale({ context, committed }: Run, results: readonly ItemResult[]): readonly string[] {
  const stale = results
    .filter(({ name, status }) => status === "failed" && committed.has(name))
    .map(({ name }) => name);
  for (const name of stale) {
    const text = "its files are of an earlier extraction and may be stale";
    context.emit({ type: "warning", code: "STALE_FILES", text, where: name });
  }
  return stale;
}

/** Files of tables that nobody names any more. */
export function tellLeftOver({ context, committed }: Run, configured: readonly string[]): void {
  for (const name of committed.keys()) {
    if (configured.includes(name)) continue;
    const hint = "remove its files in metadata/schemas and metadata/ddl, or name it in config/tables.yaml";
    const where = `${schemasShownAs}/${metadataFileName(name)}`;
    const text = "no table of this name in tables.yaml";
    context.emit({ type: "warning", code: "FILE_WITHOUT_TABLE", text, where, hint });
  }
}

/** Metadata files that cannot be read and were not written anew just now. */
export function tellBroken(
  { context, committed }: Run,
  written: ReadonlyMap<string, TableMetadata>,
): readonly ItemResult[] {
  return [...committed.values()].flatMap((entry): readonly ItemResult[] => {
    if (!("error" in entry) || written.has(entry.name)) return [];
    const error = describeError(entry.error);
    context.emit({ type: "item", name: entry.file, status: "failed", error });
    return [{ name: entry.file, status: "failed", error }];
  });
}
