import { type CommandContext, type CommandResult, exitCodes, type OptionValues } from "@dp/cli-kit";
import { planChanges } from "@dp/pg-apply";
import { isEmptyPlan, planCounts, planDocument, type PlanFormat, printPlan } from "@dp/pg-ddl";

import { dropsText } from "../drops.ts";
import { lookAt, warnOf } from "../look.ts";
import { planOptions, savePlan } from "../plan-files.ts";
import { connectTo, readReviewed } from "../session.ts";
import { strandsText } from "../stranded.ts";

/** Shows what apply would do; changes nothing. */
export async function plan(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const reviewed = await readReviewed(context, options, "all");
  const db = await connectTo(context, reviewed);
  try {
    const planned = await planChanges(db, reviewed.tables, { ...planOptions(options), settings: reviewed.target });
    const format = options.format as PlanFormat;
    const findings = await lookAt(context, db, { planned, reviewed });
    const { drops, refused, strands } = findings;
    const document = planDocument(planned, undefined, strands);
    const text =
      format === "json"
        ? `${JSON.stringify(document, undefined, 2)}\n`
        : printPlan(planned, { format, color: context.color });
    context.emit({ type: "output", text: text + dropsText(drops, format) + strandsText(strands, format) });
    warnOf(context, findings);
    const file = await savePlan(context, options, { planned, strands, db, project: reviewed.project });
    const empty = isEmptyPlan(planned);
    return {
      exitCode: options.exitCode === true && !empty ? exitCodes.different : exitCodes.done,
      data: {
        counts: planCounts(planned),
        plan: document,
        drops,
        refused,
        ...(file === undefined ? {} : { file }),
      },
      ...(file === undefined ? {} : { summary: "planned", next: `applier-cli apply ${file}` }),
    };
  } finally {
    await db.close();
  }
}
