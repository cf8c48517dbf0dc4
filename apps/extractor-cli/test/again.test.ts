import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodSql, repositoryFile, startSim } from "./stage.ts";

const sql = [prodSql, repositoryFile("demo/snowflake/2-finance.sql")];
const tables = repositoryFile("demo/project/config/tables.yaml");

/** The same tables.yaml with its tables in reverse order. */
function reversed(yaml: string): string {
  const [head = "", list = ""] = yaml.split(/^tables:\n/m);
  const entries = list.split(/^(?= {2}- name:)/m).filter((entry) => entry.trim() !== "");
  expect(entries.length).toBeGreaterThan(10);
  return `${head}tables:\n${entries.reverse().join("")}`;
}

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim(sql);
});

afterAll(() => sim.close());

test("extracting again changes no byte and touches no file, whatever happened that is no change of schema", async () => {
  await onStage(sim, tables, async ({ run, project }) => {
    await run("extract", "--all", "-q");
    const [texts, stamps] = [project.metadata(), project.stamps()];
    const expectSame = async (what: string, ...args: readonly string[]): Promise<void> => {
      const { code, stdout, stderr } = await run("extract", ...args, "-q");
      expect({ what, code, stdout, stderr }).toEqual({ what, code: 0, stdout: "", stderr: "" });
      expect({ what, stamps: project.stamps() }).toEqual({ what, stamps });
    };

    await expectSame("nothing", "--all");
    await sim.load(
      "USE SCHEMA PROD_DB.FINANCE; INSERT INTO CURRENCIES VALUES ('CHF', 'Franken', 2, 'Fr.'); " +
        "DELETE FROM PROD_DB.PUBLIC.COMPANY_INFO; INSERT INTO TRADES (PORTFOLIO_ID, INSTRUMENT_ID, QUANTITY, PRICE, EXECUTED_AT) " +
        "VALUES (1, 1, 1, 1, '2026-01-15 16:00:00 -05:00');",
    );
    await expectSame("rows", "--all");
    for (const text of sql) await sim.load(text);
    await expectSame("CREATE OR REPLACE of every table", "--all");
    await expectSame("one table", "--table", "trades");
    await expectSame("some tables", "--table", "*s");
    project.write("config/tables.yaml", reversed(tables));
    await expectSame("another order in tables.yaml", "--all");
    expect(project.metadata()).toEqual(texts);
  });
});

test("tables extracted one after another are the same files as all at once", async () => {
  await onStage(sim, tables, async ({ run, project }) => {
    await run("extract", "--all", "-q");
    const whole = project.metadata();
    project.remove("metadata");
    for (const glob of ["*s", "*_*", "*"])
      expect(await run("extract", "--table", glob, "-q")).toMatchObject({ code: 0 });
    expect(project.metadata()).toEqual(whole);
  });
});

test("a changed column changes the files of its own table alone, and only those", async () => {
  await onStage(sim, tables, async ({ run, project }) => {
    await run("extract", "--all", "-q");
    const before = project.stamps();
    await sim.load("ALTER TABLE PROD_DB.FINANCE.PORTFOLIOS ADD COLUMN OPENED_ON DATE");
    expect(await run("extract", "--all")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("1 changed, 16 unchanged"),
    });
    const after = project.stamps();
    const moved = Object.keys(after).filter((file) => after[file] !== before[file]);
    expect(moved).toEqual(["ddl/portfolios_create.sql", "schemas/portfolios_metadata.json"]);
  });
});
