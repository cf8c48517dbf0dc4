import { describe, expect, test } from "@jest/globals";

import { familyOf, joinable, widest } from "./pg-type-family.ts";

describe("families", () => {
  test.each([
    ["bigint", "numeric(38,0)", true],
    ["text", "character varying(9)", true],
    ["timestamp(3) with time zone", "timestamp(6) with time zone", true],
    ["timestamp(6) with time zone", "timestamp(6) without time zone", false],
    ["integer[]", "real[]", false],
    ["numeric", "double precision", false],
    ["date", "date", true],
  ])("%s and %s: %p", (a, b, same) => {
    expect(familyOf(a) === familyOf(b)).toBe(same);
  });

  test("integers and numeric are of one family, but cannot be joined as they stand", () => {
    expect(joinable("numeric(38,0)", "bigint")).toBe(false);
    expect(joinable("smallint", "bigint")).toBe(true);
  });
});

test.each([
  [["smallint", "integer"], "integer"],
  [["bigint", "numeric(5,0)"], "numeric(19,0)"],
  [["numeric(38,0)", "numeric(38,37)"], "numeric(75,37)"],
  [["numeric", "numeric(9,0)"], "numeric"],
  [["character varying", "character varying(9)"], "character varying"],
  [["timestamp without time zone", "timestamp(3) without time zone"], "timestamp without time zone"],
] as const)("the widest of %j is %s, in either order", ([a, b], expected) => {
  expect(widest([a, b])).toBe(expected);
  expect(widest([b, a])).toBe(expected);
});
