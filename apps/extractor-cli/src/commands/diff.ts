import { type CommandContext, type CommandResult, exitCodes, type OptionValues } from "@dp/cli-kit";
import { findProject, type Project } from "@dp/config";
import { parseTableMetadata, type TableMetadata } from "@dp/metadata";
import { readFolder, tableOfFile } from "@dp/metadata-folder";
import {
  fromMetadata,
  isEmptyPlan,
  plan,
  planCounts,
  planDocument,
  type PlanFormat,
  planTargets,
  printPlan,
} from "@dp/pg-ddl";

import { commitOf, filesAt } from "../git.ts";

const folder = "metadata/schemas";

async function tablesNow(project: Project): Promise<readonly TableMetadata[]> {
  const entries = await readFolder({ path: project.schemasDir, shownAs: folder });
  return entries.map((entry) => {
    if ("error" in entry) throw entry.error;
    return entry.metadata;
  });
}

async function tablesAt(project: Project, commit: string): Promise<readonly TableMetadata[]> {
  const files = await filesAt(project.root, commit, folder);
  const metadata = [...files].filter(([name]) => tableOfFile(name) !== undefined);
  return Promise.all(
    metadata.map(([name, text]) => parseTableMetadata(text, `${commit.slice(0, 12)}:${folder}/${name}`)),
  );
}

/** What the other side's plan will be once it has these files: the earlier metadata stands in for its database. */
export async function diff(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const project = await findProject(context.io.cwd, context.project);
  await context.recordIn(project.runsDir, { readOnly: true });
  const rev = typeof options.rev === "string" ? options.rev : "HEAD";
  const commit = await commitOf(project.root, rev);
  const [before, now] = await Promise.all([tablesAt(project, commit), tablesNow(project)]);
  const names = new Set(now.map(({ name }) => name));
  for (const { name, target } of before) {
    if (names.has(name)) continue;
    const text = `${name} is no longer here; its table ${target.schema}.${target.table} stays in PostgreSQL`;
    context.emit({ type: "warning", code: "TABLE_NO_LONGER_NAMED", text });
  }
  const planned = plan(fromMetadata(now), fromMetadata(before), planTargets(now));
  const format = options.format as PlanFormat;
  context.emit({ type: "output", text: printPlan(planned, { format, color: context.color }) });
  const empty = isEmptyPlan(planned);
  return {
    exitCode: options.check === true && !empty ? exitCodes.different : exitCodes.done,
    data: { rev, commit, counts: planCounts(planned), plan: planDocument(planned) },
  };
}
