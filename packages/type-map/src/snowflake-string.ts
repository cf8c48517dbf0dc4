import { isWellFormed } from "./utf8.ts";

/** Letters that stand for a control character; any other character after a backslash stands for itself. */
const controls: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const escape = /\\(?:([0-3][0-7]{2})|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([\s\S]))/g;

/**
 * The characters that the inside of a single-quoted Snowflake literal stands for (Snowflake SQL reference, "String and
 * binary data types": escape sequences). Undefined when that is not certain: a lone backslash at the end, or an octal
 * or `\x` escape beyond ASCII, whose encoding is not documented.
 */
export function decodeQuoted(inside: string): string | undefined {
  const found = { certain: true };
  const byte = (digits: string, radix: number): string => {
    const value = Number.parseInt(digits, radix);
    if (value > 0x7f) found.certain = false;
    return String.fromCharCode(value);
  };
  const single = inside.replaceAll("''", "\\'");
  const decoded = single.replace(
    escape,
    (_all: string, octal?: string, hex?: string, unicode?: string, other?: string): string => {
      if (octal !== undefined) return byte(octal, 8);
      if (hex !== undefined) return byte(hex, 16);
      if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
      if (other === undefined) return "";
      return other === "0" ? "\0" : (controls[other] ?? other);
    },
  );
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(single) || !isWellFormed(decoded)) return undefined;
  return found.certain ? decoded : undefined;
}
