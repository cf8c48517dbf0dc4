import {
  type CommandContext,
  type CommandResult,
  exitCodes,
  type OptionValues,
  UsageError,
  visible,
} from "@dp/cli-kit";
import { findProject } from "@dp/config";
import {
  type PgConnection,
  readHistory,
  readRunStatements,
  type RecordedRun,
  type RecordedStatement,
} from "@dp/pg-client";

import { feedData, tellFeeds } from "../load/feeds.ts";
import { connect } from "../session.ts";

const endings: Readonly<Record<RecordedRun["result"], string>> = {
  open: "not ended",
  done: "done",
  failed: "failed",
};

function byText({ role, details }: RecordedRun): string {
  const by = details.by as Readonly<Record<string, unknown>> | undefined;
  const person = [by?.user, by?.host].filter((part) => typeof part === "string").join("@");
  return person === "" ? role : `${role} (${person})`;
}

/** Bundles that were removed; of a run that did not end, those that were to be. */
function purgeLine({ startedAt, action, result, details }: RecordedRun): string {
  const bundles = typeof details.bundles === "number" ? details.bundles : 0;
  const number = `${String(bundles)} old ${bundles === 1 ? "bundle" : "bundles"} ${result === "open" ? "to remove" : "removed"}`;
  const failure = details.error as { readonly code?: string } | undefined;
  return `${startedAt}  ${action}  ${endings[result]}${failure?.code === undefined ? "" : ` ${failure.code}`}, ${number}`;
}

function runLines(run: RecordedRun): readonly string[] {
  const { runId, startedAt, action, result, statements, program, planHash, sourceCommit, details } = run;
  const failure = details.error as { readonly code?: string; readonly statement?: string } | undefined;
  const why = failure === undefined ? "" : ` ${failure.code ?? ""} ${failure.statement ?? ""}`.trimEnd();
  const facts = [
    `plan ${planHash?.slice(0, 12) ?? "none"}`,
    sourceCommit === null ? [] : [`commit ${sourceCommit}`],
    program,
    byText(run),
  ].flat();
  if (action === "purge") return [purgeLine(run), `    run ${runId}; ${program}; ${byText(run)}`].map(visible);
  const total = typeof details.statements === "number" ? ` of ${String(details.statements)}` : "";
  return [
    `${startedAt}  ${action}  ${endings[result]}${why}, ${String(statements)}${total} statements`,
    `    run ${runId}; ${facts.join("; ")}`,
  ].map(visible);
}

function statementLines({ at, id, object, sql, result }: RecordedStatement): readonly string[] {
  return [`-- ${at} ${id} ${object}: ${result}`, ...`${sql};`.split("\n")].map(visible);
}

async function oneRun(context: CommandContext, db: PgConnection, runId: string): Promise<CommandResult> {
  const statements = await readRunStatements(db, runId);
  if (statements.length === 0)
    throw new UsageError(`no statements of a run ${runId} are kept`, "applier-cli status lists the runs");
  context.emit({ type: "output", text: `${statements.flatMap(statementLines).join("\n")}\n` });
  return { exitCode: exitCodes.done, data: { statements } };
}

function summaryOf(last: RecordedRun | undefined, feeds: number, unwell: number): string {
  const run = last === undefined ? "nothing was applied to this database" : `the last run: ${endings[last.result]}`;
  if (feeds === 0) return run;
  return `${run}; ${String(feeds - unwell)} feeds as they should be, ${String(unwell)} not`;
}

/**
 * What the database remembers of us, and how its feeds stand; exit 2 when the last run neither ended nor is at work any
 * more, or when a feed is late, lost, held, refused or different.
 */
export async function status(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const project = await findProject(context.io.cwd, context.project);
  await context.recordIn(project.runsDir);
  const db = await connect(context, project);
  try {
    if (typeof options.run === "string") return await oneRun(context, db, options.run);
    const runs = await readHistory(db, Math.max(1, Math.trunc(Number(options.limit)) || 20));
    context.emit({ type: "output", text: runs.length === 0 ? "" : `${runs.flatMap(runLines).join("\n")}\n` });
    const feeds = await tellFeeds(context, db, { project, options });
    const [last] = runs;
    const finished = last === undefined || last.result === "done";
    const unwell = feeds.filter(({ well }) => !well).length;
    const ready = feeds.some(
      ({ ahead, hold }) => hold === undefined && ahead.some(({ standing }) => standing === "present"),
    );
    const next = finished
      ? ready
        ? "applier-cli load"
        : undefined
      : last.action === "purge"
        ? "applier-cli load --purge"
        : "applier-cli apply --all";
    return {
      exitCode: finished && unwell === 0 ? exitCodes.done : exitCodes.different,
      data: { runs, feeds: feeds.map(feedData) },
      summary: summaryOf(last, feeds.length, unwell),
      ...(next === undefined ? {} : { next }),
    };
  } finally {
    await db.close();
  }
}
