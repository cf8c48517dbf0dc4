import type { CommandContext } from "@dp/cli-kit";
import type { TablesConfig } from "@dp/config";
import type { ExtractOutcome } from "@dp/snowflake-extract";

import { tablesYaml } from "../session.ts";

/**
 * Leaves out what a pattern matched and reading found to be of a kind that is refused: an entry of one table asked for
 * it, and fails; a pattern asked for what there is, and is told.
 */
export function leaveOutRefused(
  context: CommandContext,
  { tables }: TablesConfig,
  extracted: readonly ExtractOutcome[],
): readonly ExtractOutcome[] {
  const matched = new Map(
    tables.flatMap((table) => (table.fromPattern === true ? [[table.name, table] as const] : [])),
  );
  return extracted.filter((outcome) => {
    const table = matched.get(outcome.name);
    if (outcome.ok || table === undefined || outcome.error.code !== "UNSUPPORTED_KIND") return true;
    context.emit({
      type: "warning",
      code: "KIND_LEFT_OUT",
      text: `${outcome.error.message}; the pattern leaves it out`,
      where: `${tablesYaml}:${String(table.line)}:${String(table.column)}`,
      hint: "Exclude it to say so in tables.yaml.",
    });
    return false;
  });
}
