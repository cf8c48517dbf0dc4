/** Bytes of one code point in UTF-8. */
function bytes(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** Length in bytes of UTF-8, in which PostgreSQL counts names. */
export function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) length += bytes(character.codePointAt(0) ?? 0);
  return length;
}

/** The longest beginning of at most so many bytes that ends between two code points. */
export function utf8Prefix(text: string, atMost: number): string {
  let length = 0;
  let prefix = "";
  for (const character of text) {
    length += bytes(character.codePointAt(0) ?? 0);
    if (length > atMost) break;
    prefix += character;
  }
  return prefix;
}

/** The bytes of UTF-8. */
export function utf8Bytes(text: string): number[] {
  const out: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const count = bytes(code);
    if (count === 1) out.push(code);
    else {
      out.push(((0xf00 >> count) & 0xff) | (code >> (6 * (count - 1))));
      for (let left = count - 2; left >= 0; left -= 1) out.push(0x80 | ((code >> (6 * left)) & 0x3f));
    }
  }
  return out;
}

/** Characters as both databases count them: code points. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}

/** Whether the text has no lone surrogate, so that UTF-8 can hold it. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
