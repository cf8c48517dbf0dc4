const backslash = 0x5c;

/** Letter after the backslash for the four bytes that COPY text cannot hold as they are; 0 for all others. */
const copyLetter = new Uint8Array(256);
copyLetter[backslash] = backslash;
copyLetter[0x09] = 0x74;
copyLetter[0x0a] = 0x6e;
copyLetter[0x0d] = 0x72;

/** Writes one byte of a text, escaped for COPY where it must be; returns the end. */
export function writeByte(out: Buffer, end: number, byte: number): number {
  const letter = copyLetter[byte] ?? 0;
  if (letter === 0) {
    out[end] = byte;
    return end + 1;
  }
  out[end] = backslash;
  out[end + 1] = letter;
  return end + 2;
}

/** Writes a character as UTF-8, escaped for COPY where it must be; returns the end. */
export function writeCodePoint(out: Buffer, end: number, point: number): number {
  if (point < 0x80) return writeByte(out, end, point);
  let at = end;
  if (point < 0x800) {
    out[at++] = 0xc0 | (point >> 6);
  } else {
    if (point < 0x10000) {
      out[at++] = 0xe0 | (point >> 12);
    } else {
      out[at++] = 0xf0 | (point >> 18);
      out[at++] = 0x80 | ((point >> 12) & 0x3f);
    }
    out[at++] = 0x80 | ((point >> 6) & 0x3f);
  }
  out[at++] = 0x80 | (point & 0x3f);
  return at;
}
