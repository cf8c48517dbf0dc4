import { resolve } from "node:path";

import {
  type CommandContext,
  type CommandResult,
  describeError,
  exitCodes,
  type OptionValues,
  selectNames,
} from "@dp/cli-kit";
import { findProject } from "@dp/config";
import { type DiagramFormat, drawDiagram, type ShownColumns } from "@dp/diagram";
import { writeFileAtomic } from "@dp/files";
import { readFolder } from "@dp/metadata-folder";
import { fromMetadata } from "@dp/pg-ddl";

/** Draws the tables of metadata/schemas and their foreign keys; asks no server. A broken file is named and left out. */
export async function diagram(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const project = await findProject(context.io.cwd, context.project);
  const entries = await readFolder({ path: project.schemasDir, shownAs: "metadata/schemas" });
  const broken = entries.filter((entry) => "error" in entry);
  for (const { name, error } of broken) {
    context.emit({ type: "item", name, status: "failed", error: describeError(error) });
  }
  const read = entries.flatMap((entry) => ("metadata" in entry ? [entry.metadata] : []));
  const names = read.map(({ name }) => name);
  const chosen = new Set(selectNames(names, options, "all"));
  const { tables } = fromMetadata(read.filter(({ name }) => chosen.has(name)));
  const format = options.format as DiagramFormat;
  const text = await drawDiagram(tables, { format, columns: options.columns as ShownColumns });
  const { out } = options;
  if (typeof out === "string") await writeFileAtomic(resolve(context.io.cwd, out), text);
  else context.emit({ type: "output", text });
  return {
    exitCode: broken.length > 0 ? exitCodes.badData : exitCodes.done,
    data: { tables: tables.length, ...(typeof out === "string" ? { file: out } : { diagram: text }) },
    ...(typeof out === "string" && { summary: `${String(tables.length)} tables drawn in ${out}` }),
  };
}
