import { type CommandContext, type CommandResult, exitCodes, type OptionValues } from "@dp/cli-kit";
import { findProject, type Project } from "@dp/config";
import { parseTableMetadata, type TableMetadata } from "@dp/metadata";
import { type FolderEntry, metadataFileName, readFolder, tableOfFile } from "@dp/metadata-folder";
import {
  fromMetadata,
  isEmptyPlan,
  plan,
  type Plan,
  planCounts,
  planDocument,
  type PlanFormat,
  planTargets,
  printPlan,
} from "@dp/pg-ddl";

import { type DdlFault, ddlFaults, ddlFaultText } from "../ddl-state.ts";
import { commitOf, filesAt } from "../git.ts";
import { markdownLimit } from "../limit-option.ts";
import { annotate } from "../review/annotate.ts";
import { reviewMarkdown, reviewText } from "../review/print-review.ts";
import { makeReview, type Review } from "../review/review.ts";
import { appendStepSummary } from "../step-summary.ts";

const folder = "metadata/schemas";

type Readable = Extract<FolderEntry, { readonly metadata: TableMetadata }>;

async function filesNow(project: Project): Promise<readonly Readable[]> {
  const entries = await readFolder({ path: project.schemasDir, shownAs: folder });
  return entries.map((entry) => {
    if ("error" in entry) throw entry.error;
    return entry;
  });
}

async function tablesAt(project: Project, commit: string, now: readonly Readable[]): Promise<readonly TableMetadata[]> {
  const files = await filesAt(project.root, commit, folder);
  const same = new Map(now.map(({ name, text, metadata }) => [metadataFileName(name), { text, metadata }]));
  const tables: TableMetadata[] = [];
  for (const [name, text] of files) {
    if (tableOfFile(name) === undefined) continue;
    const present = same.get(name);
    // Most files are what they were: not read twice.
    if (present?.text === text) tables.push(present.metadata);
    else tables.push(await parseTableMetadata(text, `${commit.slice(0, 12)}:${folder}/${name}`));
  }
  return tables;
}

/** What to compare with: as said; on a pull request where it left its base; else what is committed. */
function revision({ rev }: OptionValues, env: CommandContext["io"]["env"]): string {
  if (typeof rev === "string") return rev;
  const { GITHUB_ACTIONS, GITHUB_BASE_REF: base } = env;
  return GITHUB_ACTIONS === "true" && base !== undefined && base !== "" ? `origin/${base}...` : "HEAD";
}

function tellFaults(context: CommandContext, faults: readonly DdlFault[]): void {
  for (const fault of faults) {
    context.emit({
      type: "warning",
      code: "DDL_NOT_AS_RENDERED",
      text: ddlFaultText(fault),
      where: `metadata/ddl/${fault.file}`,
      hint: fault.state === "stray" ? "remove it" : "extractor-cli render prints it again",
    });
  }
}

interface Compared {
  readonly since: string;
  readonly review: Review;
  readonly planned: Plan;
}

/** Review and plan on one page; the review has what it needs of the limit, the plan the rest. */
function page({ since, review, planned }: Compared, limit?: number): string {
  const first = reviewMarkdown(review, { since, ...(limit !== undefined && { limit: Math.ceil(limit * 0.6) }) });
  const rest = limit === undefined ? {} : { limit: limit - first.length - 20 };
  return `${first}\n## Plan\n\n${printPlan(planned, { format: "md", ...rest })}`;
}

function print(compared: Compared, format: PlanFormat, { color, limit }: { color: boolean; limit?: number }): string {
  if (format === "md") return page(compared, limit);
  const text = printPlan(compared.planned, { format, color });
  return format === "text" ? reviewText(compared.review) + text : text;
}

function exitCode(options: OptionValues, planned: Plan, faults: readonly DdlFault[]): number {
  const different = options.exitCode === true && !isEmptyPlan(planned);
  return different || (options.check === true && faults.length > 0) ? exitCodes.different : exitCodes.done;
}

/** What the other side's plan will be once it has these files: the earlier metadata stands in for its database. */
export async function diff(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const limit = markdownLimit(options);
  const project = await findProject(context.io.cwd, context.project);
  await context.recordIn(project.runsDir, { readOnly: true });
  const rev = revision(options, context.io.env);
  const commit = await commitOf(project.root, rev);
  const files = await filesNow(project);
  const now = files.map(({ metadata }) => metadata);
  const before = await tablesAt(project, commit, files);
  const review = makeReview(now, before);
  for (const { name, target } of review.gone) {
    const text = `${name} is no longer here; its table ${target} stays in PostgreSQL`;
    context.emit({ type: "warning", code: "TABLE_NO_LONGER_NAMED", text });
  }
  const faults = await ddlFaults(project.ddlDir, now);
  tellFaults(context, faults);
  annotate(context, review, now);
  const planned = plan(fromMetadata(now), fromMetadata(before), planTargets(now));
  const compared = { since: `${commit.slice(0, 12)} (${rev})`, review, planned };
  const text = print(compared, options.format as PlanFormat, { color: context.color, ...limit });
  context.emit({ type: "output", text });
  await appendStepSummary(context, (most) => page(compared, most));
  return {
    exitCode: exitCode(options, planned, faults),
    data: { rev, commit, counts: planCounts(planned), review, ddl: faults, plan: planDocument(planned) },
  };
}
