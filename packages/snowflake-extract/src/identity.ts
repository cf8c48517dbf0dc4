import type { SourceIdentity } from "@dp/metadata";
import { unexpectedAnswer } from "./error.ts";

/**
 * Reads the autoincrement text of SHOW COLUMNS: `IDENTITY START 1 INCREMENT 1 NOORDER`; the last word is younger
 * than the rest and may be absent.
 * @throws ExtractError SNOWFLAKE_UNEXPECTED_ANSWER
 */
export function parseIdentity(text: string, where: string): SourceIdentity {
  const found =
    /^(?:IDENTITY|AUTOINCREMENT)\s+START\s+(-?\d{1,20})\s+INCREMENT\s+(-?\d{1,20})(?:\s+(NO)?ORDER)?$/i.exec(
      text.trim(),
    );
  const [whole, start, increment, no] = found ?? [];
  if (whole === undefined || start === undefined || increment === undefined) {
    throw unexpectedAnswer(`SHOW COLUMNS: the identity "${text}" is not understood`, where);
  }
  const ordered = /ORDER$/i.test(whole) && no === undefined;
  return { start, increment, ...(ordered && { ordered: true }) };
}
