import type { SnowflakeSim } from "@dp/snowflake-sim";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { answerOtherwise } from "./otherwise.ts";
import { onStage, prodTables, startSim } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

interface Probe {
  readonly counts: { readonly holds: number; readonly differs: number; readonly skipped: number };
  readonly outcomes: readonly { readonly id: string; readonly status: string }[];
}

test("ping --probe finds nothing that differs, and asks for no more than it says", async () => {
  await onStage(sim, prodTables, async ({ run, json }) => {
    sim.resetStatements();
    const { code, stdout } = await run("ping", "--probe");
    expect(stdout).toMatch(/^Probe: \d+ hold, 0 differ, \d+ not looked at$/m);
    expect(stdout).not.toMatch(/^differs/m);
    expect(code).toBe(0);
    const wrote = sim
      .statements()
      .filter(({ text }) => !/^(?:SELECT|SHOW|DESC|ALTER SESSION|USE SECONDARY)/.test(text));
    expect(wrote).toEqual([]);
    const { probe } = (await json("ping", "--probe")).data as { readonly probe: Probe };
    expect(probe.counts).toMatchObject({ differs: 0 });
    expect(probe.counts.holds).toBeGreaterThan(20);
    expect(probe.outcomes).toHaveLength(probe.counts.skipped);
  });
});

test("ping without --probe probes nothing", async () => {
  await onStage(sim, prodTables, async ({ run, json }) => {
    expect((await run("ping")).stdout).not.toContain("Probe");
    expect((await json("ping")).data).not.toHaveProperty("probe");
  });
});

test("what an account answers otherwise is named with what was wanted, and the exit code is 2", async () => {
  const other = await answerOtherwise(sim.url, "it's", "its\\u001b[2J");
  try {
    await onStage({ url: other.url, account: sim.account }, prodTables, async ({ run, json }) => {
      const { code, stdout } = await run("ping", "--probe");
      expect(code).toBe(2);
      expect(stdout).toContain("differs  string-constant: 'it''s'\n");
      expect(stdout).toContain('wanted   "it\'s"\n');
      expect(stdout).toContain('came     "its\\u001b[2J"\n');
      const { exitCode, data } = await json("ping", "--probe");
      expect(exitCode).toBe(2);
      expect((data as { readonly probe: Probe }).probe).toMatchObject({
        counts: { differs: 1 },
        outcomes: expect.arrayContaining([expect.objectContaining({ id: "string-constant", status: "differs" })]),
      });
    });
  } finally {
    await other.close();
  }
});
