import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { withRewritten } from "./other-types.ts";
import { onStage, startSim, tablesYaml } from "./stage.ts";

const sql = `
CREATE DATABASE PROD_DB; USE SCHEMA PROD_DB.PUBLIC; CREATE ROLE DP_METADATA;
CREATE TABLE CUSTOMERS (ID NUMBER(38,0) AUTOINCREMENT PRIMARY KEY, SPAN PERIOD(DATE));
CREATE TABLE ORDERS (ID NUMBER(38,0) PRIMARY KEY, CUSTOMER_ID NUMBER(38,0) REFERENCES CUSTOMERS (ID));
GRANT USAGE ON DATABASE PROD_DB TO ROLE DP_METADATA;
GRANT USAGE ON SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;
GRANT REFERENCES ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;`;

const two = tablesYaml(["{ name: orders }", "{ name: customers }"]);

let sim: SnowflakeSim;

beforeEach(async () => {
  sim = await startSim([sql]);
});

afterEach(() => sim.close());

describe("one bad table does not stop the others: 3", () => {
  const entries: readonly (readonly [entry: string, code: string, message: RegExp])[] = [
    ["{ name: order }", "TABLE_NOT_FOUND", /PROD_DB\.PUBLIC\.ORDER does not exist.*\n.*Did you mean ORDERS\?/],
    [
      "{ name: in_schema, snowflake: { schema: PUBLICS } }",
      "SCHEMA_NOT_FOUND",
      /PROD_DB\.PUBLICS does not exist.*\n.*Did you mean PUBLIC\?/,
    ],
    [
      "{ name: in_database, snowflake: { database: PROD_DBS } }",
      "DATABASE_NOT_FOUND",
      /PROD_DBS does not exist.*\n.*Did you mean PROD_DB\?/,
    ],
    ["{ name: folded }", "TABLE_NOT_MAPPED", /columns "a" and "A" would both be called "a".*\n.*tables\.yaml: columns/],
    [
      "{ name: a_stage, snowflake: { table: 'no \"such\" table' } }",
      "TABLE_NOT_FOUND",
      /no "such" table does not exist/,
    ],
  ];

  test("names that are not there, or that PostgreSQL cannot tell apart", async () => {
    await sim.load(
      'CREATE TABLE PROD_DB.PUBLIC.FOLDED ("a" NUMBER, A NUMBER); GRANT REFERENCES ON TABLE PROD_DB.PUBLIC.FOLDED TO ROLE DP_METADATA',
    );
    const yaml = tablesYaml([...entries.map(([entry]) => entry), "{ name: orders }"]);
    await onStage(sim, yaml, async ({ run, json, project }) => {
      const { code, stdout, stderr } = await run("extract", "--all");
      expect(code).toBe(3);
      expect(stdout).toMatch(
        /^(failed .*\n){5}new {7}orders {2}2 columns, 1 finding\n1 new, 0 changed, 0 unchanged, 5 failed in /,
      );
      for (const [, name, message] of entries) {
        expect(stderr).toContain(`[${name}]`);
        expect(stderr).toMatch(message);
      }
      expect(Object.keys(project.metadata()).filter((file) => file.startsWith("schemas/"))).toEqual([
        "schemas/orders_metadata.json",
      ]);
      const { data } = await json("extract", "--all");
      expect(data?.tables).toMatchObject([
        ...entries.map(([, name]) => ({ status: "failed", error: { code: name, retryable: false } })),
        { name: "orders", status: "unchanged" },
      ]);
      expect(await run("extract", "--table", "orders", "-q")).toMatchObject({ code: 0, stdout: "" });
    });
  });

  test("what was dropped or taken away fails; its old files and those that refer to it stay, and the last line says stale", async () => {
    await onStage(sim, two, async ({ run, json, project }) => {
      await run("extract", "--all", "-q");
      const stamps = project.stamps();
      await sim.load("REVOKE REFERENCES ON TABLE PROD_DB.PUBLIC.CUSTOMERS FROM ROLE DP_METADATA");
      const { code, stdout, stderr } = await run("extract", "--all");
      expect(code).toBe(3);
      expect(stdout).toMatch(/^failed {4}customers$/m);
      expect(stdout).toMatch(/^0 new, 0 changed, 1 unchanged, 1 failed, 1 stale in .* s\.$/m);
      expect(stderr).toMatch(/PROD_DB\.PUBLIC\.CUSTOMERS does not exist, or the role may not see it.*\n.*grant SELECT/);
      expect(stderr).toContain("warning customers: its files are of an earlier extraction and may be stale");
      expect(project.stamps()).toEqual(stamps);
      expect(await json("extract", "--all", "--check")).toMatchObject({
        exitCode: 2,
        warnings: [{ code: "STALE_FILES", where: "customers" }],
        data: {
          stale: ["customers"],
          drift: { tables: [{ name: "customers", snowflake: [{ code: "TABLE_DROPPED" }] }] },
        },
      });
      expect(project.records().at(-1)).toMatchObject({ exitCode: 2, data: { stale: ["customers"] } });
    });
  });

  test("a type that is not known is refused by its name, never guessed", async () => {
    const later = (text: string): string => text.replaceAll("PERIOD", "TENSOR");
    await withRewritten(sim, later, async (rewritten) => {
      await onStage(rewritten, two, async ({ run, project }) => {
        const { code, stdout, stderr } = await run("extract", "--all");
        expect([code, stdout]).toEqual([3, expect.stringMatching(/^failed {4}customers$/m)]);
        expect(stderr).toMatch(
          /PROD_DB\.PUBLIC\.CUSTOMERS: column SPAN has type TENSOR.*not known \[UNSUPPORTED_TYPE\]/,
        );
        expect(stderr).toContain('columns: { "SPAN": { exclude: true } }');
        expect(Object.keys(project.metadata()).join()).not.toContain("customers");

        // The way out that the hint names.
        project.write(
          "config/tables.yaml",
          two.replace("{ name: customers }", '{ name: customers, columns: { "SPAN": { exclude: true } } }'),
        );
        expect(await run("extract", "--all")).toMatchObject({ code: 0 });
      });
    });
  });
});

test("when no table at all can be read, the run still ends with 3 and names each", async () => {
  await onStage(sim, tablesYaml(["{ name: a }", "{ name: b }"]), async ({ run }) => {
    const { code, stdout, stderr } = await run("extract", "--all");
    expect([code, stdout.match(/^failed /gm)?.length, stderr.match(/TABLE_NOT_FOUND/g)?.length]).toEqual([3, 2, 2]);
  });
});
