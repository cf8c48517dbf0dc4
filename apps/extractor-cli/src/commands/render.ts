import { type CommandContext, type CommandResult, describeError, exitCodes, type OptionValues } from "@dp/cli-kit";
import { findProject, type Project } from "@dp/config";
import { sweepLeftovers } from "@dp/files";
import type { TableMetadata } from "@dp/metadata";
import { readFolder } from "@dp/metadata-folder";

import { type FileStatus, type Mode, putSharedDdl, putTableDdl } from "../ddl-files.ts";

async function putAll(
  project: Project,
  tables: readonly TableMetadata[],
  mode: Mode,
): Promise<ReadonlyMap<string, FileStatus>> {
  const statuses = new Map<string, FileStatus>();
  for (const metadata of tables) statuses.set(metadata.name, await putTableDdl(project.ddlDir, metadata, mode));
  statuses.set("_foreign_keys", await putSharedDdl(project.ddlDir, tables, mode));
  return statuses;
}

/** Prints the DDL files again from the metadata files. A broken metadata file is named; the others are printed. */
export async function render(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const project = await findProject(context.io.cwd, context.project);
  const mode: Mode = options.check === true ? "check" : "write";
  await context.recordIn(project.runsDir, { readOnly: options.check === true });
  if (mode === "write") await sweepLeftovers(project.ddlDir);
  const entries = await readFolder({ path: project.schemasDir, shownAs: "metadata/schemas" });
  const broken = entries.filter((entry) => "error" in entry);
  for (const { name, error } of broken) {
    context.emit({ type: "item", name, status: "failed", error: describeError(error) });
  }
  const tables = entries.flatMap((entry) => ("metadata" in entry ? [entry.metadata] : []));
  const statuses = broken.length > 0 ? new Map<string, FileStatus>() : await putAll(project, tables, mode);
  for (const [name, status] of statuses) context.emit({ type: "item", name, status });
  const moved = [...statuses.values()].filter((status) => status !== "unchanged").length;
  const different = mode === "check" && moved > 0;
  return {
    exitCode: broken.length > 0 ? exitCodes.badData : different ? exitCodes.different : exitCodes.done,
    data: { tables: tables.length, changed: moved, failed: broken.length },
    summary: `${String(moved)} ${mode === "check" ? "would change" : "changed"}, ${String(statuses.size - moved)} unchanged, ${String(broken.length)} broken`,
  };
}
