import { type CommandContext, type CommandResult, exitCodes, type OptionValues } from "@dp/cli-kit";
import { applyPlan, planChanges } from "@dp/pg-apply";
import { isEmptyPlan, type Plan, planCounts, planHash, printPlan } from "@dp/pg-ddl";
import type { PgConnection } from "@dp/pg-client";

import { confirmPlan } from "../confirm.ts";
import { connect, type Reviewed, readReviewed } from "../session.ts";
import { needsWork, verifyTables } from "./verify.ts";

async function run(context: CommandContext, db: PgConnection, planned: Plan): Promise<void> {
  await applyPlan(db, planned, {
    runId: context.runId,
    program: `${context.program} ${context.version}`,
    onEvent: (event) => {
      if (event.type === "committed") {
        const { phase, done, total } = event;
        context.emit({ type: "progress", text: phase, done, total });
      }
      if (event.type === "retry") {
        const text = `${event.message}; try ${String(event.attempt + 1)} in ${String(event.pauseMs)} ms`;
        context.emit({ type: "step", text });
      }
    },
  });
}

async function finish(
  context: CommandContext,
  db: PgConnection,
  { tables }: Reviewed,
  planned: Plan,
): Promise<CommandResult> {
  const verified = await verifyTables(context, db, tables);
  const { matching, differing, differences } = verified;
  const { add, change, remove } = planCounts(planned);
  return {
    exitCode: needsWork(verified) ? exitCodes.different : exitCodes.done,
    data: { counts: { add, change, remove }, plan: planHash(planned), matching, differing, differences },
    summary: `${String(add)} added, ${String(change)} changed, ${String(remove)} removed; ${String(matching)} verified, ${String(differing)} different`,
  };
}

/** Shows the plan, asks, applies exactly that, reads the catalogue back and compares. */
export async function apply(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const reviewed = await readReviewed(context, options, "refuse");
  const db = await connect(context, reviewed.project);
  try {
    const planned = await planChanges(db, reviewed.tables, { dropExisting: options.dropExisting === true });
    if (options.quiet !== true)
      context.emit({ type: "output", text: printPlan(planned, { format: "text", color: context.color }) });
    if (!isEmptyPlan(planned)) {
      await confirmPlan(context, { db, planned, options });
      await run(context, db, planned);
    }
    return await finish(context, db, reviewed, planned);
  } finally {
    await db.close();
  }
}
