import { expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodSql, prodTables, tablesYaml, withSim } from "./stage.ts";

const setUp = /^(ALTER SESSION|USE SECONDARY ROLES|SELECT CURRENT_)/;

/** Statements by what they are for. */
function sent(sim: SnowflakeSim): { readonly setUp: number; readonly reading: readonly string[] } {
  const texts = sim.statements().map(({ text }) => text);
  const reading = texts.filter((text) => !setUp.test(text));
  return { setUp: texts.length - reading.length, reading };
}

test("three tables of one schema take at most 8 statements, none of which needs a warehouse", async () => {
  await withSim([prodSql], (sim) =>
    onStage(sim, prodTables, async ({ run }) => {
      expect(await run("extract", "--all")).toMatchObject({ code: 0 });
      const { setUp: before, reading } = sent(sim);
      expect(before).toBeLessThanOrEqual(3);
      expect(reading.length).toBeGreaterThan(0);
      expect(reading.length).toBeLessThanOrEqual(8);
      for (const text of reading) expect(text).toMatch(/^(SHOW|DESCRIBE) /);
    }),
  );
});

test("a thousand tables of one schema take no more, unless somebody wants to know what protects each", async () => {
  const columns =
    "ID NUMBER(38,0) PRIMARY KEY, A NUMBER(10,2), B VARCHAR(20), C DATE, D BOOLEAN, E FLOAT, F TIMESTAMP_NTZ(6), G BINARY(16), H TIME(6)";
  const names = Array.from({ length: 1000 }, (_, index) => `t${String(index).padStart(4, "0")}`);
  const sql = `CREATE DATABASE PROD_DB; USE SCHEMA PROD_DB.PUBLIC; CREATE ROLE DP_METADATA;
     GRANT USAGE ON DATABASE PROD_DB TO ROLE DP_METADATA; GRANT USAGE ON SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;
     ${names.map((name) => `CREATE TABLE ${name} (${columns});`).join("\n")}
     GRANT REFERENCES ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;`;
  await withSim([sql], (sim) =>
    onStage(
      sim,
      tablesYaml(
        names.map((name) => `{ name: ${name} }`),
        "protection: none\n",
      ),
      async ({ run, project }) => {
        const first = await run("extract", "--all", "-q");
        expect(first).toMatchObject({ code: 0, stdout: "", stderr: "" });
        expect(Object.keys(project.metadata())).toHaveLength(2002);
        const { reading } = sent(sim);
        expect(reading.length).toBeGreaterThan(0);
        expect(reading.length).toBeLessThanOrEqual(8);
        const again = await run("extract", "--all", "-q");
        expect(again).toMatchObject({ code: 0, stdout: "", stderr: "" });
        process.stderr.write(`a thousand tables: ${first.ms.toFixed(0)} ms, again ${again.ms.toFixed(0)} ms\n`);
        // Against a hang, not a measurement.
        expect(first.ms + again.ms).toBeLessThan(60_000);
      },
    ),
  );
});
