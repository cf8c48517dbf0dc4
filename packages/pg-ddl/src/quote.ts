import { InvalidIdentifierError, InvalidLiteralError } from "./errors.ts";
import type { QualifiedName } from "./model.ts";
import { reservedWords } from "./reserved-words.ts";
import { sql, type SqlText, trust } from "./sql-text.ts";

/** Bytes that a name may have: NAMEDATALEN - 1. */
const maxIdentifierBytes = 63;

const encoder = new TextEncoder();

/** Why PostgreSQL could not hold this text unchanged; undefined when it can. */
function unstorable(text: string): string | undefined {
  if (text.includes("\0")) return "it holds a NUL character";
  // UTF-8 has no form for half a surrogate pair; the driver would send U+FFFD instead.
  if (/\p{Surrogate}/u.test(text)) return "it holds half a surrogate pair";
  return undefined;
}

/** What a reader cannot see, or what shows the rest otherwise than it is: controls, marks of direction, line ends. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function hex(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");
}

/**
 * A name as a careful person writes it: plain when it may be, in double quotes when it must be, and with escapes
 * (`U&"…"`) when it holds what cannot be seen.
 * @throws InvalidIdentifierError when empty, over 63 bytes, or not storable.
 */
export function quoteIdentifier(name: string): SqlText {
  if (name === "") throw new InvalidIdentifierError(name, "it is empty");
  const reason = unstorable(name);
  if (reason !== undefined) throw new InvalidIdentifierError(name, reason);
  const bytes = encoder.encode(name).length;
  if (bytes > maxIdentifierBytes) {
    throw new InvalidIdentifierError(name, `it has ${String(bytes)} bytes, ${String(maxIdentifierBytes)} is the most`);
  }
  if (/^[a-z_][a-z0-9_$]*$/.test(name) && !reservedWords.has(name)) return trust(name);
  const doubled = name.replaceAll('"', '""');
  if (doubled.search(unseen) === -1) return trust(`"${doubled}"`);
  const escaped = doubled
    .replaceAll("\\", "\\\\")
    .replaceAll(unseen, (sign) => (sign.length === 1 ? `\\${hex(sign, 4)}` : `\\+${hex(sign, 6)}`));
  return trust(`U&"${escaped}"`);
}

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function literalEscape(sign: string): string {
  return shortEscapes[sign] ?? (sign.length === 1 ? `\\u${hex(sign, 4)}` : `\\U${hex(sign, 8)}`);
}

/**
 * A string constant on one line, safe under either setting of `standard_conforming_strings`; what cannot be seen is
 * written as an escape, so that SQL shows in a review what it is.
 * @throws InvalidLiteralError when the text holds NUL or half a surrogate pair.
 */
export function quoteLiteral(text: string): SqlText {
  const reason = unstorable(text);
  if (reason !== undefined) throw new InvalidLiteralError(reason);
  const doubled = text.replaceAll("'", "''");
  if (!text.includes("\\") && text.search(unseen) === -1) return trust(`'${doubled}'`);
  return trust(`E'${doubled.replaceAll("\\", "\\\\").replaceAll(unseen, literalEscape)}'`);
}

/** `schema.name`, each part quoted on its own. @throws InvalidIdentifierError */
export function quoteQualified({ schema, name }: QualifiedName): SqlText {
  return sql`${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** `a, b, c`, each quoted. @throws InvalidIdentifierError */
export function quoteColumns(columns: readonly string[]): SqlText {
  return trust(columns.map((column) => quoteIdentifier(column)).join(", "));
}
