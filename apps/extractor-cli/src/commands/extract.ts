import { join } from "node:path";

import {
  type CommandContext,
  type CommandResult,
  describeError,
  exitCodes,
  type OptionValues,
  selectNames,
} from "@dp/cli-kit";
import { sweepLeftovers } from "@dp/files";
import { describeFinding, serializeTableMetadata, type TableMetadata } from "@dp/metadata";
import { type FolderEntry, metadataFileName, readFolder } from "@dp/metadata-folder";
import { extractSources } from "@dp/snowflake-extract";

import { type FileStatus, type Mode, putSharedDdl, putTableDdl, putText, worst } from "../ddl-files.ts";
import { mapAll, type TableOutcome } from "../mapped.ts";
import { connect, type OpenProject, openProject } from "../session.ts";

const shownAs = "metadata/schemas";

type ItemResult = { readonly name: string; readonly status: FileStatus | "failed" };

async function readAll(
  context: CommandContext,
  opened: OpenProject,
  committed: ReadonlyMap<string, FolderEntry>,
): Promise<readonly TableOutcome[]> {
  const { config } = opened;
  const db = await connect(context, opened);
  try {
    context.emit({ type: "step", text: `Reading ${String(config.tables.length)} tables` });
    const wanted = config.tables.map(({ name, snowflake }) => ({ name, ...snowflake }));
    const extracted = await extractSources(db, wanted);
    return mapAll({ config, extracted, committed });
  } finally {
    await db.close();
  }
}

async function putTable({ project }: OpenProject, metadata: TableMetadata, mode: Mode): Promise<FileStatus> {
  const json = await putText(
    join(project.schemasDir, metadataFileName(metadata.name)),
    serializeTableMetadata(metadata),
    mode,
  );
  const ddl = await putTableDdl(project.ddlDir, metadata, mode);
  return json === "new" ? "new" : worst([json, ddl]);
}

function tellFindings(context: CommandContext, { name, findings }: TableMetadata, all: boolean): void {
  for (const finding of findings) {
    if (finding.severity === "info" && !all) continue;
    const { sentence, hint } = describeFinding(finding);
    context.emit({
      type: "warning",
      code: finding.code,
      text: sentence,
      where: name,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

async function finish(
  context: CommandContext,
  opened: OpenProject,
  outcome: TableOutcome,
  options: OptionValues,
): Promise<ItemResult> {
  const { name } = outcome;
  const mode: Mode = options.check === true ? "check" : "write";
  try {
    if ("error" in outcome) throw outcome.error;
    const status = await putTable(opened, outcome.metadata, mode);
    const { source, findings } = outcome.metadata;
    const columns = `${String(source.columns.length)} columns`;
    const detail = findings.length === 0 ? columns : `${columns}, ${String(findings.length)} findings`;
    context.emit({ type: "item", name, status, detail });
    if (status !== "unchanged" || options.verbose === true)
      tellFindings(context, outcome.metadata, options.verbose === true);
    return { name, status };
  } catch (error) {
    context.emit({ type: "item", name, status: "failed", error: describeError(error) });
    return { name, status: "failed" };
  }
}

/** A file of a table that failed stays; one of a table that nobody names any more is told. */
function tellLeftFiles(
  context: CommandContext,
  results: readonly ItemResult[],
  files: { readonly committed: ReadonlyMap<string, FolderEntry>; readonly configured: readonly string[] },
): void {
  for (const { name, status } of results) {
    if (status !== "failed" || !files.committed.has(name)) continue;
    const text = "its files are of an earlier extraction and may be stale";
    context.emit({ type: "warning", code: "STALE_FILES", text, where: name });
  }
  for (const name of files.committed.keys()) {
    if (files.configured.includes(name)) continue;
    const hint = "remove its files in metadata/schemas and metadata/ddl, or name it in config/tables.yaml";
    context.emit({
      type: "warning",
      code: "FILE_WITHOUT_TABLE",
      text: "no table of this name in tables.yaml",
      where: `${shownAs}/${metadataFileName(name)}`,
      hint,
    });
  }
}

async function putShared({ project }: OpenProject, mode: Mode, mapped: readonly TableMetadata[]): Promise<FileStatus> {
  // What stands in the folder now: tables that were not selected, or failed, keep their keys.
  const entries = await readFolder({ path: project.schemasDir, shownAs });
  const byName = new Map(
    entries.flatMap((entry) => ("metadata" in entry ? [[entry.name, entry.metadata] as const] : [])),
  );
  if (mode === "check") for (const metadata of mapped) byName.set(metadata.name, metadata);
  return putSharedDdl(project.ddlDir, [...byName.values()], mode);
}

function exitCode(results: readonly ItemResult[], mode: Mode): number {
  if (results.some(({ status }) => status === "failed")) return exitCodes.partly;
  const moved = results.some(({ status }) => status !== "unchanged");
  return mode === "check" && moved ? exitCodes.different : exitCodes.done;
}

/**
 * Reads all configured tables (what one becomes depends on the others) and writes the chosen ones. One bad table does
 * not stop the others.
 */
export async function extract(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const opened = await openProject(context);
  const configured = opened.config.tables.map(({ name }) => name);
  const chosen = new Set(selectNames(configured, options, options.check === true ? "all" : "refuse"));
  const mode: Mode = options.check === true ? "check" : "write";
  await Promise.all([sweepLeftovers(opened.project.schemasDir), sweepLeftovers(opened.project.ddlDir)]);
  const entries = await readFolder({ path: opened.project.schemasDir, shownAs });
  const committed = new Map(entries.map((entry) => [entry.name, entry]));
  const outcomes = (await readAll(context, opened, committed)).filter(({ name }) => chosen.has(name));
  const results: ItemResult[] = [];
  for (const outcome of outcomes) results.push(await finish(context, opened, outcome, options));
  const mapped = outcomes.flatMap((outcome) => ("metadata" in outcome ? [outcome.metadata] : []));
  const shared = await putShared(opened, mode, mapped);
  tellLeftFiles(context, results, { committed, configured });
  const count = (status: string): number => results.filter((result) => result.status === status).length;
  const counts = {
    new: count("new"),
    changed: count("changed"),
    unchanged: count("unchanged"),
    failed: count("failed"),
  };
  const next = nextCommand(counts, mode);
  return {
    exitCode: exitCode([...results, { name: "_foreign_keys", status: shared }], mode),
    data: { mode, counts, tables: results },
    summary: Object.entries(counts)
      .map(([status, number]) => `${String(number)} ${status}`)
      .join(", "),
    ...(next === undefined ? {} : { next }),
  };
}

function nextCommand(counts: Readonly<Record<"new" | "changed" | "failed", number>>, mode: Mode): string | undefined {
  if (counts.new + counts.changed === 0) return undefined;
  return mode === "check"
    ? "extractor-cli extract --all"
    : "extractor-cli diff, then commit metadata/ and open a pull request";
}
