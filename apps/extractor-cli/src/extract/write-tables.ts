import { join } from "node:path";

import { describeError } from "@dp/cli-kit";
import { FileError } from "@dp/files";
import { serializeTableMetadata, type TableMetadata } from "@dp/metadata";
import { metadataFileName } from "@dp/metadata-folder";

import { counted } from "../counted.ts";
import { type FileStatus, putSharedDdl, putTableDdl, putText, worst } from "../ddl-files.ts";
import type { TableOutcome } from "../mapped.ts";
import { tellEachFinding } from "../tell-findings.ts";
import type { ItemResult, Run } from "./run.ts";

/** What came of the chosen tables. */
export interface Written {
  readonly results: readonly ItemResult[];
  /** All that did not fail, by name. */
  readonly tables: ReadonlyMap<string, TableMetadata>;
  /** Those whose files are, or would be, others than before. */
  readonly moved: readonly TableMetadata[];
}

/** Writes, or with `check` compares, the files of each table. One bad table does not stop the others. */
export async function writeTables(run: Run, outcomes: readonly TableOutcome[]): Promise<Written> {
  const results: ItemResult[] = [];
  const tables = new Map<string, TableMetadata>();
  const moved: TableMetadata[] = [];
  for (const outcome of outcomes) {
    // A cancelled statement fails its tables only; the person meant the run.
    run.context.io.signal.throwIfAborted();
    const result = await writeTable(run, outcome);
    results.push(result);
    if (result.status === "failed" || !("metadata" in outcome)) continue;
    tables.set(outcome.name, outcome.metadata);
    if (result.status !== "unchanged") moved.push(outcome.metadata);
  }
  return { results, tables, moved };
}

async function writeTable(run: Run, outcome: TableOutcome): Promise<ItemResult> {
  const { context, verbose } = run;
  const { name } = outcome;
  try {
    if ("error" in outcome) throw outcome.error;
    const status = await putTable(run, outcome.metadata);
    const { source, findings } = outcome.metadata;
    const columns = counted(source.columns.length, "column");
    const detail = findings.length === 0 ? columns : `${columns}, ${counted(findings.length, "finding")}`;
    context.emit({ type: "item", name, status, detail });
    if (verbose) tellEachFinding(context, outcome.metadata);
    return { name, status, findings };
  } catch (thrown) {
    if (endsTheRun(thrown)) throw thrown;
    const error = describeError(thrown);
    context.emit({ type: "item", name, status: "failed", error });
    return { name, status: "failed", error };
  }
}

async function putTable({ project, mode }: Run, metadata: TableMetadata): Promise<FileStatus> {
  const file = join(project.schemasDir, metadataFileName(metadata.name));
  const json = await putText(file, serializeTableMetadata(metadata), mode);
  const ddl = await putTableDdl(project.ddlDir, metadata, mode);
  return json === "new" ? "new" : worst([json, ddl]);
}

/** Whether no other table's files could be written either. */
function endsTheRun(error: unknown): boolean {
  return error instanceof FileError && ["FILE_NOT_WRITABLE", "DISK_FULL", "FILE_IO"].includes(error.code);
}

/** `_foreign_keys.sql` and `_all.sql` are about what stands in the folder: also tables that were not chosen, or failed. */
export async function writeShared(run: Run, written: ReadonlyMap<string, TableMetadata>): Promise<FileStatus> {
  const { project, committed, mode } = run;
  const present = [...committed.values()].flatMap((entry) =>
    "metadata" in entry ? [[entry.name, entry.metadata] as const] : [],
  );
  return putSharedDdl(project.ddlDir, [...new Map([...present, ...written]).values()], mode);
}
