import type { BucketSum } from "@dp/type-map/sql";

import { UnloadError } from "../error.ts";
import { valuesStatement, type RowSet } from "../sql/rows.ts";
import { sumsOf } from "./ask.ts";
import type { Way } from "./choose-way.ts";
import type { Moving, UnloadedTable } from "./moving.ts";
import { sameSums } from "./state.ts";

/** The rows of a bundle, and how many there must be. */
interface Wanted {
  readonly rows: RowSet;
  readonly count: number;
  readonly way: Pick<Way, "mode" | "why">;
  readonly buckets: number;
}

/**
 * Reads rows into parts while Snowflake sums them up, and compares their number with the count taken before.
 * @throws UnloadError UNLOAD_ROWS_MISCOUNTED, UNLOAD_TABLE_CHANGED
 */
export async function readRows(
  moving: Moving,
  { rows, count, way, buckets }: Wanted,
): Promise<{ parts: UnloadedTable["parts"]; sums: readonly BucketSum[] }> {
  const { db, table, point, readInto, emit } = moving;
  emit({ type: "table-started", table: table.name, mode: way.mode, why: way.why, rows: count });
  const summed = (): Promise<readonly BucketSum[]> => sumsOf(db, table, rows, buckets);
  const before = point === undefined ? await summed() : undefined;
  const sql = valuesStatement(table, rows);
  const [read, sums] = await bothOf(
    readInto({ table: table.name, holds: "rows", sql, width: table.columns.length, repeatable: point !== undefined }),
    point === undefined ? undefined : summed(),
  );
  const after = sums ?? (await summed());
  if (before !== undefined && !sameSums(before, after)) throw changedMeanwhile(table.name);
  if (read.rows !== count || total(after) !== count) {
    const counts = `${String(count)} rows were counted, ${String(read.rows)} read, ${String(total(after))} summed up`;
    throw point === undefined ? changedMeanwhile(table.name) : miscounted(table.name, counts);
  }
  return { parts: read.parts.map((part) => ({ ...part, holds: "rows" })), sums: after };
}

/** Both, and the error of the first that fails only when the other has ended too. */
async function bothOf<A, B>(one: Promise<A>, other: Promise<B> | undefined): Promise<[A, B | undefined]> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (first.status === "rejected") throw first.reason;
  if (second.status === "rejected") throw second.reason;
  return [first.value, second.value];
}

function total(sums: readonly BucketSum[]): number {
  return sums.reduce((rows, sum) => rows + Number(sum.rows), 0);
}

function miscounted(where: string, counts: string): UnloadError {
  return new UnloadError("UNLOAD_ROWS_MISCOUNTED", `the answers do not agree: ${counts}`, {
    where,
    hint: "Nothing of it was published. Run the command again; when it happens again, a row access policy or a view may not be the same from one query to the next.",
    retryable: true,
  });
}

function changedMeanwhile(where: string): UnloadError {
  return new UnloadError("UNLOAD_TABLE_CHANGED", "its rows changed while they were read, and it has no time travel", {
    where,
    hint: "Nothing of it was published. Run the command again when nobody writes to it.",
    retryable: true,
  });
}
