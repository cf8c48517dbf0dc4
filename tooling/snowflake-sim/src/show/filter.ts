import { SqlError } from "../contracts.ts";
import { compilationError } from "../catalog/errors.ts";
import type { Show } from "../sql/listing-statements.ts";

/** Rows a listing may have, 10,000 in Snowflake. */
export interface ListingLimits {
  readonly cap: number;
}

/** `%` and `_` are wildcards, case does not matter, and nothing escapes them (Snowflake SQL reference, SHOW … LIKE). */
function likePattern(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${escaped}$`, "isu");
}

/** LIKE and STARTS WITH on the names of a listing. */
export function filterByName<T>(items: readonly T[], show: Show, name: (item: T) => string): readonly T[] {
  const like = show.like === undefined ? undefined : likePattern(show.like);
  const { startsWith } = show;
  if (like === undefined && startsWith === undefined) return items;
  return items.filter((item) => {
    const text = name(item);
    return (like?.test(text) ?? true) && (startsWith === undefined || text.startsWith(startsWith));
  });
}

function tooMany(cap: number): SqlError {
  const text = `The result set size exceeded the max number of rows(${String(cap)}) supported for SHOW statements.`;
  return new SqlError("090153", "22000", `${text} Use LIMIT option to limit result set to a smaller number.`);
}

/**
 * Cuts sorted items as listings with LIMIT … FROM do: FROM starts behind that name; without LIMIT, more rows than the cap
 * are an error (Snowflake SQL reference, SHOW TABLES).
 * @throws SqlError 090153, 001003
 */
export function page<T>(
  items: readonly T[],
  show: Show,
  name: (item: T) => string,
  limits: ListingLimits,
): readonly T[] {
  const { limit, from } = show;
  if (limit === undefined) {
    if (items.length > limits.cap) throw tooMany(limits.cap);
    return items;
  }
  if (limit < 1 || limit > limits.cap) {
    throw compilationError("001003", "42000", `Invalid row limit '${String(limit)}': 1 to ${String(limits.cap)}.`);
  }
  const rest = from === undefined ? items : items.filter((item) => name(item) > from);
  return rest.slice(0, limit);
}

/** Cuts in silence, as SHOW COLUMNS, OBJECTS, SEQUENCES and KEYS do. */
export function cut<T>(items: readonly T[], limits: ListingLimits): readonly T[] {
  return items.length > limits.cap ? items.slice(0, limits.cap) : items;
}
