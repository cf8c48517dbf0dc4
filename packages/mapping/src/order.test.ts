import { expect, test } from "@jest/globals";

import { byText } from "./order.ts";

test.each([
  ["a", "b", -1],
  ["b", "a", 1],
  ["a", "a", 0],
  ["Z", "a", -1],
  ["", "a", -1],
])("%j and %j in the order of their code units: %i", (a, b, order) => {
  expect(byText(a, b)).toBe(order);
});
