import type { CommandContext } from "@dp/cli-kit";
import type { PgConnection } from "@dp/pg-client";
import { openSession, verifyData, type VerifiedData } from "@dp/pg-load";

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

/** Compares the rows of tables with what was loaded, one item a table. */
export async function verifyRows(
  context: CommandContext,
  connect: () => Promise<PgConnection>,
  tables: readonly string[],
): Promise<readonly VerifiedData[]> {
  const db = await openSession(connect);
  try {
    return await verifyData(db, tables, (verified) => {
      const status = isAsLoaded(verified) ? "ok" : "different";
      context.emit({ type: "item", name: `${verified.table} (rows)`, status, detail: detail(verified) });
    });
  } finally {
    await db.close();
  }
}
