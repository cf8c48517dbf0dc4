import type { CommandContext } from "@dp/cli-kit";
import type { TablesConfig } from "@dp/config";

import type { TableOutcome } from "./mapped.ts";

/**
 * Tells of acceptances in `defaults` that no table needs. While a table could not be mapped nothing is told: it may be the
 * one that needs them.
 */
export function tellUnusedDefaults(
  context: CommandContext,
  { tables }: TablesConfig,
  outcomes: readonly TableOutcome[],
): void {
  const heirs = tables.filter(({ acceptLossInherited }) => acceptLossInherited);
  const names = new Set(heirs.map(({ name }) => name));
  const met = new Set<string>();
  for (const outcome of outcomes) {
    if (!("metadata" in outcome)) return;
    if (!names.has(outcome.name)) continue;
    for (const { loss = [] } of outcome.metadata.target.columns) for (const code of loss) met.add(code);
  }
  for (const code of heirs[0]?.acceptLoss ?? []) {
    if (met.has(code)) continue;
    context.emit({
      type: "warning",
      code: "ACCEPTED_LOSS_UNUSED",
      text: `defaults.accept_loss names ${code}, which no value of any table can meet.`,
      where: "config/tables.yaml",
      hint: "Remove it: an acceptance that stays behind would silence a later loss.",
    });
  }
}
