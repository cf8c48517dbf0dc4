import { expect, test } from "@jest/globals";

import { randomFrom } from "./random.ts";

function drawn(seed: number): readonly number[] {
  const next = randomFrom(seed);
  return Array.from({ length: 2_000 }, next);
}

test("the same seed draws the same numbers, the next seed others", () => {
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7).filter((number, index) => number === drawn(8)[index])).toEqual([]);
});

test("numbers lie from 0 to below 1, evenly", () => {
  const numbers = drawn(1);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  for (const tenth of Array.from({ length: 10 }, (_, index) => index)) {
    const share = numbers.filter((number) => Math.floor(number * 10) === tenth).length / numbers.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.03);
  }
});
