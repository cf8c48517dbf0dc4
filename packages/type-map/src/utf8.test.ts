import { expect, test } from "@jest/globals";

import { utf8Bytes, utf8Length, utf8Prefix } from "./utf8.ts";

test.each([0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10001, 0x10ffff])(
  "the code point %s has the bytes that the platform gives it",
  (code) => {
    const text = String.fromCodePoint(code);
    const bytes = [...new TextEncoder().encode(text)];
    expect(utf8Bytes(text)).toEqual(bytes);
    expect(utf8Length(text)).toBe(bytes.length);
    expect(utf8Prefix(text, bytes.length)).toBe(text);
    expect(utf8Prefix(text, bytes.length - 1)).toBe("");
  },
);
