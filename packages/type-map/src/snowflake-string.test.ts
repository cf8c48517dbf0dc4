import { expect, test } from "@jest/globals";

import { decodeQuoted } from "./snowflake-string.ts";

test.each([
  ["''", "'"],
  [String.raw`\'`, "'"],
  [String.raw`\"`, '"'],
  [String.raw`\\`, "\\"],
  [String.raw`\b`, "\b"],
  [String.raw`\f`, "\f"],
  [String.raw`\n`, "\n"],
  [String.raw`\r`, "\r"],
  [String.raw`\t`, "\t"],
  [String.raw`\0`, "\0"],
  [String.raw`\q`, "q"],
  [String.raw`\177`, "\u{7f}"],
  [String.raw`\x7f`, "\u{7f}"],
  [String.raw`\u00e9`, "é"],
  [String.raw`a\\\\`, "a\\\\"],
])("%s stands for %j", (inside, text) => {
  expect(decodeQuoted(inside)).toBe(text);
});

test.each(["\\", "a\\", String.raw`\\\ `.trim(), String.raw`\200`, String.raw`\x80`, String.raw`\ud800`])(
  "%s is not certain",
  (inside) => {
    expect(decodeQuoted(inside)).toBeUndefined();
  },
);
