import { type CommandContext, type CommandResult, exitCodes, type OptionValues } from "@dp/cli-kit";
import { verify as compare, type VerifiedDifference } from "@dp/pg-apply";
import { differenceText, objectText } from "@dp/pg-ddl";
import type { PgConnection } from "@dp/pg-client";

import { rowsOption } from "../load/compare.ts";
import { isAsLoaded, type VerifiedRows, verifyRows } from "../load/verify.ts";
import { connector, connectTo, type Reviewed, readReviewed } from "../session.ts";

/** What verification found, for the terminal and for JSON. */
export interface Verified {
  readonly matching: number;
  readonly differing: number;
  /** Tables with nothing worse than a warning. */
  readonly warned: number;
  /** Differences that nobody wants to be told. */
  readonly ignored: number;
  readonly differences: readonly VerifiedDifference[];
}

/** Whether there is more than warnings and extras that harm no row, which plans leave as they are. */
export function needsWork({ differences }: Verified): boolean {
  return differences.some(({ kept, severity }) => kept !== true && severity === "error");
}

/** One item with its differences under it; tells whether it is as it should be. */
function tell(
  context: CommandContext,
  name: string,
  differences: readonly VerifiedDifference[],
): "ok" | "warning" | "different" {
  const worse = differences.some(({ severity }) => severity === "error") ? "different" : "warning";
  const status = differences.length === 0 ? "ok" : worse;
  context.emit({ type: "item", name, status });
  for (const difference of differences) {
    const note = difference.severity === "warning" ? " (warning)" : "";
    context.emit({ type: "output", text: `          ${differenceText(difference)}${note}\n` });
  }
  return status;
}

/** Compares tables with their metadata and the target, one item a table, each difference named. */
export async function verifyTables(
  context: CommandContext,
  db: PgConnection,
  { tables, target }: Pick<Reviewed, "tables" | "target">,
): Promise<Verified> {
  const severity = target?.verify ?? {};
  const { differences, ignored, tables: compared } = await compare(db, tables, { settings: target, severity });
  for (const difference of differences.filter(({ code }) => code === "SCHEMA_USAGE_MISSING")) {
    tell(context, objectText(difference.object), [difference]);
  }
  const statuses = compared.map(({ name, differences: own }) => tell(context, name, own));
  const count = (status: string): number => statuses.filter((one) => one === status).length;
  const differing = count("different");
  return { matching: tables.length - differing, differing, warned: count("warning"), ignored, differences };
}

async function rowsOf(context: CommandContext, reviewed: Reviewed, options: OptionValues): Promise<VerifiedRows> {
  const { project, tables } = reviewed;
  const names = tables.map(({ name }) => name);
  const wanted = rowsOption(options, names);
  return verifyRows(context, { project, connect: await connector(context, project), names, wanted });
}

/** Exit 2 when something is not as the metadata and the target say; a warning or what is ignored is no reason. */
export async function verify(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const reviewed = await readReviewed(context, options, "all");
  rowsOption(
    options,
    reviewed.tables.map(({ name }) => name),
  );
  const db = await connectTo(context, reviewed);
  try {
    const verified = await verifyTables(context, db, reviewed);
    const { matching, differing, warned, ignored, differences } = verified;
    const notes = [
      ...(warned === 0 ? [] : [`${String(warned)} of them with warnings`]),
      ...(ignored === 0 ? [] : [`${String(ignored)} differences ignored`]),
    ].map((note) => `; ${note}`);
    const found = options.data === true ? await rowsOf(context, reviewed, options) : undefined;
    const rows = found?.tables;
    const odd = (rows ?? []).filter((one) => !isAsLoaded(one)).length;
    if (rows !== undefined) {
      const loaded = `; rows of ${String(rows.length - odd)} as they were loaded`;
      notes.push(odd === 0 ? loaded : `${loaded}, of ${String(odd)} not`);
    }
    const broken = differences.some(({ severity }) => severity === "error") || odd > 0;
    return {
      exitCode: found?.failed ?? (broken ? exitCodes.different : exitCodes.done),
      data: { ...verified, ...(rows === undefined ? {} : { rows }) },
      ...(found?.values === undefined ? {} : { values: found.values }),
      summary: `${String(matching)} as they should be, ${String(differing)} different${notes.join("")}`,
      ...(needsWork(verified) ? { next: "applier-cli plan" } : {}),
    };
  } finally {
    await db.close();
  }
}
