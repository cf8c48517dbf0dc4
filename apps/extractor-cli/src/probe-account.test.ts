import type { ProbeOutcome } from "@dp/snowflake-client";
import { expect, test } from "@jest/globals";

import { reportProbe } from "./probe-account.ts";

function outcome(over: Partial<ProbeOutcome>): ProbeOutcome {
  return {
    id: "one",
    kind: "expression",
    text: "F(1)",
    expected: { is: "1" },
    source: "a manual",
    wanted: '"1"',
    status: "holds",
    ...over,
  };
}

test("a difference says what would have to change, and where the expectation is from", () => {
  const { text, exitCode } = reportProbe([
    outcome({}),
    outcome({ id: "two", status: "differs", seen: '"2"', changes: "how floats are written" }),
    outcome({ id: "three", status: "skipped", reason: "not asked" }),
  ]);
  expect(exitCode).toBe(2);
  expect(text).toBe(
    [
      "Probe: 1 hold, 1 differ, 1 not looked at",
      "differs  two: F(1)",
      '         wanted   "1"',
      '         came     "2"',
      "         changes  how floats are written",
      "         source   a manual",
      "skipped  three: not asked",
      "",
    ].join("\n"),
  );
});

test("a difference in what nobody was sure of is told, and is no reason to stop", () => {
  const { text, exitCode } = reportProbe([outcome({ status: "differs", seen: "NULL", unsure: true })]);
  expect(exitCode).toBe(0);
  expect(text).toContain("differs  one (nobody was sure of it): F(1)");
});
