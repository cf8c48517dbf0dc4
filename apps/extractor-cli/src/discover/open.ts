import type { CommandContext } from "@dp/cli-kit";
import { findProject, type Project, projectAt, ProjectNotFoundError, readTablesConfig } from "@dp/config";
import { readTextFileIfPresent } from "@dp/files";

import { maxConfigBytes, type OpenProject, tablesYaml } from "../session.ts";

/** A project as far as there is one: what is there is looked at before anybody writes a tables.yaml, too. */
export async function openIfPresent(context: CommandContext): Promise<OpenProject> {
  const project = await projectOrFolder(context);
  const text = await readTextFileIfPresent(project.tablesFile, { maxBytes: maxConfigBytes });
  if (text === undefined) return { project, config: { version: 1, edition: 1, tables: [], patterns: [] } };
  return { project, config: await readTablesConfig(text, tablesYaml) };
}

async function projectOrFolder(context: CommandContext): Promise<Project> {
  try {
    const project = await findProject(context.io.cwd, context.project);
    await context.recordIn(project.runsDir, { readOnly: true });
    return project;
  } catch (error) {
    if (!(error instanceof ProjectNotFoundError) || context.project !== undefined) throw error;
    return projectAt(context.io.cwd);
  }
}
