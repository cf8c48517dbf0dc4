/* global require, test, expect */
/* eslint @typescript-eslint/no-require-imports: "off" */
const { mapType } = require("@dp/type-map");

test("the type map is there in plain Jest", () => {
  const { parts } = mapType("TIMESTAMP_NTZ(9)", { subMicrosecond: "extra-column" });
  expect(parts.map((part) => part.type)).toEqual(["timestamp(6) without time zone", "smallint"]);
});

test("an unknown type is named", () => {
  expect(() => mapType("HYPERLOGLOG")).toThrow(expect.objectContaining({ code: "UNKNOWN_SNOWFLAKE_TYPE" }));
});
