import { expect, test } from "@jest/globals";

import { decimalShape, isDecimal, tidyDecimal, wholeNumber } from "./decimal-text.ts";

/** Text; digits before and after the point, significant ones; written tidily; as a whole number, where it is one. */
const numbers: readonly (readonly [
  text: string,
  shape: readonly [before: number, after: number, significant: number],
  tidy: string,
  whole: bigint | undefined,
])[] = [
  ["0", [0, 0, 0], "0", 0n],
  ["000", [0, 0, 0], "0", 0n],
  ["0.000", [0, 0, 0], "0.000", 0n],
  ["-0", [0, 0, 0], "-0", 0n],
  ["0e9", [0, 0, 0], "0e9", 0n],
  [".0", [0, 0, 0], "0.0", 0n],
  ["7", [1, 0, 1], "7", 7n],
  ["+7", [1, 0, 1], "7", 7n],
  ["-7", [1, 0, 1], "-7", -7n],
  ["007", [1, 0, 1], "7", 7n],
  ["700", [3, 0, 1], "700", 700n],
  ["7.", [1, 0, 1], "7", 7n],
  ["7.0", [1, 0, 1], "7.0", 7n],
  ["7.50", [1, 1, 2], "7.50", undefined],
  [".5", [0, 1, 1], "0.5", undefined],
  ["-.05", [0, 2, 1], "-0.05", undefined],
  ["0.050", [0, 2, 1], "0.050", undefined],
  ["102.030", [3, 2, 5], "102.030", undefined],
  ["1e2", [3, 0, 1], "1e2", 100n],
  ["1E+2", [3, 0, 1], "1e+2", 100n],
  ["1.25e1", [2, 1, 3], "1.25e1", undefined],
  ["1.25e2", [3, 0, 3], "1.25e2", 125n],
  ["1.25E3", [4, 0, 3], "1.25e3", 1250n],
  [".5e1", [1, 0, 1], "0.5e1", 5n],
  [".05e2", [1, 0, 1], "0.05e2", 5n],
  ["100e-2", [1, 0, 1], "100e-2", 1n],
  ["100e-3", [0, 1, 1], "100e-3", undefined],
  ["-1200e-2", [2, 0, 2], "-1200e-2", -12n],
  ["1e-16383", [0, 16_383, 1], "1e-16383", undefined],
  ["1e999999", [1_000_000, 0, 1], "1e999999", undefined],
  ["1e39", [40, 0, 1], "1e39", 10n ** 39n],
  ["1e40", [41, 0, 1], "1e40", undefined],
  ["9".repeat(40), [40, 0, 40], "9".repeat(40), 10n ** 40n - 1n],
];

test.each(numbers)("%s", (text, [before, after, significant], tidy, whole) => {
  expect(isDecimal(text)).toBe(true);
  expect(decimalShape(text)).toEqual({ before, after, significant });
  expect(tidyDecimal(text)).toBe(tidy);
  expect(wholeNumber(text)).toBe(whole);
});

test.each([
  "",
  ".",
  "+",
  "-",
  "e1",
  "1e",
  "1e+",
  "1e1234567",
  "1.2.3",
  "x1",
  "1x",
  " 1",
  "1 ",
  "1,5",
  "--1",
  "1e1.5",
  "NaN",
])("%j is no number", (text) => {
  expect(isDecimal(text)).toBe(false);
  expect(decimalShape(text)).toBeUndefined();
  expect(tidyDecimal(text)).toBe(text);
  expect(wholeNumber(text)).toBeUndefined();
});
