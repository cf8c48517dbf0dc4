import { hostname, userInfo } from "node:os";

import { type CommandContext, type CommandResult, exitCodes, type OptionValues } from "@dp/cli-kit";
import {
  type ApplyEvent,
  type ApplyOptions,
  applyPlan,
  checkPlan,
  planChanges,
  refuseOtherPlan,
  refuseUnsavedLoss,
  type SavedPlan,
  withApplyLock,
} from "@dp/pg-apply";
import {
  type Hazard,
  hazardMeanings,
  isEmptyPlan,
  objectText,
  type Plan,
  planCounts,
  planHash,
  printPlan,
  type QualifiedName,
} from "@dp/pg-ddl";
import type { PgConnection } from "@dp/pg-client";

import { allowedHazards } from "../allow.ts";
import { confirmPlan } from "../confirm.ts";
import { dropsText } from "../drops.ts";
import { projectCommit } from "../git-commit.ts";
import { lookAt, refuseFindings } from "../look.ts";
import { planOptions, readSavedPlan } from "../plan-files.ts";
import { connectTo, type Reviewed, readReviewed } from "../session.ts";
import { strandsHazard, strandsText } from "../stranded.ts";
import { needsWork, verifyTables } from "./verify.ts";

/** One apply: what was asked for, and where. */
interface Work {
  readonly context: CommandContext;
  readonly options: OptionValues;
  readonly reviewed: Reviewed;
  readonly saved: SavedPlan | undefined;
  readonly db: PgConnection;
  readonly allow: readonly Hazard[];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** What is said while a plan runs. */
function tell(context: CommandContext, event: ApplyEvent): void {
  const step = (text: string): void => {
    context.emit({ type: "step", text });
  };
  if (event.type === "committed") {
    const { phase, done, total } = event;
    context.emit({ type: "progress", text: phase, done, total });
  }
  if (event.type === "waiting")
    step(`${event.holder} is at work; waiting ${seconds(event.waitMs)} at most for it to end`);
  if (event.type === "running") {
    const { id, object, hazards, transactional } = event.statement;
    const long = hazards.find((one) => one === "REWRITES_TABLE" || one === "REBUILDS_INDEXES" || one === "SCANS_TABLE");
    if (long !== undefined || !transactional) {
      step(`${id} ${objectText(object)}${long === undefined ? "" : `: ${hazardMeanings[long]}`}`);
    }
  }
  if (event.type === "retry") {
    const { message, attempt, attempts, pauseMs } = event;
    step(`${message}; try ${String(attempt + 1)} of ${String(attempts)} in ${seconds(pauseMs)}`);
  }
}

function whoever(): Readonly<Record<string, string>> {
  try {
    return { user: userInfo().username, host: hostname() };
  } catch {
    // A process without a name of its own, as in some containers.
    return { host: hostname() };
  }
}

async function optionsOf(work: Work, mayLoseRows: readonly QualifiedName[]): Promise<ApplyOptions> {
  const { context, reviewed, allow } = work;
  const sourceCommit = await projectCommit(reviewed.project.root);
  return {
    runId: context.runId,
    program: `${context.program} ${context.version}`,
    ...(sourceCommit === undefined ? {} : { sourceCommit }),
    by: whoever(),
    allow,
    mayLoseRows,
    ...lockWait(work),
  };
}

function lockWait({ context, options }: Pick<Work, "context" | "options">): Pick<ApplyOptions, "waitMs" | "onEvent"> {
  const waitMs = Math.max(0, Number(options.wait) || 0) * 1000;
  return {
    waitMs,
    onEvent: (event) => {
      tell(context, event);
    },
  };
}

async function finish({ context, db, reviewed }: Work, planned: Plan): Promise<CommandResult> {
  const verified = await verifyTables(context, db, reviewed);
  const { matching, differing, differences } = verified;
  const { add, change, remove } = planCounts(planned);
  return {
    exitCode: needsWork(verified) ? exitCodes.different : exitCodes.done,
    data: { counts: { add, change, remove }, plan: planHash(planned), matching, differing, differences },
    summary: `${String(add)} added, ${String(change)} changed, ${String(remove)} removed; ${String(matching)} verified, ${String(differing)} different`,
  };
}

async function planAndApply(work: Work): Promise<CommandResult> {
  const { context, options, reviewed, saved, db, allow } = work;
  const { tables: metadata, target: settings } = reviewed;
  const planned = await planChanges(db, metadata, { ...(saved?.options ?? planOptions(options)), settings });
  if (saved !== undefined)
    refuseOtherPlan(saved, { fresh: planned, database: db.info.database, metadata: reviewed.all });
  const findings = await lookAt(context, db, { planned, reviewed });
  const { drops, strands } = findings;
  if (options.quiet !== true) {
    const text = printPlan(planned, { format: "text", color: context.color });
    context.emit({ type: "output", text: text + dropsText(drops, "text") + strandsText(strands, "text") });
  }
  if (!isEmptyPlan(planned)) {
    refuseFindings(planned, findings);
    if (settings !== undefined && saved === undefined) refuseUnsavedLoss(planned, settings);
    checkPlan(planned, allow, strandsHazard(strands, planned));
    const question = { database: db.info.database, drops, options, saved: saved !== undefined };
    await applyPlan(db, planned, await optionsOf(work, await confirmPlan(context, question)));
  }
  return finish(work, planned);
}

/** The tables of a saved plan, or those that were named. */
async function reviewedFor(
  context: CommandContext,
  options: OptionValues,
  saved: SavedPlan | undefined,
): Promise<Reviewed> {
  if (saved === undefined) return readReviewed(context, options, "refuse");
  const { settings } = saved;
  const reviewed = await readReviewed(context, { ...options, target: settings?.target }, "all");
  const names = new Set(saved.targets.map(({ name }) => name));
  return { ...reviewed, tables: reviewed.all.filter(({ name }) => names.has(name)) };
}

/**
 * Shows the plan, asks, applies exactly that, reads the catalogue back and compares. Nobody else applies between plan and
 * end, but while somebody thinks about an answer: then the tables are looked at again.
 */
export async function apply(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const allow = allowedHazards(options);
  const saved = await readSavedPlan(context, options);
  const reviewed = await reviewedFor(context, options, saved);
  const db = await connectTo(context, reviewed);
  try {
    const work = { context, options, reviewed, saved, db, allow };
    const asks = saved === undefined && options.yes !== true && options.confirm === undefined;
    return asks ? await planAndApply(work) : await withApplyLock(db, lockWait(work), () => planAndApply(work));
  } finally {
    await db.close();
  }
}
