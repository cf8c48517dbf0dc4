import { expect, test } from "@jest/globals";

import { canCount } from "./identity.ts";

test.each([
  ["smallint", "-32768", "1", true],
  ["smallint", "-32769", "1", false],
  ["smallint", "32767", "1", true],
  ["smallint", "32768", "1", false],
  ["integer", "-2147483648", "1", true],
  ["integer", "-2147483649", "1", false],
  ["integer", "2147483647", "1", true],
  ["integer", "2147483648", "1", false],
  ["bigint", "-9223372036854775808", "1", true],
  ["bigint", "-9223372036854775809", "1", false],
  ["bigint", "9223372036854775807", "1", true],
  ["bigint", "9223372036854775808", "1", false],
  ["smallint", "1", "-1", true],
  ["smallint", "1", "32768", false],
  ["smallint", "1", "0", false],
  ["numeric(38,0)", "1", "1", false],
])("a %s that starts with %s and goes on by %s can be counted: %p", (type, start, increment, can) => {
  expect(canCount(type, { start, increment })).toBe(can);
});
