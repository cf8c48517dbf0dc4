import { join } from "node:path";

import {
  type CommandContext,
  type CommandResult,
  describeError,
  type ErrorDescription,
  exitCodes,
  type OptionValues,
  selectNames,
} from "@dp/cli-kit";
import type { Project } from "@dp/config";
import { FileError, sweepLeftovers } from "@dp/files";
import { type Finding, serializeTableMetadata, type TableMetadata } from "@dp/metadata";
import { type FolderEntry, metadataFileName, readFolder } from "@dp/metadata-folder";
import { extractSources } from "@dp/snowflake-extract";

import { type FileStatus, type Mode, putSharedDdl, putTableDdl, putText, worst } from "../ddl-files.ts";
import { refuseLostConnection } from "../lost-connection.ts";
import { mapAll, type TableOutcome } from "../mapped.ts";
import { connect, type OpenProject, openProject } from "../session.ts";
import { tellEachFinding, tellFindingsByCode } from "../tell-findings.ts";
import { tellUnusedDefaults } from "../unused-defaults.ts";

const shownAs = "metadata/schemas";

/** How one table ended, as `--json` and the run record say it. */
type ItemResult =
  | { readonly name: string; readonly status: FileStatus; readonly findings: readonly Finding[] }
  | { readonly name: string; readonly status: "failed"; readonly error: ErrorDescription };

type Committed = ReadonlyMap<string, FolderEntry>;

/** One run, as far as all its steps need it. */
interface Run {
  readonly context: CommandContext;
  readonly project: Project;
  readonly mode: Mode;
  readonly verbose: boolean;
  readonly committed: Committed;
}

interface Answers {
  readonly session: Readonly<Record<"account" | "organization" | "user" | "role", string | null>>;
  readonly outcomes: readonly TableOutcome[];
}

