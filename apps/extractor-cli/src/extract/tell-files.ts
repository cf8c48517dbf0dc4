import { describeError } from "@dp/cli-kit";
import type { TableMetadata } from "@dp/metadata";

import type { ItemResult, Run } from "./run.ts";

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
