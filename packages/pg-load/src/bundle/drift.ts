import type { Queryable } from "@dp/pg-client";
import { quoteQualified } from "@dp/pg-ddl";

import { LoadError } from "../errors.ts";
import { readKeptSums } from "../ledger/kept-sums.ts";
import type { Staged } from "./stage.ts";

/**
 * A bundle that goes on from the one before is for rows as that one left them. Rows that came or went by other hands are
 * found by their number; values that were changed are found by the sums, when these rows are touched or verified.
 * @returns whether a table has drifted, which was accepted
 * @throws LoadError LOAD_DRIFTED, LOAD_NO_BASE
 */
export async function checkDrift(db: Queryable, staged: Staged, accept: boolean): Promise<boolean> {
  const kept = await readKeptSums(db, staged.link.feed);
  let drifted = false;
  for (const { target } of staged.targets.filter((one) => one.target.table.mode !== "full")) {
    const { table, live } = target;
    const before = kept.find((one) => one.table === table.name);
    if (before === undefined) {
      throw new LoadError({
        code: "LOAD_NO_BASE",
        message: `table ${table.name} was never loaded in full, and this bundle is ${table.mode}`,
        hint: "have the table sent in full: extractor-cli unload --full",
        where: `table ${table.name}`,
      });
    }
    const [row] = await db.query<{ rows: string }>(`SELECT count(*)::text AS rows FROM ${quoteQualified(live)}`);
    const present = Number(row?.rows ?? 0);
    if (present === before.rows) continue;
    drifted = true;
    if (accept) continue;
    const count = (rows: number): string => rows.toLocaleString("en");
    throw new LoadError({
      code: "LOAD_DRIFTED",
      message: `table ${table.name} has ${count(present)} rows, and the last bundle left ${count(before.rows)}: somebody else changed it`,
      hint: "nothing was loaded; --accept-drift loads nevertheless and marks what differs, a full bundle sets it right; applier-cli verify --data names the buckets",
      where: `table ${table.name}`,
    });
  }
  return drifted;
}
