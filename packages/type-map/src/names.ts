import { InvalidNameError } from "./errors.ts";
import { isWellFormed, utf8Bytes, utf8Length, utf8Prefix } from "./utf8.ts";

/** PostgreSQL's NAMEDATALEN - 1, in bytes of UTF-8 (manual, "Identifiers and Key Words"). */
export const maxIdentifierBytes = 63;

function checkName(name: string): void {
  if (name === "") throw new InvalidNameError(name, "is empty");
  if (name.includes("\0")) throw new InvalidNameError(name, "holds U+0000");
  if (!isWellFormed(name)) throw new InvalidNameError(name, "is not well-formed Unicode");
}

/** FNV-1a, 32 bits, over the name's UTF-8; eight hex digits. */
function digest(name: string): string {
  let hash = 0x811c9dc5;
  for (const byte of utf8Bytes(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

function shorten(name: string, ending: string): string {
  const tail = `_${digest(name + ending)}${ending}`;
  return utf8Prefix(name, maxIdentifierBytes - utf8Length(tail)) + tail;
}

/**
 * The PostgreSQL name of a stored Snowflake name: lower-case when Snowflake would not need quotes for it (so that both
 * sides are written without quotes), else the same characters. Does not shorten. Rests on Snowflake SQL reference,
 * "Identifier requirements", and PostgreSQL manual, "Identifiers and Key Words".
 * @throws InvalidNameError
 */
export function foldName(stored: string): string {
  checkName(stored);
  return /^[A-Z_][A-Z0-9_$]*$/.test(stored) ? stored.toLowerCase() : stored;
}

/**
 * The name itself up to 63 bytes of UTF-8; a longer one becomes its first 54 bytes, cut between two characters, `_` and
 * eight hex digits that depend on the whole name (32-bit FNV-1a). PostgreSQL itself would cut with a mere notice, and
 * two long names could meet.
 * @throws InvalidNameError
 */
export function fitIdentifier(name: string): string {
  checkName(name);
  return utf8Length(name) <= maxIdentifierBytes ? name : shorten(name, "");
}

/**
 * A constraint's or index's name in PostgreSQL's own manner: parts and suffix joined by `_`, e.g. `orders_pkey`,
 * `orders_customer_id_fkey`. When over 63 bytes the parts are shortened as in `fitIdentifier`; the suffix stays.
 * @throws InvalidNameError
 */
export function joinIdentifier(parts: readonly string[], suffix: string): string {
  const stem = parts.join("_");
  const ending = suffix === "" ? "" : `_${suffix}`;
  checkName(stem + ending);
  return utf8Length(stem + ending) <= maxIdentifierBytes ? stem + ending : shorten(stem, ending);
}

const systemColumns: ReadonlySet<string> = new Set(["tableoid", "xmin", "xmax", "cmin", "cmax", "ctid"]);

/**
 * Whether every PostgreSQL table has a system column of this name, so that none can be made, not even in quotes
 * (manual, "System Columns").
 */
export function isPgSystemColumn(name: string): boolean {
  return systemColumns.has(name);
}
