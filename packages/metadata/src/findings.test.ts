import { expect, test } from "@jest/globals";

import { describeFinding, findingDefinitions } from "./findings.ts";

test("a finding becomes a sentence with its column and details", () => {
  expect(
    describeFinding({
      code: "LOSS_NOT_ACCEPTED",
      severity: "warning",
      column: "AT",
      details: { type: "timestamp(6)", loss: ["A", "B"] },
    }).sentence,
  ).toBe("Values of column AT can lose something on their way to timestamp(6): A, B.");
});

test("a code of a newer release stands for itself", () => {
  expect(describeFinding({ code: "toString", severity: "info" })).toEqual({ sentence: "toString" });
});

test("definitions stand in the order of their codes", () => {
  const codes = Object.keys(findingDefinitions);
  expect(codes).toEqual(codes.toSorted());
});
