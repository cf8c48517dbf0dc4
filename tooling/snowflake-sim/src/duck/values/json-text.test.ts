import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compactJson, getJson, JsonTextError, parseJson, printJson, textOfJson, typeOfJson } from "./json-text.ts";

test("whatever JSON says is still said after reading and printing", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
      const text = JSON.stringify(value);
      const again = JSON.parse(printJson(parseJson(text), { indent, strict: false })) as unknown;
      expect(again).toEqual(JSON.parse(text));
    }),
    { seed: 3, numRuns: 1000 },
  );
});

test("numbers keep the digits they were written with, keys are in order", () => {
  expect(compactJson(parseJson('{ "b" : 1.10, "a" : [1e400, -0, 12345678901234567890] }'))).toBe(
    '{"a":[1e400,-0,12345678901234567890],"b":1.10}',
  );
});

test("two spaces a level, empty containers on one line", () => {
  expect(printJson(parseJson('{"a":[1,{}],"b":[]}'), { indent: 2, strict: false })).toBe(
    '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": []\n}',
  );
});

test("strict output has only what JSON has", () => {
  expect(printJson(parseJson("[undefined,NaN,-Infinity,1,,2]"), { indent: 0, strict: true })).toBe(
    '[null,"NaN","-Infinity",1,null,2]',
  );
});

describe("what is no JSON is refused with its position", () => {
  test.each([
    ["{a:1}", 'unknown keyword "a", pos 2'],
    ["[1", "incomplete value, pos 3"],
    ['{"a":1,"a":2}', 'duplicate object attribute "a", pos 11'],
    ["1 2", 'unknown keyword "2", pos 3'],
    ["01", 'unknown keyword "1", pos 2'],
  ])("%s", (text, message) => {
    expect(() => parseJson(text)).toThrow(new JsonTextError(message));
  });
});

test("elements are found by key and by position", () => {
  const node = parseJson('{"a":[10,null,undefined],"":1}');
  const list = getJson(node, "a");
  if (list === null) throw new Error("no list");
  expect([0, 1, 2, 3].map((index) => getJson(list, String(index)))).toEqual([
    { kind: "scalar", text: "10" },
    { kind: "scalar", text: "null" },
    null,
    null,
  ]);
  expect(getJson(node, "")).toEqual({ kind: "scalar", text: "1" });
  expect(getJson(node, "constructor")).toBeNull();
});

test("as text a string loses its quotes and null becomes NULL", () => {
  expect(['"a"', "null", "1.50", "[1]"].map((text) => textOfJson(parseJson(text)))).toEqual(["a", null, "1.50", "[1]"]);
  expect(['"a"', "null", "1", "1.5", "1e2", "true", "{}", "[]"].map((text) => typeOfJson(parseJson(text)))).toEqual([
    "VARCHAR",
    "NULL_VALUE",
    "INTEGER",
    "DECIMAL",
    "DOUBLE",
    "BOOLEAN",
    "OBJECT",
    "ARRAY",
  ]);
});
