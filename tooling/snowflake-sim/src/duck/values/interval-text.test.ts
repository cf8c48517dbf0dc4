import { expect, test } from "@jest/globals";
import { intervalText, parseInterval } from "./interval-text.ts";

test.each([
  ["+1-02", "YEAR TO MONTH", 14n],
  ["-3-02", "YEAR TO MONTH", -38n],
  ["+999999999-11", "YEAR(9) TO MONTH", 11_999_999_999n],
  ["+7", "YEAR", 84n],
  ["-7", "MONTH", -7n],
  ["+28 16:15:14.000", "DAY TO SECOND(3)", 2_477_714_000_000_000n],
  ["-54 16:15:14.123", "DAY(9) TO SECOND(3)", -4_724_114_123_000_000n],
  ["+16:15", "HOUR TO MINUTE", 58_500_000_000_000n],
  ["+1", "DAY", 86_400_000_000_000n],
  ["-5.250000000", "SECOND", -5_250_000_000n],
])("%s as INTERVAL %s", (text, unit, amount) => {
  expect(parseInterval(text, unit)).toBe(amount);
  expect(intervalText(amount, unit)).toBe(text);
});

test("what is no interval is refused", () => {
  expect(parseInterval("x", "DAY")).toBeUndefined();
  expect(parseInterval("1-2-3", "YEAR TO MONTH")).toBeUndefined();
  expect(parseInterval("1 2:3:4:5", "DAY TO SECOND")).toBeUndefined();
});
