import type { CommandContext } from "@dp/cli-kit";
import { type DropInspection, findRefusedRows, inspectDrops, PlanBlockedError, type RefusedRows } from "@dp/pg-apply";
import { objectText, placeTables, type Plan, type PlanStrands, tableKey, visible } from "@dp/pg-ddl";
import type { PgConnection } from "@dp/pg-client";

import { DependentsError, refusalText, RowsRefusedError } from "./errors.ts";
import type { Reviewed } from "./session.ts";
import { strandedBy } from "./stranded.ts";

/** What was found out about a plan beside the plan itself. */
export interface Findings {
  readonly drops: readonly DropInspection[];
  readonly refused: readonly RefusedRows[];
  /** Names of tables that foreign keys of the plan point to, and that were not chosen. */
  readonly notChosen: readonly string[];
  /** Bundles of rows that wait and would not fit afterwards. */
  readonly strands: readonly PlanStrands[];
}

function notChosen({ blocked }: Plan, { tables, all: read, target: settings }: Reviewed): readonly string[] {
  const all = placeTables(read, settings);
  const byTable = new Map(
    all.map(({ name, target }) => [tableKey({ schema: target.schema, name: target.table }), name]),
  );
  const chosen = new Set(tables.map(({ name }) => name));
  const names = blocked.flatMap(({ object }) => {
    const own = all.find(({ target }) => tableKey({ schema: target.schema, name: target.table }) === tableKey(object));
    const key =
      object.kind === "foreign key" ? own?.target.foreignKeys.find(({ name }) => name === object.part) : undefined;
    const { schema = "", table = "" } = key?.references ?? {};
    const name = byTable.get(tableKey({ schema, name: table }));
    return name === undefined || chosen.has(name) ? [] : [name];
  });
  return [...new Set(names)].sort();
}

/** Asks the database what a plan says nothing about: rows and dependents of what would go, rows that a key refuses. */
export async function lookAt(
  context: CommandContext,
  db: PgConnection,
  { planned, reviewed }: { readonly planned: Plan; readonly reviewed: Reviewed },
): Promise<Findings> {
  const { tables: metadata, target: settings } = reviewed;
  const drops = await inspectDrops(db, planned);
  return {
    drops,
    refused: await findRefusedRows(db, { plan: planned, metadata, settings }),
    notChosen: notChosen(planned, reviewed),
    strands: await strandedBy(context, db, { planned, reviewed }),
  };
}

function chooseHint(names: readonly string[]): string {
  return `choose ${names.length === 1 ? "that table" : "those tables"} too: --table ${names.join(" ")}`;
}

/** Says what stands in the way of applying; for `plan`, which shows everything and refuses nothing. */
export function warnOf(context: CommandContext, { refused, notChosen: names }: Findings): void {
  for (const rows of refused) {
    const hint = `see them with: ${visible(rows.query)}`;
    const where = objectText(rows.object);
    context.emit({ type: "warning", code: rows.code, where, text: refusalText(rows), hint });
  }
  if (names.length > 0) {
    const text = `foreign keys point to tables that were not chosen: ${names.join(", ")}`;
    context.emit({ type: "warning", code: "TABLE_NOT_CHOSEN", text, hint: chooseHint(names) });
  }
}

/** Refuses what the server would refuse half-way. @throws PlanBlockedError, DependentsError, RowsRefusedError */
export function refuseFindings(planned: Plan, { drops, refused, notChosen: names }: Findings): void {
  if (planned.blocked.length > 0) {
    throw new PlanBlockedError(planned.blocked, names.length === 0 ? undefined : chooseHint(names));
  }
  if (drops.some(({ dependents }) => dependents.length > 0)) throw new DependentsError(drops);
  const certain = refused.filter(({ rows }) => rows !== undefined);
  if (certain.length > 0) throw new RowsRefusedError(certain);
}
