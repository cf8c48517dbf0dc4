import { expect, test } from "@jest/globals";

import { changesComparison, icuCollation } from "./collation.ts";

test.each([undefined, "", "utf8", "UTF8", "bin", "Bin"])("%j compares by code points", (specification) => {
  expect(changesComparison(specification)).toBe(false);
});

test.each(["en", "en-ci", "utf8-ci", "upper"])("%j compares in its own way", (specification) => {
  expect(changesComparison(specification)).toBe(true);
});

test.each([
  [undefined, undefined],
  ["", undefined],
  ["UTF8", "C"],
  ["en-as", "en-x-icu"],
  ["en-ps", "en-x-icu"],
  ["en-cs-as-ps", "en-x-icu"],
  ["en-fl", "en-u-kf-lower"],
  ["en-fu", "en-u-kf-upper"],
  ["en-fl-pi", "en-u-ka-shifted-kf-lower"],
  ["en-CI", "en-u-ks-level2"],
  ["fil", "fil-x-icu"],
  ["engl", undefined],
  ["en_USA", undefined],
  ["en-trim", undefined],
])("%j is %j in ICU", (specification, locale) => {
  expect(icuCollation(specification)).toBe(locale);
});
