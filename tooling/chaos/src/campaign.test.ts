import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "@jest/globals";

import { campaign } from "./campaign.ts";

afterEach(() => {
  delete process.env.DP_CHAOS;
});

test("the usual run is small, of a fixed seed, and writes nothing", () => {
  const { cases, seed, tell } = campaign("rows", { cases: 20, seed: 7 });
  tell({ cases: 20 });
  expect({ cases, seed }).toEqual({ cases: 20, seed: 7 });
});

test("an order for this campaign sets size and seed, and what was seen is written", () => {
  const folder = mkdtempSync(join(tmpdir(), "campaign-"));
  try {
    const report = join(folder, "report.json");
    process.env.DP_CHAOS = JSON.stringify({ name: "rows", cases: 300, seed: 1000, report });
    const { cases, seed, tell } = campaign("rows", { cases: 20, seed: 7 });
    tell({ cases: 300, falseAlarms: 1 });
    expect({ cases, seed }).toEqual({ cases: 300, seed: 1000 });
    expect(JSON.parse(readFileSync(report, "utf8"))).toEqual({ cases: 300, falseAlarms: 1 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("an order for another campaign changes nothing", () => {
  process.env.DP_CHAOS = JSON.stringify({ name: "others", cases: 300, seed: 1000, report: "/nowhere" });
  expect(campaign("rows", { cases: 20, seed: 7 }).cases).toBe(20);
});
