import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import type { TestProject } from "./project.ts";
import { onStage, startSim, tablesYaml } from "./stage.ts";

const names = Array.from({ length: 24 }, (_, index) => `t${String(index).padStart(2, "0")}`);
const tables = tablesYaml(names.map((name) => `{ name: ${name} }`));
const kills = 5;
const seed = 20_261_123;

/** Numbers between 0 and 1, the same in each run. */
function* randoms(): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim([
    `CREATE DATABASE PROD_DB; USE SCHEMA PROD_DB.PUBLIC; CREATE ROLE DP_METADATA; GRANT USAGE ON DATABASE PROD_DB TO ROLE DP_METADATA;
     GRANT USAGE ON SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;
     ${names.map((name) => `CREATE TABLE ${name} (ID NUMBER(38,0) PRIMARY KEY, NOTE VARCHAR COMMENT '${"long ".repeat(40)}');`).join("\n")}
     GRANT REFERENCES ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;`,
  ]);
});

afterAll(() => sim.close());

type Texts = ReturnType<TestProject["metadata"]>;

/** Files that hold neither the old nor the new text; what a killed writer left beside them begins with a dot. */
function torn(present: Texts, before: Texts, after: Texts): readonly string[] {
  return Object.keys(present)
    .filter((file) => !/\/\.[^/]*\.tmp$/.test(file))
    .filter((file) => present[file] !== before[file] && present[file] !== after[file]);
}

test(`killed at ${String(kills)} moments (seed ${String(seed)}): every file is whole, and the next run finishes`, async () => {
  await onStage(sim, tables, async ({ run, start, project }) => {
    await run("extract", "--all", "-q");
    const before = project.metadata();
    await sim.load(names.map((name) => `ALTER TABLE PROD_DB.PUBLIC.${name} ADD COLUMN ADDED DATE;`).join("\n"));
    await run("extract", "--all", "-q");
    const after = project.metadata();
    expect(Object.keys(after)).toHaveLength(2 * names.length + 2);

    const random = randoms();
    let mixed = 0;
    for (let kill = 0; kill < kills; kill++) {
      for (const [file, text] of Object.entries(before)) project.write(`metadata/${file}`, text);
      const { child, said, ended } = start("extract", "--all");
      expect(await said(/^changed /m)).toBeDefined();
      await sleep(random.next().value * 80);
      child.kill("SIGKILL");
      await ended;
      const present = project.metadata();
      expect(torn(present, before, after)).toEqual([]);
      const moved = Object.keys(before).filter((file) => before[file] !== after[file] && present[file] === after[file]);
      if (moved.length > 0 && moved.length < 2 * names.length) mixed += 1;
      expect(await run("extract", "--all", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });
      expect(project.metadata()).toEqual(after);
    }
    // Otherwise every kill came too late or too early to prove anything.
    expect(mixed).toBeGreaterThan(0);
    expect(project.records().filter(({ state }) => state === "running").length).toBeGreaterThan(0);
  });
});
