import { valueExpression } from "@dp/type-map/sql";

import type { MovedColumn, MovedTable } from "../table/moved-table.ts";
import { refuseLong } from "./statement-length.ts";

/** Some rows of a table: what stands behind FROM, with the columns that travel and no other. */
export interface RowSet {
  readonly from: string;
}

/** Rows of `origin` (a table at a point, or its changes) that fit `where`, with just the columns that the target needs. */
export function rowSet(table: MovedTable, origin: string, where?: string): RowSet {
  const names = [...new Set(table.columns.map((column) => `${column.origin} AS ${column.reference}`))].join(", ");
  return { from: `(SELECT ${names} FROM ${origin}${where === undefined ? "" : ` WHERE ${where}`}) AS "moved"` };
}

/** `c1`, `c2`, …: names of a result's columns; Snowflake's own could be anything. */
export function resultNames(width: number): readonly string[] {
  return Array.from({ length: width }, (_unused, index) => `c${String(index + 1)}`);
}

function selected(columns: readonly MovedColumn[]): string {
  return columns
    .map(({ source, reference }, index) => `${valueExpression(source, reference)} AS "c${String(index + 1)}"`)
    .join(", ");
}

/** SELECT of the values, as the texts that travel. @throws UnloadError UNLOAD_STATEMENT_TOO_LONG */
export function valuesStatement(table: MovedTable, rows: RowSet): string {
  return refuseLong(`SELECT ${selected(table.columns)} FROM ${rows.from}`, table.name);
}

/** SELECT of the keys, as the texts that travel. */
export function keysStatement(table: MovedTable, rows: RowSet): string {
  return `SELECT ${selected(table.key ?? [])} FROM ${rows.from}`;
}

/** SELECT of the keys that `before` has and `after` has not. */
export function goneKeysStatement(table: MovedTable, before: RowSet, after: RowSet): string {
  return `${keysStatement(table, before)} MINUS ${keysStatement(table, after)}`;
}
