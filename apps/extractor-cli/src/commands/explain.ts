import {
  type CommandContext,
  type CommandResult,
  describeError,
  exitCodes,
  type OptionValues,
  UsageError,
} from "@dp/cli-kit";
import { findProject } from "@dp/config";
import { type FolderEntry, listNames, type MetadataFolder, readEntry } from "@dp/metadata-folder";

import { explainTable } from "../explain/explain-table.ts";
import { explainType, readPolicies } from "../explain/explain-type.ts";
import type { TableExplanation } from "../explain/explanation.ts";
import { tableMarkdown, typeMarkdown } from "../explain/print-markdown.ts";
import { tableText, typeText } from "../explain/print-text.ts";

/** Says what columns become and why: of tables from their metadata files, or of one type. Asks no account. */
export async function explain(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const { name, type } = options;
  const policies = Array.isArray(options.policy) ? options.policy.map(String) : [];
  if (typeof type === "string" && typeof name === "string")
    throw new UsageError("explain takes a table or --type, not both", "leave one of them out");
  if (typeof type === "string") return explainOneType(context, { type, policies, markdown: options.format === "md" });
  if (policies.length > 0)
    throw new UsageError("--policy goes with --type", "a table's policies are those of its metadata");
  return explainTables(context, options);
}

function explainOneType(
  context: CommandContext,
  {
    type,
    policies,
    markdown,
  }: { readonly type: string; readonly policies: readonly string[]; readonly markdown: boolean },
): CommandResult {
  const explained = explainType(type, readPolicies(policies));
  const text = markdown ? typeMarkdown(explained) : typeText(explained, context.io.stdout.columns);
  context.emit({ type: "output", text });
  return { exitCode: exitCodes.done, data: { type: explained } };
}

async function chosenEntries(folder: MetadataFolder, name: unknown): Promise<readonly FolderEntry[]> {
  const names = await listNames(folder);
  if (typeof name === "string" && !names.includes(name)) {
    const known = names.length === 0 ? "there are none: extractor-cli extract --all" : names.slice(0, 20).join(", ");
    throw new UsageError(`no table ${JSON.stringify(name)} in ${folder.shownAs}`, `tables: ${known}`);
  }
  const entries: FolderEntry[] = [];
  for (const each of typeof name === "string" ? [name] : names) entries.push(await readEntry(folder, each));
  return entries;
}

async function explainTables(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const project = await findProject(context.io.cwd, context.project);
  const entries = await chosenEntries({ path: project.schemasDir, shownAs: "metadata/schemas" }, options.name);
  const tables: TableExplanation[] = [];
  let failed = 0;
  for (const entry of entries) {
    if ("error" in entry) {
      failed += 1;
      context.emit({ type: "item", name: entry.name, status: "failed", error: describeError(entry.error) });
      continue;
    }
    const table = explainTable(entry.metadata);
    const text = options.format === "md" ? tableMarkdown(table) : tableText(table, context.io.stdout.columns);
    context.emit({ type: "output", text: tables.length === 0 ? text : `\n${text}` });
    tables.push(table);
  }
  const none = entries.length === 0;
  return {
    exitCode: failed > 0 ? exitCodes.badData : exitCodes.done,
    data: { tables },
    ...(none && { summary: "No metadata files", next: "extractor-cli extract --all" }),
  };
}
