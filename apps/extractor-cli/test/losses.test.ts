import type { SnowflakeSim } from "@dp/snowflake-sim";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { onStage, startSim, tablesYaml } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim([
    `CREATE DATABASE PROD_DB; CREATE ROLE DP_METADATA;
     CREATE TABLE PROD_DB.PUBLIC.SEEN (ID NUMBER(38,0), AT TIMESTAMP_NTZ(9) DEFAULT CURRENT_TIMESTAMP());
     CREATE TABLE PROD_DB.PUBLIC.PLAIN (ID NUMBER(38,0));
     GRANT USAGE ON DATABASE PROD_DB TO ROLE DP_METADATA; GRANT USAGE ON SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;
     GRANT SELECT ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;`,
  ]);
});

afterAll(() => sim.close());

test("under losses: fail a table with a loss that nobody accepted is refused by name; the others are written", async () => {
  await onStage(sim, tablesYaml(["{ name: seen, losses: fail }", "{ name: plain, losses: fail }"]), async (stage) => {
    const { code, stdout, stderr } = await stage.run("extract", "--all");
    expect(code).toBe(3);
    expect(stdout).toMatch(/^failed {4}seen$/m);
    expect(stderr).toContain('column "AT" as timestamp(6) without time zone has losses that are not accepted');
    expect(stderr).toContain("SUB_MICROSECOND");
    expect(Object.keys(stage.project.metadata())).toContain("schemas/plain_metadata.json");
    expect(Object.keys(stage.project.metadata())).not.toContain("schemas/seen_metadata.json");
    const accepted = "{ name: seen, losses: fail, columns: { AT: { accept_loss: [SUB_MICROSECOND] } } }";
    stage.project.write("config/tables.yaml", tablesYaml([accepted, "{ name: plain, losses: fail }"]));
    expect((await stage.run("extract", "--all")).code).toBe(0);
  });
});

test("a narrower type is refused until its loss is named at the column", async () => {
  const column = (more: string): string => tablesYaml([`{ name: plain, columns: { ID: { type: bigint${more} } } }`]);
  await onStage(sim, column(""), async ({ run, project }) => {
    const { code, stderr } = await run("extract", "--all");
    expect(code).toBe(3);
    expect(stderr).toContain("accept_loss: [OUTSIDE_INT8_REFUSED]");
    project.write("config/tables.yaml", column(", accept_loss: [OUTSIDE_INT8_REFUSED]"));
    expect((await run("extract", "--all")).code).toBe(0);
    expect(project.read("metadata/ddl/plain_create.sql")).toMatch(/\bid bigint\b/);
  });
});

test("an acceptance that nothing needs is a warning: of its table, or of the defaults when no table needs it", async () => {
  const head =
    "defaults: { accept_loss: [SUB_MICROSECOND, GEO_DIGITS], snowflake: { database: PROD_DB, schema: PUBLIC } }\n";
  const tables = "tables:\n  - { name: seen }\n  - { name: plain, accept_loss: [NUL_STRIPPED] }\n";
  await onStage(sim, head + tables, async ({ json }) => {
    const { warnings } = await json("extract", "--all", "-v");
    const unused = (warnings as { readonly code: string; readonly text: string; readonly where: string }[]).filter(
      ({ code }) => code === "ACCEPTED_LOSS_UNUSED",
    );
    expect(unused.map(({ where, text }) => [where, text])).toEqual([
      ["config/tables.yaml", "defaults.accept_loss names GEO_DIGITS, which no value of any table can meet."],
      ["plain", "accept_loss names NUL_STRIPPED, which no value there can meet."],
    ]);
  });
});

test("the zone of those who write makes a default of the present wall clock", async () => {
  const entries = ["{ name: seen, accept_loss: [SUB_MICROSECOND] }"];
  const zoned = tablesYaml(entries, "source: { zone: America/Los_Angeles }\n");
  await onStage(sim, zoned, async ({ run, project }) => {
    expect((await run("extract", "--all")).stderr).not.toContain("warning");
    expect(project.read("metadata/ddl/seen_create.sql")).toContain("AT TIME ZONE 'America/Los_Angeles'");
    expect(JSON.parse(project.read("metadata/schemas/seen_metadata.json"))).toMatchObject({
      settings: { zone: "America/Los_Angeles", acceptLoss: ["SUB_MICROSECOND"] },
    });
    project.write("config/tables.yaml", tablesYaml(entries));
    expect((await run("extract", "--all")).stderr).toContain("The default of column AT is not carried over");
  });
});
