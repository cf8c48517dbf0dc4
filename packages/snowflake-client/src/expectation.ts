import type { Expectation } from "./conformance.ts";
import type { SnowflakeError } from "./error.ts";
import type { Answer } from "./types.ts";

/** What the account said: a result, or the error of a statement. */
export type Seen = Answer | SnowflakeError;

/** Whether an answer is as expected. */
export function holds(expected: Expectation, seen: Seen): boolean {
  if ("error" in expected) {
    return !("rows" in seen) && seen.snowflakeCode === expected.error && seen.sqlState === expected.sqlState;
  }
  if (!("rows" in seen)) return false;
  if ("columns" in expected) return missing(expected.columns, seen).length === 0;
  if ("row" in expected) return JSON.stringify(seen.rows) === JSON.stringify([expected.row]);
  const value = seen.rows[0]?.[0] ?? null;
  if ("is" in expected) return value === expected.is;
  return value === null ? expected.orNull === true : new RegExp(expected.matches, "u").test(value);
}

function missing(columns: readonly string[], seen: Answer): readonly string[] {
  const present = new Set(seen.columns.map((column) => column.toLowerCase()));
  return columns.filter((column) => !present.has(column.toLowerCase()));
}

/** The expectation in words. */
export function expectedText(expected: Expectation): string {
  if ("error" in expected) return `error ${expected.error} (SQLSTATE ${expected.sqlState})`;
  if ("columns" in expected) return `columns ${expected.columns.join(", ")}`;
  if ("row" in expected) return `the row ${expected.row.map(valueText).join(", ")}`;
  if ("is" in expected) return valueText(expected.is);
  return `text like /${expected.matches}/${expected.orNull === true ? ", or NULL" : ""}`;
}

/** The answer in words, as far as the expectation is about it. */
export function seenText(expected: Expectation, seen: Seen): string {
  if (!("rows" in seen)) {
    const state = seen.sqlState === undefined ? "" : ` (SQLSTATE ${seen.sqlState})`;
    return `error ${seen.snowflakeCode ?? seen.code}${state}: ${seen.message}`;
  }
  if ("columns" in expected) return `no column ${missing(expected.columns, seen).join(", ")}`;
  if ("error" in expected) return `no error, ${String(seen.rows.length)} rows`;
  if ("row" in expected) return seen.rows.map((row) => row.map(valueText).join(", ")).join("; ") || "no row";
  return valueText(seen.rows[0]?.[0] ?? null);
}

function valueText(value: string | null): string {
  return value === null ? "NULL" : JSON.stringify(value);
}
