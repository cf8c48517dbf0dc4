import { type CommandContext, type OptionValues, UsageError } from "@dp/cli-kit";
import {
  findProject,
  type Project,
  readEnvironment,
  readTablesConfig,
  snowflakeSettings,
  type TablesConfig,
} from "@dp/config";
import { readTextFileIfPresent } from "@dp/files";
import {
  connectSnowflake,
  type SignInFacts,
  type SnowflakeConnection,
  type TokenCacheState,
} from "@dp/snowflake-client";

import { askToSignIn } from "./browser.ts";
import { refuseOtherSource } from "./source-pin.ts";

/** Larger than any list of tables that a person keeps by hand. */
export const maxConfigBytes = 1024 * 1024;

/** How the list of tables is called in messages. */
export const tablesYaml = "config/tables.yaml";

/** A project without its list of tables. */
class ConfigMissingError extends Error {
  readonly code = "CONFIG_NOT_FOUND";
  readonly hint = "take it from version control, or make one: extractor-cli init";
  readonly where = tablesYaml;
  readonly retryable = false;

  constructor(root: string) {
    super(`${root} has no ${tablesYaml}`);
    this.name = "ConfigMissingError";
  }
}

/** A project and its settings, trusted. */
export interface OpenProject {
  readonly project: Project;
  readonly config: TablesConfig;
}

/**
 * Finds the project, starts its run record, and reads tables.yaml. A command that writes nothing also runs where no
 * record can be written.
 */
export async function openProject(
  context: CommandContext,
  { readOnly }: { readonly readOnly: boolean },
): Promise<OpenProject> {
  const project = await findProject(context.io.cwd, context.project);
  await context.recordIn(project.runsDir, { readOnly });
  const text = await readTextFileIfPresent(project.tablesFile, { maxBytes: maxConfigBytes });
  if (text === undefined) throw new ConfigMissingError(project.root);
  return { project, config: await readTablesConfig(text, tablesYaml) };
}

/** Milliseconds of an option that is given in seconds. @throws UsageError */
function milliseconds(options: OptionValues, name: "connectTimeout" | "statementTimeout"): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  // A timer of more than 2^31 ms fires at once.
  if (typeof value === "number" && value > 0 && value <= 86_400) return value * 1000;
  const option = name === "connectTimeout" ? "--connect-timeout" : "--statement-timeout";
  throw new UsageError(`${option} is a number of seconds, at most 86400`, `for example ${option} 30`);
}

/** Where the settings of Snowflake come from: the environment, `.env`, and the connection that an option names. */
export function settingSources(
  { io }: CommandContext,
  project: Project,
  { connection }: OptionValues,
): Parameters<typeof readEnvironment>[1] {
  return { env: io.env, project, ...(typeof connection === "string" && { connection }) };
}

/** Says what a person should know of a sign-in that worked. */
function tellSignIn(context: CommandContext, { browser, tokenCache, warnings }: SignInFacts): void {
  for (const { code, message, hint } of warnings) context.emit({ type: "warning", code, text: message, hint });
  const said = tokenCache === undefined ? undefined : tokenCacheSentences[tokenCache];
  if (said !== undefined && (browser || tokenCache === "used")) context.emit({ type: "step", text: said });
}

const tokenCacheSentences: Readonly<Record<TokenCacheState, string | undefined>> = {
  off: "Token cache off: the next run asks you to sign in again",
  used: "Token cache on: signed in with the token of an earlier run",
  kept: "Token cache on: the next runs need no sign-in for some hours",
  "not-given":
    "Token cache on, but the account gives no token (ALLOW_ID_TOKEN): the next run asks you to sign in again",
  // A warning says it.
  "not-writable": undefined,
};

/** Signs in with the environment's settings; refuses a source other than the one tables.yaml pins. */
export async function connect(
  context: CommandContext,
  { project, config }: OpenProject,
  options: OptionValues,
): Promise<SnowflakeConnection> {
  const connectTimeoutMs = milliseconds(options, "connectTimeout");
  const statementTimeoutMs = milliseconds(options, "statementTimeout");
  const environment = await readEnvironment("snowflake", settingSources(context, project, options));
  context.addSecrets(environment.secrets());
  for (const file of environment.exposedFiles()) {
    const text = `${file} holds a secret and others on this machine may read it`;
    context.emit({ type: "warning", code: "SECRET_FILE_EXPOSED", text, hint: `chmod 600 ${file}` });
  }
  const settings = snowflakeSettings(environment);
  const who = settings.user ?? settings.credentials.method;
  context.emit({ type: "step", text: `Connecting to Snowflake account ${settings.account} as ${who}` });
  const db = await connectSnowflake(settings, {
    tag: `dp/${context.version}/${context.runId}`,
    signal: context.io.signal,
    ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
    ...(statementTimeoutMs !== undefined && { statementTimeoutMs }),
    openBrowser: (url, port) => {
      askToSignIn(context, url, port);
    },
  });
  tellSignIn(context, db.signIn);
  try {
    refuseOtherSource(db.info, config.source);
  } catch (error) {
    await db.close();
    throw error;
  }
  return db;
}
