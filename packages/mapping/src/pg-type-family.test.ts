import { describe, expect, test } from "@jest/globals";

import { familyOf, isWhole, joinable, widest } from "./pg-type-family.ts";

describe("families", () => {
  test.each([
    ["bigint", "numeric(38,0)", true],
    ["text", "character varying(9)", true],
    ["timestamp(3) with time zone", "timestamp(6) with time zone", true],
    ["timestamp(3) without time zone", "timestamp(6) without time zone", true],
    ["time(3) without time zone", "time(6) without time zone", true],
    ["interval(3)", "interval(6)", true],
    ["timestamp(6) with time zone", "timestamp(6) without time zone", false],
    ["integer[]", "real[]", false],
    ["numeric", "double precision", false],
    ["date", "date", true],
  ])("%s and %s: %p", (a, b, same) => {
    expect(familyOf(a) === familyOf(b)).toBe(same);
  });

  test.each([
    ["numeric(38,0)", "bigint", false],
    ["numeric(38,0)", "numeric(9,2)", true],
    ["smallint", "bigint", true],
    ["text", "character varying(9)", true],
    ["date", "text", false],
    ["date", "bigint", false],
  ])("a foreign key can join %s and %s as they stand: %p", (a, b, can) => {
    expect(joinable(a, b)).toBe(can);
    expect(joinable(b, a)).toBe(can);
  });
});

test.each([
  ["smallint", true],
  ["numeric(9,0)", true],
  ["numeric(9,2)", false],
  ["numeric", false],
  ["date", false],
])("%s holds whole numbers only: %p", (type, whole) => {
  expect(isWhole(type)).toBe(whole);
});

test.each([
  [["smallint", "integer"], "integer"],
  [["integer", "bigint"], "bigint"],
  [["smallint", "numeric(2,0)"], "numeric(5,0)"],
  [["integer", "numeric(2,0)"], "numeric(10,0)"],
  [["bigint", "numeric(5,0)"], "numeric(19,0)"],
  [["bigint", "numeric(21)"], "numeric(21,0)"],
  [["bigint", "numeric(38,2)"], "numeric(38,2)"],
  [["numeric(38,0)", "numeric(38,37)"], "numeric(75,37)"],
  [["numeric", "numeric(9,0)"], "numeric"],
  [["text", "character varying(9)"], "text"],
  [["character varying", "character varying(9)"], "character varying"],
  [["character varying(20)", "character varying(9)"], "character varying(20)"],
  [["timestamp(6) without time zone", "timestamp(3) without time zone"], "timestamp(6) without time zone"],
  [["timestamp without time zone", "timestamp(3) without time zone"], "timestamp without time zone"],
] as const)("the widest of %j is %s, in either order", ([a, b], expected) => {
  expect(widest([a, b])).toBe(expected);
  expect(widest([b, a])).toBe(expected);
});
