import type { Finding } from "@dp/metadata";
import { lossCodes } from "@dp/type-map";

import { finding } from "./findings.ts";
import type { MappedTable } from "./mapped-table.ts";

const definitions: ReadonlyMap<string, { readonly effect: string }> = new Map(Object.entries(lossCodes));

/**
 * What may arrive otherwise than it left and was not accepted by name. Refused values are no loss: the load says so.
 * Collations have a finding of their own.
 */
export function lossFindings({ columns, settings }: MappedTable): readonly Finding[] {
  const accepted = settings.acceptLoss ?? [];
  return columns.flatMap(({ source, parts }) => {
    const [main] = parts;
    const loss = main.loss.filter((code) => isSilent(code) && !accepted.includes(code));
    if (loss.length === 0) return [];
    return [finding("LOSS_NOT_ACCEPTED", { column: source.name, details: { type: main.type, loss } })];
  });
}

function isSilent(code: string): boolean {
  const effect = definitions.get(code)?.effect;
  return effect === "truncated" || effect === "changed";
}