async function readAll({ context, committed }: Run, opened: OpenProject, options: OptionValues): Promise<Answers> {
  const { config } = opened;
  const db = await connect(context, opened, options);
  try {
    context.emit({ type: "step", text: `Reading ${counted(config.tables.length, "table")}` });
    const wanted = config.tables.map(({ name, snowflake, columns }) => {
      const excluded = Object.entries(columns).flatMap(([column, { exclude }]) => (exclude === true ? [column] : []));
      return { name, ...snowflake, excluded };
    });
    const extracted = await extractSources(db, wanted);
    refuseLostConnection(extracted);
    const { account, organization, user, role } = db.info;
    return { session: { account, organization, user, role }, outcomes: mapAll({ config, extracted, committed }) };
  } finally {
    await db.close();
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

async function finish(run: Run, outcome: TableOutcome): Promise<ItemResult> {
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

/** Tables that failed and have files of an earlier run, which stay. */
function tellStale({ context, committed }: Run, results: readonly ItemResult[]): readonly string[] {
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
function tellLeftOver({ context, committed }: Run, configured: readonly string[]): void {
  for (const name of committed.keys()) {
    if (configured.includes(name)) continue;
    const hint = "remove its files in metadata/schemas and metadata/ddl, or name it in config/tables.yaml";
    const where = `${shownAs}/${metadataFileName(name)}`;
    context.emit({
      type: "warning",
      code: "FILE_WITHOUT_TABLE",
      text: "no table of this name in tables.yaml",
      where,
      hint,
    });
  }
}

/** Metadata files that cannot be read and were not written anew just now. */
function brokenFiles({ context, committed }: Run, written: ReadonlyMap<string, TableMetadata>): readonly ItemResult[] {
  return [...committed.values()].flatMap((entry): readonly ItemResult[] => {
    if (!("error" in entry) || written.has(entry.name)) return [];
    const error = describeError(entry.error);
    context.emit({ type: "item", name: entry.file, status: "failed", error });
    return [{ name: entry.file, status: "failed", error }];
  });
}

/** `_foreign_keys.sql` and `_all.sql` are about what stands in the folder: also tables that were not chosen, or failed. */
async function putShared(run: Run, written: ReadonlyMap<string, TableMetadata>): Promise<FileStatus> {
  const { project, committed, mode } = run;
  const present = [...committed.values()].flatMap((entry) =>
    "metadata" in entry ? [[entry.name, entry.metadata] as const] : [],
  );
  return putSharedDdl(project.ddlDir, [...new Map([...present, ...written]).values()], mode);
}

function exitCode(results: readonly ItemResult[], shared: FileStatus, mode: Mode): number {
  if (results.some(({ status }) => status === "failed")) return exitCodes.partly;
  const moved = [shared, ...results.map(({ status }) => status)].some((status) => status !== "unchanged");
  return mode === "check" && moved ? exitCodes.different : exitCodes.done;
}

async function begin(context: CommandContext, options: OptionValues, project: Project): Promise<Run> {
  const mode: Mode = options.check === true ? "check" : "write";
  if (mode === "write") await Promise.all([sweepLeftovers(project.schemasDir), sweepLeftovers(project.ddlDir)]);
  const entries = await readFolder({ path: project.schemasDir, shownAs });
  const committed = new Map(entries.map((entry) => [entry.name, entry]));
  return { context, project, mode, verbose: options.verbose === true, committed };
}

/**
 * Reads all configured tables (what one becomes depends on the others) and writes the chosen ones. One bad table does
 * not stop the others.
 */
export async function extract(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const opened = await openProject(context);
  const configured = opened.config.tables.map(({ name }) => name);
  const chosen = new Set(selectNames(configured, options, options.check === true ? "all" : "refuse"));
  const run = await begin(context, options, opened.project);
  const { session, outcomes } = await readAll(run, opened, options);
  tellUnusedDefaults(context, opened.config, outcomes);
  const results: ItemResult[] = [];
  const written = new Map<string, TableMetadata>();
  const moved: TableMetadata[] = [];
  for (const outcome of outcomes.filter(({ name }) => chosen.has(name))) {
    // A cancelled statement fails its tables only; the person meant the run.
    context.io.signal.throwIfAborted();
    const result = await finish(run, outcome);
    results.push(result);
    if (result.status === "failed" || !("metadata" in outcome)) continue;
    written.set(outcome.name, outcome.metadata);
    if (result.status !== "unchanged") moved.push(outcome.metadata);
  }
  const broken = brokenFiles(run, written);
  // Printed without a table that cannot be read, they would say that it is gone.
  const shared = broken.length > 0 ? "unchanged" : await putShared(run, written);
  if (!run.verbose) tellFindingsByCode(context, moved);
  const stale = tellStale(run, results);
  tellLeftOver(run, configured);
  return summed({ mode: run.mode, session, results: [...results, ...broken], shared, stale });
}

interface Ended {
  readonly mode: Mode;
  readonly stale: readonly string[];
  readonly session: Answers["session"];
  readonly results: readonly ItemResult[];
  readonly shared: FileStatus;
}

function summed({ mode, session, results, shared, stale }: Ended): CommandResult {
  const count = (status: string): number => results.filter((result) => result.status === status).length;
  const counts = {
    new: count("new"),
    changed: count("changed"),
    unchanged: count("unchanged"),
    failed: count("failed"),
  };
  const next = nextCommand(counts, mode);
  return {
    exitCode: exitCode(results, shared, mode),
    data: { mode, session, counts, tables: results, shared, stale },
    summary: [
      ...Object.entries(counts).map(([status, number]) => `${String(number)} ${status}`),
      ...(stale.length === 0 ? [] : [`${String(stale.length)} stale`]),
    ].join(", "),
    ...(next === undefined ? {} : { next }),
  };
}

function nextCommand(counts: Readonly<Record<"new" | "changed" | "failed", number>>, mode: Mode): string | undefined {
  if (counts.new + counts.changed === 0) return undefined;
  return mode === "check"
    ? "extractor-cli extract --all"
    : "extractor-cli diff, then commit metadata/ and open a pull request";
}

function counted(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
}
