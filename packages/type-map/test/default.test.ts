import { expect, test } from "@jest/globals";

import {
  mapType,
  parseSnowflakeType,
  translateDefault,
  UnknownPgTypeError,
  untranslatedReasons,
} from "../src/index.ts";
import { defaultCases } from "./default-cases.ts";

test.each(defaultCases)("$text on $source", ({ text, source, type, options, becomes }) => {
  const column = { type: type ?? mapType(source).parts[0]?.type ?? "", source: parseSnowflakeType(source) };
  const expected = typeof becomes === "string" ? { untranslated: true, reason: becomes } : { default: becomes };
  expect(translateDefault(text, column, options)).toEqual(expected);
});

test("every reason occurs among the cases and has a sentence", () => {
  for (const [reason, sentence] of Object.entries(untranslatedReasons)) {
    expect(defaultCases.some(({ becomes }) => becomes === reason)).toBe(true);
    expect(sentence).toMatch(/\.$/);
  }
});

test("a column type outside the grammar is refused", () => {
  const column = { type: "text; DROP TABLE x", source: parseSnowflakeType("VARCHAR") };
  expect(() => translateDefault("'x'", column)).toThrow(UnknownPgTypeError);
});

test("numbers match the contract's pattern", () => {
  const pattern = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$/;
  const numbers = defaultCases.flatMap(({ becomes }) =>
    typeof becomes !== "string" && becomes.kind === "number" ? [becomes.value] : [],
  );
  expect(numbers.filter((number) => !pattern.test(number))).toEqual([]);
});
