import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { daysInMonth, daysOf } from "./civil.ts";

test("days agree with JavaScript's own calendar from year -9999 to 9999", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -9999, max: 9999 }),
      fc.integer({ min: 1, max: 12 }),
      fc.nat(30),
      (year, month, nth) => {
        const day = (nth % daysInMonth(year, month)) + 1;
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);
        expect(daysOf(year, month, day)).toBe(date.getTime() / 86_400_000);
        expect(date.getUTCDate()).toBe(day);
      },
    ),
    { seed: 1, numRuns: 2000 },
  );
});
