import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseMoment } from "./time-text.ts";

const noon = 43_200_000_000_000n;

describe("recognised without a format", () => {
  test.each([
    ["2024-01-15", { days: 19_737, nanoseconds: 0n }],
    ["2024-01-15 12:00", { days: 19_737, nanoseconds: noon }],
    ["2024-01-15T12:00:00.000000001Z", { days: 19_737, nanoseconds: noon + 1n, offset: 0 }],
    ["2024-01-15 12:00:00 -0230", { days: 19_737, nanoseconds: noon, offset: -150 }],
    ["2024-01-15 12:00:00 +5", { days: 19_737, nanoseconds: noon, offset: 300 }],
    ["15-JAN-2024", { days: 19_737, nanoseconds: 0n }],
    ["01/15/2024 12:00:00", { days: 19_737, nanoseconds: noon }],
    ["Mon, 15 Jan 2024 12:00:00 +0000", { days: 19_737, nanoseconds: noon, offset: 0 }],
    ["12:00:00", { nanoseconds: noon }],
    ["12:00 PM", { nanoseconds: noon }],
    ["1705320000", { days: 19_737, nanoseconds: noon, offset: 0 }],
    ["1705320000000", { days: 19_737, nanoseconds: noon, offset: 0 }],
    ["-0001-12-31", { days: -719_529, nanoseconds: 0n }],
    ["2024-02-30", undefined],
    ["2023-02-29", undefined],
    ["24:00:00", undefined],
    ["2024-01-15 12:60", undefined],
    ["2024-01-15x", undefined],
    ["", undefined],
  ])("%s", (text, expected) => {
    expect(parseMoment(text, "")).toEqual(expected);
  });
});

describe("by a format model", () => {
  test.each([
    ["15.01.2024", "DD.MM.YYYY", { days: 19_737, nanoseconds: 0n }],
    ["Jan 15, 2024 01:02:03 pm", "MON DD, YYYY HH12:MI:SS AM", { days: 19_737, nanoseconds: 46_923_000_000_000n }],
    ["2024-01-15T12:00", 'YYYY-MM-DD"T"HH24:MI', { days: 19_737, nanoseconds: noon }],
    [
      "2024-01-15 12:00:00.5 +05:30",
      "YYYY-MM-DD HH24:MI:SS.FF TZH:TZM",
      { days: 19_737, nanoseconds: noon + 500_000_000n, offset: 330 },
    ],
    ["24-01-15", "YY-MM-DD", { days: 19_737, nanoseconds: 0n }],
    ["2024-01-15 rest", "YYYY-MM-DD", undefined],
    ["2024/01/15", "YYYY-MM-DD", undefined],
  ])("%s by %s", (text, format, expected) => {
    expect(parseMoment(text, format)).toEqual(expected);
  });
});

test("every instant that JavaScript prints is read back", () => {
  const earliest = new Date("0001-01-01T00:00:00Z").getTime();
  const latest = new Date("9999-12-31T23:59:59.999Z").getTime();
  fc.assert(
    fc.property(fc.integer({ min: earliest, max: latest }), (milliseconds) => {
      const moment = parseMoment(new Date(milliseconds).toISOString(), "");
      const read = BigInt(moment?.days ?? 0) * 86_400_000n + (moment?.nanoseconds ?? 0n) / 1_000_000n;
      expect(read).toBe(BigInt(milliseconds));
    }),
    { seed: 5, numRuns: 1000 },
  );
});
