import type { ResultColumn, StatementResult } from "../contracts.ts";

/** Kinds of column in a listing. */
type CellType = "text" | "fixed" | "timestamp_ltz";

/** A cell as text; null is SQL NULL, which most listings avoid in favour of the empty string. */
export type Cell = string | null;

/** Columns of a listing in order: name and kind. */
export type ListingColumns = readonly (readonly [name: string, type: CellType])[];

const wire: Readonly<Record<CellType, Omit<ResultColumn, "name" | "type" | "nullable">>> = {
  text: { precision: null, scale: null, length: 16_777_216, byteLength: 16_777_216 },
  fixed: { precision: 38, scale: 0, length: null, byteLength: null },
  timestamp_ltz: { precision: 0, scale: 3, length: null, byteLength: null },
};

/** Reads names, each with `:fixed` or `:time` where it is not text: `"created_on:time name rows:fixed"`, `|` between. */
export function listingColumns(names: string): ListingColumns {
  return names.split("|").map((entry) => {
    const [name = "", type] = entry.trim().split(":");
    return [name, type === "fixed" ? "fixed" : type === "time" ? "timestamp_ltz" : "text"];
  });
}

/** Rows a batch holds. */
const batchRows = 1000;

async function* batches(rows: readonly (readonly Cell[])[]): AsyncGenerator<readonly string[]> {
  for (let from = 0; from < rows.length; from += batchRows) {
    yield rows.slice(from, from + batchRows).map((row) => JSON.stringify(row));
    await Promise.resolve();
  }
}

/** A finished listing as a statement's result. */
export function listingResult(
  statementType: number,
  columns: ListingColumns,
  rows: readonly (readonly Cell[])[],
): StatementResult {
  return {
    statementType,
    columns: columns.map(([name, type]) => ({ name, type, nullable: true, ...wire[type] })),
    rows: batches(rows),
  };
}

/** The one row that DDL and session statements answer with. */
export function statusResult(statementType: number, status: string): StatementResult {
  return listingResult(statementType, [["status", "text"]], [[status]]);
}

/** Milliseconds since the epoch as a timestamp on the wire. */
export function timestampCell(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
