import { expect, test } from "@jest/globals";

import { InvalidSnowflakeTypeError } from "./errors.ts";
import { parseSnowflakeType } from "./parse-snowflake-type.ts";

function arrays(count: number, inner: string): string {
  return `${"ARRAY(".repeat(count)}${inner}${")".repeat(count)}`;
}

test.each([
  ["", "a type is missing at the end"],
  ["(5)", 'a type is missing before "("'],
  ["ARRAY()", 'a type is missing before ")"'],
  ["VARCHAR(5", 'expected ")" at the end'],
  ["VARCHAR(5;", 'expected ")" before ";"'],
  ["MAP", 'expected "(" at the end'],
  ["VARCHAR(x)", '"x" is not a whole number'],
  ['VARCHAR("5")', String.raw`"\"5\"" is not a whole number`],
  ["VARCHAR(5.)", '"5." is not a whole number'],
  ["VARCHAR(1e)", 'expected ")" before "e"'],
  ["VARCHAR(00000000001)", '"00000000001" is not a whole number'],
  ["VARCHAR COLLATE en", "COLLATE takes a text in single quotes"],
  ["INTERVAL week", '"week" is not a field of an interval'],
  ["OBJECT(5 NUMBER)", '"5" is not the name of a field'],
  ["VECTOR(TEXT, 3)", "the elements of a VECTOR are INT or FLOAT"],
  ["DECFLOAT(37)", "DECFLOAT has 38 digits"],
  ["DATE x", '"x" is not part of the type'],
  ["DATE NOT x", '"NOT" is not part of the type'],
  ["DATE NULL", '"NULL" is not part of the type'],
  ["DATE NOT NULL", '"NOT" is not part of the type (nullability belongs to the column)'],
  [String.raw`DATE '\xff'`, String.raw`"'\\xff'" is not part of the type`],
])("%j is refused: %s", (text, problem) => {
  expect(() => parseSnowflakeType(text)).toThrow(new InvalidSnowflakeTypeError(text, problem));
});

test.each([
  ...["TIME(3,4)", "VARCHAR(3,4)", "BINARY(3,4)", "TIMESTAMP(3,4)", "TIMESTAMP_TZ(3,4)", "DECFLOAT(38,0)"],
  ...["INTERVAL DAY(3,4)", "INTERVAL YEAR(3,4)", "INTERVAL SECOND(3,4,5)", "NUMBER(3,2,1)"],
])("%s has a parameter too many", (text) => {
  expect(() => parseSnowflakeType(text)).toThrow(new InvalidSnowflakeTypeError(text, 'expected ")" before ","'));
});

test("a parameter has at most ten digits", () => {
  expect(parseSnowflakeType("VARCHAR(0000000001)")).toEqual({ name: "VARCHAR", length: 1 });
});

test.each([
  [100, "DATE"],
  [99, "PERIOD(DATE)"],
  [99, "MAP(INT, DATE)"],
  [99, "OBJECT(a DATE)"],
])("%s arrays around %s are the deepest type", (count, inner) => {
  expect(parseSnowflakeType(arrays(count, inner))).toHaveProperty("name", "ARRAY");
  const deeper = arrays(count + 1, inner);
  expect(() => parseSnowflakeType(deeper)).toThrow(new InvalidSnowflakeTypeError(deeper, "nested too deeply"));
});
