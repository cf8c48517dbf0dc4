import { expect, test } from "@jest/globals";

import { digest } from "./digest.ts";

test.each([
  ["", "811c9dc5"],
  ["a", "e40c292c"],
  ["foobar", "bf9cf968"],
])("the digest of %j is that of FNV-1a: %s", (text, expected) => {
  expect(digest(text)).toBe(expected);
});

test("a digest has eight digits, leading zeros too", () => {
  const digests = Array.from({ length: 1000 }, (_, index) => digest(String(index)));
  expect(digests.some((each) => each.startsWith("0"))).toBe(true);
  expect(digests.filter((each) => !/^[0-9a-f]{8}$/.test(each))).toEqual([]);
});
