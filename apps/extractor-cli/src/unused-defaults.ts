import type { CommandContext } from "@dp/cli-kit";
import type { TableConfig, TablesConfig } from "@dp/config";

import type { TableOutcome } from "./mapped.ts";

/**
 * Tells of acceptances for several tables, of `defaults` or of a pattern, that none of them needs. While a table could not
 * be mapped nothing is told: it may be the one that needs them.
 */
export function tellUnusedDefaults(
  context: CommandContext,
  { tables }: TablesConfig,
  outcomes: readonly TableOutcome[],
): void {
  const losses = new Map<string, ReadonlySet<string>>();
  for (const outcome of outcomes) {
    if (!("metadata" in outcome)) return;
    losses.set(outcome.name, new Set(outcome.metadata.target.columns.flatMap(({ loss = [] }) => loss)));
  }
  for (const [accepted, heirs] of byList(tables)) {
    for (const code of accepted) {
      if (heirs.some(({ name }) => losses.get(name)?.has(code) === true)) continue;
      context.emit({
        type: "warning",
        code: "ACCEPTED_LOSS_UNUSED",
        ...saying(code, heirs),
        hint: "Remove it: an acceptance that stays behind would silence a later loss.",
      });
    }
  }
}

/** Tables that share one list; the others' mappings say it themselves. */
function byList(tables: readonly TableConfig[]): ReadonlyMap<readonly string[], readonly TableConfig[]> {
  const lists = new Map<readonly string[], TableConfig[]>();
  for (const table of tables) {
    if (!table.acceptLossInherited) continue;
    const heirs = lists.get(table.acceptLoss);
    if (heirs === undefined) lists.set(table.acceptLoss, [table]);
    else heirs.push(table);
  }
  return lists;
}

function saying(code: string, heirs: readonly TableConfig[]): { readonly text: string; readonly where: string } {
  const [first] = heirs;
  if (first?.fromPattern === true && heirs.every(({ line }) => line === first.line)) {
    const where = `config/tables.yaml:${String(first.line)}:${String(first.column)}`;
    return { text: `accept_loss of this pattern names ${code}, which no value of its tables can meet.`, where };
  }
  const text = `defaults.accept_loss names ${code}, which no value of any table can meet.`;
  return { text, where: "config/tables.yaml" };
}
