import type { TableMetadata } from "@dp/metadata";
import { qualify } from "@dp/snowflake-client";

import type { ComparedColumn } from "./compared.ts";

/** The rows of one table and the columns of one of its keys. */
export interface KeyRows {
  readonly metadata: TableMetadata;
  readonly columns: readonly ComparedColumn[];
}

/** Bytes of one text in an index entry: BTMaxItemSize less headers; each further column takes 28 at most. */
const longestKey = 2692;

function from({ source }: TableMetadata, alias: string): string {
  return `FROM ${qualify(source.database, source.schema, source.table)} ${alias}`;
}

function columnAliases(columns: readonly ComparedColumn[]): string {
  return columns.map((_column, index) => `K${String(index)}`).join(", ");
}

function filled(columns: readonly ComparedColumn[], alias: string): string {
  return columns.map((column) => `${column.compared(alias)} IS NOT NULL`).join(" AND ");
}

/** Each key that stands in more than one row, with the number of its rows. */
function repeated({ metadata, columns }: KeyRows): string {
  const keys = columns.map((column, index) => `${column.compared("T")} AS K${String(index)}`).join(", ");
  const names = columnAliases(columns);
  const rows = `SELECT ${keys} ${from(metadata, "T")} WHERE ${filled(columns, "T")}`;
  return `SELECT ${names}, COUNT(*) AS N FROM (${rows}) GROUP BY ${names} HAVING COUNT(*) > 1`;
}

/** One row: REPEATED_KEYS, REPEATED_ROWS. */
export function duplicatesSql(key: KeyRows): string {
  return `SELECT COUNT(*) AS REPEATED_KEYS, COALESCE(SUM(N), 0) AS REPEATED_ROWS FROM (${repeated(key)})`;
}

/** One row: NULLS, TOO_LONG. */
export function rowsSql({ metadata, columns }: KeyRows): string {
  const nulls = columns.map((column) => `${column.compared("T")} IS NULL`).join(" OR ");
  const bytes = columns.flatMap((column) => column.bytes("T") ?? []).map((length) => `COALESCE(${length}, 0)`);
  const limit = longestKey - 28 * (columns.length - 1);
  const long = bytes.length === 0 ? "FALSE" : `${bytes.join(" + ")} > ${String(limit)}`;
  return `SELECT COUNT_IF(${nulls}) AS NULLS, COUNT_IF(${long}) AS TOO_LONG ${from(metadata, "T")}`;
}

function orphaned(child: KeyRows, parent: KeyRows): string {
  const pairs = child.columns.map((column, index) => {
    const other = parent.columns[index];
    return other === undefined ? "FALSE" : `${other.compared("P")} = ${column.compared("T")}`;
  });
  const found = `SELECT 1 ${from(parent.metadata, "P")} WHERE ${pairs.join(" AND ")}`;
  return `${from(child.metadata, "T")} WHERE ${filled(child.columns, "T")} AND NOT EXISTS (${found})`;
}

/** One row: ORPHANS. */
export function orphansSql(child: KeyRows, parent: KeyRows): string {
  return `SELECT COUNT(*) AS ORPHANS ${orphaned(child, parent)}`;
}

function texts(columns: readonly ComparedColumn[], alias: string): string {
  return columns.map((column, index) => `${column.text(alias)} AS K${String(index)}`).join(", ");
}

/** Some keys that are repeated, as text. */
export function duplicateValuesSql(key: KeyRows, limit: number): string {
  const { metadata, columns } = key;
  const same = columns.map((column, index) => `R.K${String(index)} = ${column.compared("T")}`).join(" AND ");
  return `SELECT DISTINCT ${texts(columns, "T")} ${from(metadata, "T")} JOIN (${repeated(key)}) R ON ${same} ORDER BY ${columnAliases(columns)} LIMIT ${String(limit)}`;
}

/** Some references to rows that are not there, as text. */
export function orphanValuesSql(child: KeyRows, parent: KeyRows, limit: number): string {
  const order = columnAliases(child.columns);
  return `SELECT DISTINCT ${texts(child.columns, "T")} ${orphaned(child, parent)} ORDER BY ${order} LIMIT ${String(limit)}`;
}
