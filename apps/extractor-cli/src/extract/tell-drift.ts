import type { CommandResult, OptionValues } from "@dp/cli-kit";

import { driftMarkdown, driftText } from "../drift/print-drift.ts";
import type { TableDrift } from "../drift/table-drift.ts";
import { markdownLimit } from "../limit-option.ts";
import { appendStepSummary } from "../step-summary.ts";
import { type Compared, findDrift } from "./find-drift.ts";
import type { Run } from "./run.ts";

/** Finds what is different since the files were committed and says it; nothing where files are written. */
export async function tellDrift(
  run: Run,
  compared: Compared,
  options: OptionValues,
): Promise<readonly TableDrift[] | undefined> {
  if (run.mode !== "check") return undefined;
  const drifts = await findDrift(run, compared);
  const text = options.format === "md" ? driftMarkdown(drifts, markdownLimit(options).limit) : driftText(drifts);
  if (text !== "") run.context.emit({ type: "output", text });
  await appendStepSummary(run.context, (limit) => driftMarkdown(drifts, limit));
  return drifts;
}

/** A document on stdout has no last line below it. */
export function asDocument({ exitCode, data }: CommandResult): CommandResult {
  return { exitCode, data };
}
