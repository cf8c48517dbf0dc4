import type { CommandContext } from "@dp/cli-kit";
import type { Project } from "@dp/config";
import type { PgConnection } from "@dp/pg-client";
import { type ComparedRows, openSession, verifyData, type VerifiedData } from "@dp/pg-load";

import { type Comparing, compareTable, rowHashesCommand, type WantedRows } from "./compare.ts";
import { openDelivery } from "./delivery.ts";
import { count } from "./tell.ts";

/** Whether a table holds what was loaded. */
export function isAsLoaded({ differing, problem, rows, keptRows }: VerifiedData): boolean {
  return differing.length === 0 && problem === undefined && rows === keptRows;
}

function detail(verified: VerifiedData): string {
  const { differing, problem, rows, keptRows, buckets, outside, snapshot } = verified;
  if (problem !== undefined) return problem;
  const without = outside.length === 0 ? "" : `, but for ${outside.join(", ")}`;
  if (isAsLoaded(verified)) return `${count(rows)} rows as Snowflake had them at ${snapshot}${without}`;
  const shown = differing.slice(0, 10).join(", ");
  const more = differing.length > 10 ? ", …" : "";
  const number = rows === keptRows ? `${count(rows)} rows` : `${count(rows)} rows and not ${count(keptRows)}`;
  return `${number}; ${count(differing.length)} of ${count(buckets)} buckets differ: ${shown}${more}`;
}

/** What was verified of each table; of those that were compared row by row, what that found. */
export interface VerifiedRows {
  readonly tables: readonly (VerifiedData & { readonly comparison?: object })[];
  /** Exit code, where a comparison was asked for and could not be made. */
  readonly failed?: number;
  /** Rows by table, where their keys may be shown. */
  readonly values?: { readonly differingRows: Readonly<Record<string, ComparedRows["rows"]>> };
}

/** What is verified, and with what. */
interface Verifying {
  readonly project: Project;
  readonly connect: () => Promise<PgConnection>;
  readonly names: readonly string[];
  readonly wanted: WantedRows | undefined;
}

/** Compares the rows of tables with what was loaded, one item a table; those that differ row by row, where that is wanted. */
export async function verifyRows(context: CommandContext, given: Verifying): Promise<VerifiedRows> {
  const { connect, names, wanted } = given;
  const db = await openSession(connect);
  try {
    const verified = await verifyData(db, names, (one) => {
      const status = isAsLoaded(one) ? "ok" : "different";
      context.emit({ type: "item", name: `${one.table} (rows)`, status, detail: detail(one) });
      if (wanted === undefined && one.problem === undefined && one.differing.length > 0) {
        const text = `          which rows: ${rowHashesCommand(one.table, one.differing)} (on the other side; then verify --data --rows)\n`;
        context.emit({ type: "output", text });
      }
    });
    return wanted === undefined ? { tables: verified } : await compareAll(context, db, { ...given, verified, wanted });
  } finally {
    await db.close();
  }
}

async function compareAll(
  context: CommandContext,
  db: PgConnection,
  given: Verifying & { readonly verified: readonly VerifiedData[]; readonly wanted: WantedRows },
): Promise<VerifiedRows> {
  const { verified, wanted, project } = given;
  const chosen = verified.filter((one) =>
    wanted.ref === undefined ? one.problem === undefined && one.differing.length > 0 : one.table === wanted.ref.table,
  );
  // Of a table that was never loaded, the comparison says what is to be done first.
  const tables = chosen.length > 0 || wanted.ref === undefined ? chosen : [{ ...wanted.ref, differing: [] }];
  if (tables.length === 0) return { tables: verified };
  const delivery = await openDelivery(context, project);
  const found = new Map<string, Comparing>();
  for (const table of tables) found.set(table.table, await compareTable(context, db, { table, delivery, wanted }));
  const failed = [...found.values()].flatMap((one) => ("failed" in one ? [one.failed] : []))[0];
  const compared = verified.map((one) => {
    const comparing = found.get(one.table);
    return comparing === undefined ? one : { ...one, comparison: comparisonData(comparing) };
  });
  const rows = [...found].flatMap(([table, one]) => ("compared" in one ? [[table, one.compared.rows] as const] : []));
  return {
    tables: compared,
    ...(failed === undefined ? {} : { failed }),
    ...(wanted.showValues ? { values: { differingRows: Object.fromEntries(rows) } } : {}),
  };
}

/** Counts alone: the rows themselves go where values may go. */
function comparisonData(comparing: Comparing): object {
  if ("failed" in comparing) return { error: comparing.error };
  const { file, epoch, seq, snapshot, chosen, outside, counts } = comparing.compared;
  return { file, epoch, seq, snapshot, ...(chosen === undefined ? {} : { chosen }), outside, counts };
}
