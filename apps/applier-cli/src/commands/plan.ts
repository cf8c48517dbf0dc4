import { type CommandContext, type CommandResult, exitCodes, type OptionValues } from "@dp/cli-kit";
import { planChanges } from "@dp/pg-apply";
import { isEmptyPlan, planCounts, planDocument, type PlanFormat, printPlan } from "@dp/pg-ddl";

import { connect, readReviewed } from "../session.ts";

/** Shows what apply would do; changes nothing. */
export async function plan(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const { project, tables } = await readReviewed(context, options, "all");
  const db = await connect(context, project);
  try {
    const planned = await planChanges(db, tables, { dropExisting: options.dropExisting === true });
    const format = options.format as PlanFormat;
    context.emit({ type: "output", text: printPlan(planned, { format, color: context.color }) });
    const empty = isEmptyPlan(planned);
    return {
      exitCode: options.exitCode === true && !empty ? exitCodes.different : exitCodes.done,
      data: { counts: planCounts(planned), plan: planDocument(planned) },
    };
  } finally {
    await db.close();
  }
}
