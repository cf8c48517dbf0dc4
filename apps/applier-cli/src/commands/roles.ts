import { type CommandContext, type CommandResult, exitCodes, type OptionValues, UsageError } from "@dp/cli-kit";
import { findProject, type Project, type PostgresTarget, readEnvironment } from "@dp/config";
import { placeTables, printRoles, type RoleNames, roleNames } from "@dp/pg-ddl";

import { readMetadata, readTarget } from "../session.ts";

/** Said, or the target's, or that of the environment. */
async function databaseOf(
  context: CommandContext,
  options: OptionValues,
  { project, target }: { readonly project: Project; readonly target: PostgresTarget | undefined },
): Promise<string> {
  if (typeof options.database === "string") return options.database;
  if (target?.database !== undefined) return target.database;
  const environment = await readEnvironment("postgres", { env: context.io.env, project });
  context.addSecrets(environment.secrets());
  const found = environment.describe().find(({ name }) => name === "POSTGRES_DATABASE")?.value;
  if (found !== undefined && found !== "") return found;
  throw new UsageError("nobody says which database", "say --database NAME, or set POSTGRES_DATABASE");
}

function namesOf({ prefix }: OptionValues, target: PostgresTarget | undefined): RoleNames {
  const names = roleNames(typeof prefix === "string" ? prefix : "dp");
  return { ...names, owner: target?.owner ?? names.owner };
}

/** Prints the SQL that makes the roles with the least rights for the tables of the metadata. Connects to nothing. */
export async function roles(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const project = await findProject(context.io.cwd, context.project);
  await context.recordIn(project.runsDir, { readOnly: true });
  const target = await readTarget(project, options.target);
  const tables = placeTables(await readMetadata(project), target);
  const schemas = [...new Set(tables.map((table) => table.target.schema))].sort();
  const database = await databaseOf(context, options, { project, target });
  const names = namesOf(options, target);
  const sql = printRoles({ roles: names, database, schemas });
  context.emit({ type: "output", text: sql });
  return { exitCode: exitCodes.done, data: { roles: names, database, schemas, sql } };
}
