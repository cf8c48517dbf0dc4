import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, startSim, tablesYaml } from "./stage.ts";

const sql = `
CREATE DATABASE PROD_DB; USE SCHEMA PROD_DB.PUBLIC; CREATE ROLE DP_METADATA;
CREATE TABLE CUSTOMERS (ID NUMBER(38,0) PRIMARY KEY, TAX_ID VARCHAR(20) UNIQUE);
CREATE TABLE ORDERS (ID NUMBER(38,0) PRIMARY KEY, CUSTOMER_ID NUMBER(38,0) REFERENCES CUSTOMERS (ID));
INSERT INTO CUSTOMERS VALUES (1, 'secret-tax-id'), (2, 'secret-tax-id'), (3, NULL);
INSERT INTO ORDERS VALUES (1, 1), (2, 9), (3, NULL);
GRANT USAGE ON DATABASE PROD_DB TO ROLE DP_METADATA;
GRANT USAGE ON SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;
GRANT SELECT ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;
GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE DP_METADATA;`;

const two = tablesYaml(["{ name: orders }", "{ name: customers }"]);
const warehouse = { SNOWFLAKE_WAREHOUSE: "COMPUTE_WH" };

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim([sql]);
});

afterAll(() => sim.close());

test("--check-keys tells what PostgreSQL will refuse, ends with 2, and writes the files all the same", async () => {
  await onStage(sim, two, async (stage) => {
    const { run, project } = stage.with(warehouse);
    const { code, stdout, stderr } = await run("extract", "--all", "--check-keys");
    expect(code).toBe(2);
    expect(stderr).toContain("warning customers: unique key on TAX_ID: 1 of its values stand in 2 rows");
    expect(stderr).toContain(
      "warning orders: foreign key on CUSTOMER_ID to PROD_DB.PUBLIC.CUSTOMERS (ID): 1 rows refer to a row that is not there",
    );
    expect(stdout).toContain("2 new, 0 changed, 0 unchanged, 0 failed, 4 keys checked, 2 broken");
    const files = project.metadata();
    expect(Object.keys(files)).toContain("schemas/orders_metadata.json");
    const counted = project.records()[0] as { data?: { keys?: readonly object[] } } | undefined;
    expect(counted?.data?.keys).toEqual([
      { table: "orders", kind: "primary key", columns: ["ID"], duplicates: { keys: "0", rows: "0" } },
      {
        table: "orders",
        kind: "foreign key",
        columns: ["CUSTOMER_ID"],
        references: "PROD_DB.PUBLIC.CUSTOMERS (ID)",
        orphans: "1",
      },
      { table: "customers", kind: "primary key", columns: ["ID"], duplicates: { keys: "0", rows: "0" } },
      { table: "customers", kind: "unique key", columns: ["TAX_ID"], duplicates: { keys: "1", rows: "2" } },
    ]);
    // Rows change; what is committed does not.
    expect(await run("extract", "--all", "-q")).toMatchObject({ code: 0, stdout: "" });
    expect(project.metadata()).toEqual(files);
  });
});

test("values of keys are shown when that is asked for, on the screen alone", async () => {
  await onStage(sim, two, async (stage) => {
    const { run, project } = stage.with(warehouse);
    const without = await run("extract", "--all", "--check-keys", "-v");
    expect(without.stdout + without.stderr).not.toContain("secret-tax-id");
    const shown = await run("extract", "--all", "--check-keys", "--show-values");
    expect(shown.stdout).toContain('customers: unique key on TAX_ID: "secret-tax-id"\n');
    expect(shown.stdout).toContain('orders: foreign key on CUSTOMER_ID: "9"\n');
    expect(JSON.stringify([project.records(), project.metadata()])).not.toContain("secret-tax-id");
    expect(await run("extract", "--all", "--show-values")).toMatchObject({ code: 64 });
  });
});

test("without a warehouse no key is checked, the files are written, and the run ends with 3", async () => {
  await onStage(sim, two, async (stage) => {
    const { code, stdout, stderr } = await stage.run("extract", "--all", "--check-keys");
    expect([code, stdout]).toEqual([3, expect.stringContaining("0 keys checked, 0 broken, 4 not checked")]);
    expect(stderr).toContain("[SNOWFLAKE_NO_WAREHOUSE]");
    expect(Object.keys(stage.project.metadata())).toContain("schemas/orders_metadata.json");
  });
});

test("a table that PostgreSQL would refuse fails by its reason's code, and its foreign keys are not made", async () => {
  const columns = Array.from({ length: 1601 }, (_, index) => `C${String(index)} BOOLEAN`).join(", ");
  await sim.load(`
    CREATE TABLE PROD_DB.PUBLIC.WIDE (ID NUMBER PRIMARY KEY, ${columns});
    CREATE TABLE PROD_DB.PUBLIC.NARROW (ID NUMBER REFERENCES PROD_DB.PUBLIC.WIDE (ID));
    GRANT REFERENCES ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA`);
  await onStage(sim, tablesYaml(["{ name: wide }", "{ name: narrow }"]), async ({ json, project }) => {
    const { exitCode, data } = await json("extract", "--all");
    expect(exitCode).toBe(3);
    expect(data?.tables).toMatchObject([
      { name: "wide", status: "failed", error: { code: "TABLE_NOT_MAPPED", problems: [{ code: "TABLE_TOO_WIDE" }] } },
      { name: "narrow", status: "new", findings: [{ code: "FOREIGN_KEY_TABLE_NOT_MAPPED" }] },
    ]);
    expect(project.metadata()).not.toHaveProperty("schemas/wide_metadata.json");
  });
});
