import type { CommandContext } from "@dp/cli-kit";
import {
  findProject,
  type Project,
  readEnvironment,
  readTablesConfig,
  snowflakeSettings,
  type TablesConfig,
} from "@dp/config";
import { readTextFile } from "@dp/files";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";

import { refuseOtherSource } from "./source-pin.ts";

/** Larger than any list of tables that a person keeps by hand. */
const maxConfigBytes = 1024 * 1024;

/** A project and its settings, trusted. */
export interface OpenProject {
  readonly project: Project;
  readonly config: TablesConfig;
}

/** Finds the project, starts its run record, and reads tables.yaml. */
export async function openProject(context: CommandContext): Promise<OpenProject> {
  const project = await findProject(context.io.cwd, context.project);
  await context.recordIn(project.runsDir);
  const text = await readTextFile(project.tablesFile, { maxBytes: maxConfigBytes });
  return { project, config: await readTablesConfig(text, "config/tables.yaml") };
}

/** Signs in with the environment's settings; refuses a source other than the one tables.yaml pins. */
export async function connect(context: CommandContext, { project, config }: OpenProject): Promise<SnowflakeConnection> {
  const environment = await readEnvironment("snowflake", { env: context.io.env, project });
  context.addSecrets(environment.secrets());
  const settings = snowflakeSettings(environment);
  context.emit({ type: "step", text: `Connecting to Snowflake account ${settings.account} as ${settings.user}` });
  const db = await connectSnowflake(settings, {
    tag: `dp/${context.version}/${context.runId}`,
    signal: context.io.signal,
  });
  try {
    refuseOtherSource(db.info, config.source);
  } catch (error) {
    await db.close();
    throw error;
  }
  return db;
}
