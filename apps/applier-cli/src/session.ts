import { join } from "node:path";

import { type CommandContext, type OptionValues, selectNames } from "@dp/cli-kit";
import {
  chooseTarget,
  findProject,
  postgresSettings,
  type PostgresTarget,
  type Project,
  readEnvironment,
  readPostgresConfig,
  refuseOtherDatabase,
} from "@dp/config";
import { readTextFileIfPresent } from "@dp/files";
import type { TableMetadata } from "@dp/metadata";
import { type FolderEntry, readFolder } from "@dp/metadata-folder";
import {
  checkDdlHeader,
  checkForeignKeysDdl,
  type DdlCheck,
  foreignKeysDdlFile,
  tableDdlFile,
  unusedSettings,
} from "@dp/pg-ddl";
import { connectPostgres, type PgConnection } from "@dp/pg-client";

import { BrokenMetadataError, DdlFileError, NothingToReadError } from "./errors.ts";

const shown = { schemas: "metadata/schemas", ddl: "metadata/ddl", postgres: "config/postgres.yaml" };
const limits = { maxBytes: 64 * 1024 * 1024 };

/** The reviewed files of a project, trusted. */
export interface Reviewed {
  readonly project: Project;
  /** The tables that were chosen. */
  readonly tables: readonly TableMetadata[];
  /** Every table of the project. */
  readonly all: readonly TableMetadata[];
  /** What config/postgres.yaml lays over them; undefined without that file. */
  readonly target: PostgresTarget | undefined;
}

function trusted(entries: readonly FolderEntry[]): readonly TableMetadata[] {
  const broken = entries.flatMap((entry) => ("error" in entry ? [entry] : []));
  if (broken.length > 0) throw new BrokenMetadataError(broken);
  return entries.flatMap((entry) => ("metadata" in entry ? [entry.metadata] : []));
}

/** What people reviewed is what runs: the SQL they read must be the SQL that this metadata gives. */
async function refuseOtherDdl(project: Project, tables: readonly TableMetadata[]): Promise<void> {
  const bad: DdlCheck[] = [];
  const check = async (file: string, compare: (text: string, name: string) => DdlCheck): Promise<void> => {
    const name = `${shown.ddl}/${file}`;
    const text = await readTextFileIfPresent(join(project.ddlDir, file), limits);
    const result = text === undefined ? { file: name, status: "missing" as const, diff: [] } : compare(text, name);
    if (result.status === "missing") throw new DdlFileError([{ ...result, status: "stale" }], "missing");
    if (result.status !== "current") bad.push(result);
  };
  for (const metadata of tables) {
    await check(tableDdlFile(metadata.name), (text, name) => checkDdlHeader(text, metadata, name));
  }
  await check(foreignKeysDdlFile, (text, name) => checkForeignKeysDdl(text, tables, name));
  if (bad.length > 0) throw new DdlFileError(bad);
}

/** The target of config/postgres.yaml that was asked for. @throws ConfigError, TargetError, FileError */
export async function readTarget(project: Project, name: unknown): Promise<PostgresTarget | undefined> {
  const text = await readTextFileIfPresent(project.postgresFile, limits);
  const config = text === undefined ? undefined : await readPostgresConfig(text, shown.postgres);
  return chooseTarget(config, typeof name === "string" ? name : undefined);
}

/** Says what the target speaks of and nobody has. */
function warnOfUnused(context: CommandContext, target: PostgresTarget, all: readonly TableMetadata[]): void {
  for (const path of unusedSettings(target, all)) {
    const where = `${shown.postgres}: ${path}`;
    const text = "the metadata has nothing of this name";
    context.emit({ type: "warning", code: "CONFIG_TARGET_UNUSED", where, text, hint: "correct it, or take it out" });
  }
}

/** All metadata of a project, trusted. @throws BrokenMetadataError, NothingToReadError */
export async function readMetadata(project: Project): Promise<readonly TableMetadata[]> {
  const all = trusted(await readFolder({ path: project.schemasDir, shownAs: shown.schemas }));
  if (all.length === 0) throw new NothingToReadError(shown.schemas);
  return all;
}

/**
 * Finds the project and reads all metadata; refuses broken files, and DDL files that were edited or are stale.
 * @throws BrokenMetadataError, DdlFileError, NothingToReadError, ConfigError, TargetError, UsageError
 */
export async function readReviewed(
  context: CommandContext,
  options: OptionValues,
  otherwise: "all" | "refuse",
): Promise<Reviewed> {
  const project = await findProject(context.io.cwd, context.project);
  // plan and verify, which take all tables, write no file.
  await context.recordIn(project.runsDir, { readOnly: otherwise === "all" });
  const target = await readTarget(project, options.target);
  const all = await readMetadata(project);
  await refuseOtherDdl(project, all);
  if (target !== undefined) warnOfUnused(context, target, all);
  const chosen = new Set(
    selectNames(
      all.map(({ name }) => name),
      options,
      otherwise,
    ),
  );
  return { project, all, target, tables: all.filter(({ name }) => chosen.has(name)) };
}

/** Connects to the database of the target. @throws TargetError when the connection is to another one */
export async function connectTo(context: CommandContext, { project, target }: Reviewed): Promise<PgConnection> {
  const db = await connect(context, project);
  try {
    refuseOtherDatabase(target, db.info.database);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Ctrl-C ends the connection: what waits on the server fails at once, and the server rolls its transaction back. */
async function endOnSignal(db: PgConnection, signal: AbortSignal): Promise<PgConnection> {
  const end = (): void => void db.close();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) await db.close();
  signal.throwIfAborted();
  return db;
}

/** Opens connections with the settings of the environment, which are read, and warned about, once. */
export async function connector(context: CommandContext, project: Project): Promise<() => Promise<PgConnection>> {
  const environment = await readEnvironment("postgres", { env: context.io.env, project });
  context.addSecrets(environment.secrets());
  for (const file of environment.exposedFiles()) {
    const text = `${file} holds a secret and others on this machine may read it`;
    context.emit({ type: "warning", code: "SECRET_FILE_EXPOSED", text, hint: `chmod 600 ${file}` });
  }
  for (const { file, reason, hint } of environment.ignoredFiles()) {
    const text = `${file} is not read: ${reason}`;
    context.emit({ type: "warning", code: "PASSWORD_FILE_IGNORED", text, hint });
  }
  for (const { name, source, hint } of environment.unheeded()) {
    const text = `${name} (${source}) is not honoured`;
    context.emit({ type: "warning", code: "SETTING_NOT_HONOURED", text, hint });
  }
  const settings = postgresSettings(environment);
  const { host, port, database, user } = settings;
  context.emit({ type: "step", text: `Connecting to PostgreSQL ${host}:${String(port)}/${database} as ${user}` });
  const { signal } = context.io;
  const applicationName = `dp/${context.version}/${context.runId}`;
  return async () => endOnSignal(await connectPostgres(settings, { applicationName, signal }), signal);
}

/** Connects with the environment's settings. */
export async function connect(context: CommandContext, project: Project): Promise<PgConnection> {
  const db = await (await connector(context, project))();
  if (db.info.untried) {
    const text = `the server is PostgreSQL ${db.info.versionText}; this program was tried with 14 to 18`;
    context.emit({ type: "warning", code: "POSTGRES_UNTRIED", text, hint: "look for a newer version of applier-cli" });
  }
  return db;
}
