import { expect, test } from "@jest/globals";
import { qualify, quoteIdentifier, quoteLiteral } from "./quote.ts";

test("a name is quoted in exact case, quotes doubled", () => {
  expect(quoteIdentifier("Ab c")).toBe('"Ab c"');
  expect(quoteIdentifier('a"b')).toBe('"a""b"');
  expect(quoteIdentifier("$1")).toBe('"$1"');
});

test("a name of several parts keeps its dots inside the parts", () => {
  expect(qualify("DB", "s.1", 'T"')).toBe('"DB"."s.1"."T"""');
});

test("an empty or overlong name is refused, one of 255 characters is not", () => {
  expect(() => quoteIdentifier("")).toThrow("empty");
  expect(() => quoteIdentifier("x".repeat(256))).toThrow("255");
  expect(quoteIdentifier("😀".repeat(255))).toHaveLength(512);
});

test("a literal doubles what would end or escape it", () => {
  expect(quoteLiteral("it's \\ ok\n")).toBe("'it''s \\\\ ok\n'");
});
