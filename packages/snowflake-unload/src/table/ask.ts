import type { SnowflakeConnection } from "@dp/snowflake-client";
import type { BucketSum } from "@dp/type-map/sql";

import { UnloadError } from "../error.ts";
import { countStatements, brokenKeysStatement } from "../sql/counts.ts";
import type { Cursor } from "../sql/cursor.ts";
import type { RowSet } from "../sql/rows.ts";
import { sumsStatement } from "../sql/sums.ts";
import type { MovedTable } from "./moved-table.ts";

type Db = Pick<SnowflakeConnection, "ask" | "query">;

/** What stated losses have touched. */
export interface LossCount {
  readonly column: string;
  readonly code: string;
  readonly rows: number;
}

async function numbers(db: Db, sql: string): Promise<readonly number[]> {
  const { rows } = await db.ask(sql);
  return (rows[0] ?? []).map(Number);
}

/**
 * Counts rows and losses before anything is read.
 * @throws UnloadError UNLOAD_VALUES_REFUSED with column, code and count; SnowflakeError
 */
export async function countRows(
  db: Db,
  table: MovedTable,
  rows: RowSet,
): Promise<{ rows: number; losses: LossCount[] }> {
  let count = 0;
  const losses: LossCount[] = [];
  const refused: LossCount[] = [];
  for (const { sql, counted } of countStatements(table, rows)) {
    const [all = 0, ...found] = await numbers(db, sql);
    count = all;
    counted.forEach(({ column, code, kind }, index) => {
      const touched = found[index] ?? 0;
      if (touched > 0) (kind === "refused" ? refused : losses).push({ column, code, rows: touched });
    });
  }
  if (refused.length > 0) throw refusedValues(table, refused);
  return { rows: count, losses };
}

function refusedValues({ name }: MovedTable, refused: readonly LossCount[]): UnloadError {
  const problems = refused.map(({ column, code, rows }) => ({
    where: `${name}.${column}`,
    code,
    message: `${String(rows)} ${rows === 1 ? "row" : "rows"}: ${code}`,
  }));
  const listed = problems.map(({ where, message }) => `${where} ${message}`).join("; ");
  return new UnloadError("UNLOAD_VALUES_REFUSED", `PostgreSQL would not take these values: ${listed}`, {
    where: name,
    hint: "extractor-cli explain says what each code means and which policy or type takes such values; or have the rows corrected.",
    problems,
  });
}

/** @throws UnloadError UNLOAD_KEY_NOT_UNIQUE */
export async function refuseBrokenKeys(db: Db, table: MovedTable, rows: RowSet): Promise<void> {
  const [broken = 0] = await numbers(db, brokenKeysStatement(table, rows));
  if (broken === 0) return;
  const key = (table.key ?? []).map(({ from }) => from).join(", ");
  throw new UnloadError("UNLOAD_KEY_NOT_UNIQUE", `${String(broken)} keys (${key}) stand on several rows or are NULL`, {
    where: table.name,
    hint: "extractor-cli extract --check-keys shows them; changed rows can only be put in by a key that is unique.",
  });
}

/** Sums of each bucket that has rows. */
export async function sumsOf(db: Db, table: MovedTable, rows: RowSet, buckets: number): Promise<readonly BucketSum[]> {
  const found = await db.query(sumsStatement(table, rows, buckets));
  return found.map(({ bucket, rows: count, lane1, lane2 }) => ({
    bucket: bucket ?? "",
    rows: count ?? "0",
    lane1: lane1 ?? "0",
    lane2: lane2 ?? "0",
  }));
}

/** The whole table in a few figures. */
export interface Extent {
  readonly rows: number;
  /** Rows whose cursor is NULL. */
  readonly withoutCursor: number;
  /** Exact text of the greatest cursor. */
  readonly watermark?: string;
}

export async function extentOf(db: Db, from: RowSet["from"], cursor: Cursor | undefined): Promise<Extent> {
  const asked = cursor === undefined ? [] : [`TO_VARCHAR(COUNT_IF(${cursor.reference} IS NULL))`, cursor.greatest];
  const { rows } = await db.ask(`SELECT ${["TO_VARCHAR(COUNT(*))", ...asked].join(", ")} FROM ${from}`);
  const [count, without, watermark] = rows[0] ?? [];
  return {
    rows: Number(count ?? 0),
    withoutCursor: Number(without ?? 0),
    ...(watermark !== undefined && watermark !== null && { watermark }),
  };
}

export async function countOf(db: Db, from: string, where?: string): Promise<number> {
  const [count = 0] = await numbers(
    db,
    `SELECT TO_VARCHAR(COUNT(*)) FROM ${from}${where === undefined ? "" : ` WHERE ${where}`}`,
  );
  return count;
}
