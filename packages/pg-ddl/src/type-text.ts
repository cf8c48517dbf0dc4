import { parsePgType, type PgType, printPgType } from "@dp/type-map";

import { InvalidTypeTextError } from "./errors.ts";
import { type SqlText, trust } from "./sql-text.ts";

function parsed(type: string): PgType | undefined {
  try {
    return parsePgType(type);
  } catch {
    return undefined;
  }
}

/**
 * A type as SQL: read by the closed grammar of type texts and printed again.
 * @throws InvalidTypeTextError
 */
export function typeSql(type: string): SqlText {
  const known = parsed(type);
  if (known === undefined) throw new InvalidTypeTextError(type);
  return trust(printPgType(known));
}

/** One spelling for each type, for comparing; a type outside the grammar, as a catalogue may have, stays as it is. */
export function canonicalType(type: string): string {
  const known = parsed(type);
  if (known === undefined) return type;
  // Six digits are what a type without a precision has (manual, "Date/Time Types").
  return printPgType(
    "precision" in known && known.precision === 6 && known.name !== "numeric" ? { name: known.name } : known,
  );
}

/** The name of the type without length or precision; undefined outside the grammar. */
export function typeName(type: string): PgType["name"] | undefined {
  return parsed(type)?.name;
}
