import { describe, expect, test } from "@jest/globals";

import { InvalidSnowflakeTypeError, UnknownSnowflakeTypeError } from "./errors.ts";
import { parseShowColumnsType } from "./show-columns-type.ts";
import type { SnowflakeType } from "./types.ts";

const date = { type: "DATE" };
const text = { type: "TEXT", length: 5 };
const name = { name: "VARCHAR", length: 5 } as const;

test.each<readonly [cell: unknown, problem: string]>([
  [null, "a type is not an object"],
  [5, "a type is not an object"],
  [[], "a type is not an object"],
  [{}, '"type" is missing'],
  [{ type: 5 }, '"type" is missing'],
  [{ type: "FIXED", precision: "10" }, '"precision" is not a whole number'],
  [{ type: "FIXED", precision: 1.5 }, '"precision" is not a whole number'],
  [{ type: "TEXT", length: 5, collation: 5 }, '"collation" is not a text'],
  [{ type: "OBJECT", fields: {} }, '"fields" is not a list'],
  [{ type: "OBJECT", fields: [5] }, "a field is not an object"],
  [{ type: "OBJECT", fields: [{ fieldType: date }] }, '"fieldName" is missing'],
  [{ type: "OBJECT", fields: [{ fieldName: "a" }] }, "a type is not an object"],
  [{ type: "VECTOR", vectorElementType: date, dimension: 3 }, "the elements of a VECTOR are INT or FLOAT"],
  [{ type: "VECTOR", vectorElementType: { type: "REAL" } }, '"dimension" is not a whole number'],
])("%j is refused: %s", (cell, problem) => {
  const json = JSON.stringify(cell);
  expect(() => parseShowColumnsType(json)).toThrow(new InvalidSnowflakeTypeError(json, problem));
});

test.each<readonly [cell: object, type: SnowflakeType]>([
  [{ type: "OBJECT", fields: null }, { name: "OBJECT" }],
  [{ type: "OBJECT" }, { name: "OBJECT" }],
  [
    { type: "OBJECT", fields: [{ fieldName: "a", fieldType: { ...text, nullable: false } }] },
    { name: "OBJECT", fields: [{ name: "a", type: name, notNull: true }] },
  ],
  [{ type: "ARRAY", elementType: null }, { name: "ARRAY" }],
  [{ type: "ARRAY" }, { name: "ARRAY" }],
  [
    { type: "MAP", keyType: text, valueType: date },
    { name: "MAP", key: name, value: { name: "DATE" } },
  ],
  [
    { type: "MAP", keyType: text, valueType: { ...date, nullable: false } },
    { name: "MAP", key: name, value: { name: "DATE" }, valueNotNull: true },
  ],
  [{ type: "interval year" }, { name: "INTERVAL", from: "YEAR", to: "YEAR", leadingPrecision: 9 }],
  [{ type: "period(date)" }, { name: "PERIOD", element: { name: "DATE" } }],
])("%j is the type %j", (cell, type) => {
  expect(parseShowColumnsType(JSON.stringify(cell)).type).toEqual(type);
});

test.each(["ARRAY(PERIOD(DATE))", "MAP(INT, INTERVAL DAY)", "INTERVAL"])("%s does not stand in for JSON", (type) => {
  expect(() => parseShowColumnsType(JSON.stringify({ type }))).toThrow(UnknownSnowflakeTypeError);
});

describe("nesting ends after 100 levels", () => {
  function nested(count: number, inner: unknown, wrap: (inside: unknown) => unknown): string {
    let type = inner;
    for (let level = 0; level < count; level += 1) type = wrap(type);
    return JSON.stringify(type);
  }

  const array = (inside: unknown): unknown => ({ type: "ARRAY", elementType: inside });

  test.each<readonly [kind: string, levels: number, inner: unknown, wrap: (inside: unknown) => unknown]>([
    ["arrays", 100, date, array],
    ["objects", 100, date, (inside) => ({ type: "OBJECT", fields: [{ fieldName: "a", fieldType: inside }] })],
    ["maps", 100, date, (inside) => ({ type: "MAP", keyType: text, valueType: inside })],
    ["arrays of a map", 99, { type: "MAP", keyType: text, valueType: date }, array],
    ["arrays of a vector", 99, { type: "VECTOR", vectorElementType: { type: "REAL" }, dimension: 3 }, array],
  ])("of %s", (_kind, levels, inner, wrap) => {
    expect(parseShowColumnsType(nested(levels, inner, wrap)).nullable).toBe(true);
    const deeper = nested(levels + 1, inner, wrap);
    expect(() => parseShowColumnsType(deeper)).toThrow(new InvalidSnowflakeTypeError(deeper, "nested too deeply"));
  });

  test("and the key of a map counts as a level", () => {
    const json = nested(100, { type: "MAP", keyType: text }, array);
    expect(() => parseShowColumnsType(json)).toThrow(new InvalidSnowflakeTypeError(json, "nested too deeply"));
  });
});
