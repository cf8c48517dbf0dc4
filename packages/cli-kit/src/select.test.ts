import { expect, test } from "@jest/globals";

import { selectNames } from "./select.ts";

const names = ["orders", "order_lines", "trades"];

test.each([
  [{ all: true }, names],
  [{ table: ["order*"] }, ["orders", "order_lines"]],
  [{ table: ["trades", "orders"] }, ["orders", "trades"]],
  [{ table: ["?rades"] }, ["trades"]],
])("%j chooses %j", (options, chosen) => {
  expect(selectNames(names, options, "refuse")).toEqual(chosen);
});

test("no choice is every table for a reader and refused for a writer", () => {
  expect(selectNames(names, {}, "all")).toEqual(names);
  expect(() => selectNames(names, {}, "refuse")).toThrow("which tables?");
});

test.each([
  [{ table: ["nope"] }, "fits no table"],
  [{ all: true, table: ["orders"] }, "exclude"],
  [{ table: ["order."] }, "fits no table"],
])("%j is wrong use", (options, message) => {
  expect(() => selectNames(names, options, "refuse")).toThrow(message);
});
