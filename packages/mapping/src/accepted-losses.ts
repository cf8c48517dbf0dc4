import type { ColumnSettings, Finding, MappingSettings } from "@dp/metadata";
import { lossCodes } from "@dp/type-map";

import { settingsOf } from "./column-settings.ts";
import type { MappingProblem } from "./errors.ts";
import { finding } from "./findings.ts";
import type { MappedColumn, MappedTable } from "./mapped-table.ts";

const definitions: ReadonlyMap<string, { readonly effect: string; readonly sentence: string }> = new Map(
  Object.entries(lossCodes),
);

/** The losses that tables.yaml accepts for a column, at the table or at the column itself. */
export function acceptedFor(settings: MappingSettings, column: ColumnSettings): readonly string[] {
  return [...(settings.acceptLoss ?? []), ...(column.acceptLoss ?? [])];
}

interface UnacceptedLoss {
  readonly column: MappedColumn;
  readonly loss: readonly [string, ...string[]];
}

/**
 * What may arrive otherwise than it left and was not accepted by name. Refused values are no loss: the load says so.
 * Nor is another behaviour: the values are the same, and collations have a finding of their own.
 */
function unaccepted({ columns, settings }: MappedTable): readonly UnacceptedLoss[] {
  return columns.flatMap((column) => {
    const accepted = acceptedFor(settings, settingsOf(settings, column.source.name));
    const [first, ...more] = column.parts[0].loss.filter((code) => isSilent(code) && !accepted.includes(code));
    return first === undefined ? [] : [{ column, loss: [first, ...more] }];
  });
}

function isSilent(code: string): boolean {
  const effect = definitions.get(code)?.effect;
  return effect === "truncated" || effect === "changed";
}

/** Losses nobody accepted, and acceptances nobody needs. */
export function lossFindings(table: MappedTable): readonly Finding[] {
  const told = table.settings.losses === "fail" ? [] : unaccepted(table);
  return [
    ...told.map(({ column, loss }) =>
      finding("LOSS_NOT_ACCEPTED", { column: column.source.name, details: { type: column.parts[0].type, loss } }),
    ),
    ...unusedAcceptances(table),
  ];
}

/** The same losses as reasons to refuse the table, under `losses: fail`. */
export function lossProblems(table: MappedTable): readonly MappingProblem[] {
  if (table.settings.losses !== "fail") return [];
  return unaccepted(table).map(({ column, loss }) => {
    const { name } = column.source;
    const losses = loss.map((code) => `${code} (${definitions.get(code)?.sentence ?? ""})`).join(", ");
    return {
      code: "LOSS_NOT_ACCEPTED",
      column: name,
      message: `column ${JSON.stringify(name)} as ${column.parts[0].type} has losses that are not accepted: ${losses}`,
      hint: "Choose a policy that keeps the value, or name the loss under accept_loss in tables.yaml.",
    };
  });
}

/** An acceptance that stays behind would silence a loss that comes later. */
function unusedAcceptances(table: MappedTable): readonly Finding[] {
  const met = new Map(table.columns.map((column) => [column.source.name, possible(column)]));
  const ofColumns = Object.entries(table.settings.columns ?? {}).flatMap(([column, { acceptLoss = [] }]) =>
    acceptLoss
      .filter((loss) => met.get(column)?.has(loss) === false)
      .map((loss) => unused({ column, setting: `columns.${column}.accept_loss`, loss })),
  );
  if (table.acceptLossInherited) return ofColumns;
  const anywhere = new Set([...met.values()].flatMap((losses) => [...losses]));
  const ofTable = (table.settings.acceptLoss ?? []).filter((loss) => !anywhere.has(loss));
  return [...ofColumns, ...ofTable.map((loss) => unused({ setting: "accept_loss", loss }))];
}

function possible({ parts }: MappedColumn): ReadonlySet<string> {
  return new Set(parts.flatMap((part) => part.loss));
}

function unused({ column, ...details }: { column?: string; setting: string; loss: string }): Finding {
  return finding("ACCEPTED_LOSS_UNUSED", { ...(column !== undefined && { column }), details });
}
