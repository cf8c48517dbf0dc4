import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodNames, prodTables, startSim, type Stage } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

interface Told {
  readonly code: string;
  readonly column?: string;
}

function findingsInFiles({ project }: Stage): Readonly<Record<string, readonly Told[]>> {
  const read = (name: string): readonly Told[] =>
    (JSON.parse(project.read(`metadata/schemas/${name}_metadata.json`)) as { findings: readonly Told[] }).findings;
  return Object.fromEntries(prodNames.map((name) => [name, read(name)]));
}

test("findings of many columns are one warning for each kind, with each loss by name", async () => {
  await onStage(sim, prodTables, async ({ run }) => {
    const { stderr } = await run("extract", "--all");
    expect(stderr.match(/^warning /gm)).toHaveLength(1);
    expect(stderr).toContain(
      "warning LOSS_NOT_ACCEPTED: 5 columns of 3 tables; first financial_data: Values of column REPORTED_AT can lose something",
    );
    expect(stderr).toMatch(
      /^ {2}In all: SUB_MICROSECOND \(3\), TZ_OFFSET_DROPPED \(1\), JSON_NORMALISED \(2\).* -v lists all\.$/m,
    );
  });
});

test("one finding of a kind is said in full; tables that did not change are not told again", async () => {
  await onStage(sim, prodTables, async ({ run }) => {
    const { stderr } = await run("extract", "--table", "market_prices");
    expect(stderr).toContain("warning market_prices: Values of column PRICED_AT can lose something");
    expect(stderr).not.toContain("-v lists all");
    const again = await run("extract", "--table", "market_prices");
    expect(again.stderr).not.toContain("warning");
  });
});

test("-v lists every finding of every table, also of tables that did not change", async () => {
  await onStage(sim, prodTables, async (stage) => {
    await stage.run("extract", "--all", "-q");
    const { stderr } = await stage.run("extract", "--all", "-v");
    const findings = Object.values(findingsInFiles(stage)).flat();
    expect(findings.length).toBeGreaterThan(5);
    expect(stderr.match(/^warning /gm)).toHaveLength(findings.length);
    const columns = findings.flatMap(({ column }) => column ?? []);
    expect(columns.filter((column) => !stderr.includes(column))).toEqual([]);
  });
});

test("--json carries every finding of every table", async () => {
  await onStage(sim, prodTables, async (stage) => {
    const { data, warnings } = await stage.json("extract", "--all");
    const tables = data?.tables as readonly { readonly name: string; readonly findings: readonly Told[] }[];
    expect(Object.fromEntries(tables.map(({ name, findings }) => [name, findings]))).toEqual(findingsInFiles(stage));
    expect(warnings).toMatchObject([{ code: "LOSS_NOT_ACCEPTED" }]);
  });
});
