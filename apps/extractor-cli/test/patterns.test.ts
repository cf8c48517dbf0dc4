import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, startSim, tablesYaml } from "./stage.ts";

const grants = (schema: string): string => `
GRANT USAGE ON SCHEMA PROD_DB.${schema} TO ROLE DP_METADATA;
GRANT REFERENCES ON ALL TABLES IN SCHEMA PROD_DB.${schema} TO ROLE DP_METADATA;
GRANT SELECT ON ALL VIEWS IN SCHEMA PROD_DB.${schema} TO ROLE DP_METADATA;`;

const sql = `
CREATE DATABASE PROD_DB; CREATE ROLE DP_METADATA; GRANT USAGE ON DATABASE PROD_DB TO ROLE DP_METADATA;
CREATE SCHEMA PROD_DB.SALES_EU; CREATE SCHEMA PROD_DB.SALES_US; CREATE SCHEMA PROD_DB.OTHER;
USE SCHEMA PROD_DB.SALES_EU;
CREATE TABLE CUSTOMERS (ID NUMBER(38,0) PRIMARY KEY, LEGACY VARCHAR(10));
CREATE TABLE ORDERS (ID NUMBER(38,0) PRIMARY KEY, CUSTOMER_ID NUMBER(38,0) REFERENCES CUSTOMERS (ID));
CREATE TABLE ORDERS_BAK (ID NUMBER(38,0));
CREATE TABLE PROD_DB.SALES_US.ORDERS (ID NUMBER(38,0));
CREATE VIEW PROD_DB.SALES_US."Open Orders" AS SELECT ID FROM PROD_DB.SALES_US.ORDERS;
CREATE TABLE PROD_DB.OTHER.T (ID NUMBER(38,0));
${["SALES_EU", "SALES_US", "OTHER"].map(grants).join("")}`;

const pattern = '{ name: "{schema}_{table}", snowflake: { schema: SALES_*, table: "*", exclude: ["*_BAK"] } }';
const all = ["sales_eu_customers", "sales_eu_orders", "sales_us_open_orders", "sales_us_orders"];

/** The stored name of one of them is "Open Orders", behind ORDERS. */
const byStoredName = (a: string, b: string): number => Number(a.includes("open")) - Number(b.includes("open"));

const schemas = (metadata: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(metadata).flatMap((file) => /^schemas\/(.*)_metadata\.json$/.exec(file)?.[1] ?? []);

let sim: SnowflakeSim;

beforeEach(async () => {
  sim = await startSim([sql]);
});

afterEach(() => sim.close());

describe("extract with a pattern", () => {
  test("reads what fits, twice the same, without a warehouse; --table chooses by the resolved names", async () => {
    const yaml = tablesYaml([pattern.replace(" } }", " }, columns: { LEGACY: { exclude: true } } }")]);
    await onStage(sim, yaml, async ({ run, json, project }) => {
      expect(await run("extract")).toMatchObject({ code: 64 });
      expect(await run("extract", "--table", "sales_us_*")).toMatchObject({ code: 0 });
      expect(schemas(project.metadata())).toEqual(["sales_us_open_orders", "sales_us_orders"]);
      expect(await run("extract", "--table", "nope")).toMatchObject({
        code: 64,
        stderr: expect.stringContaining("tables: sales_eu_customers") as unknown,
      });
      expect(await run("extract", "--all")).toMatchObject({ code: 0 });
      expect(schemas(project.metadata())).toEqual(all);
      // A column's setting is for the tables that have it, and says nothing in the others.
      expect(project.read("metadata/schemas/sales_eu_customers_metadata.json")).not.toContain('"legacy"');
      expect(project.read("metadata/schemas/sales_eu_orders_metadata.json")).not.toContain("COLUMN_SETTING_UNUSED");
      const stamps = project.stamps();
      expect(await run("extract", "--all", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });
      expect(project.stamps()).toEqual(stamps);
      expect(
        sim.statements().filter(({ text }) => !/^(SHOW|DESCRIBE|ALTER SESSION|USE|SELECT CURRENT)/.test(text)),
      ).toEqual([]);

      // What works from the files knows the tables by the same names.
      for (const args of [
        ["render", "--check"],
        ["explain", "sales_us_orders"],
      ]) {
        expect(await run(...args)).toMatchObject({ code: 0 });
      }
      const { data } = await json("extract", "--check");
      expect(data?.patterns).toEqual([
        { name: "{schema}_{table}", line: 5, tables: [...all].sort(byStoredName), added: [], gone: [], refused: [] },
      ]);
      expect(await run("ping")).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("4 of 4 tables seen") as unknown,
      });
      const { stdout: rights } = await run("roles", "--print", "--for", "people");
      expect(rights).toContain('ON VIEW "PROD_DB"."SALES_US"."Open Orders" TO ROLE');
    });
  });

  test("an entry of its own wins, and both ways of one table give the same file", async () => {
    const own = "{ name: mine, snowflake: { schema: SALES_EU, table: ORDERS } }";
    await onStage(sim, tablesYaml([pattern, own]), async ({ run, project }) => {
      expect(await run("extract", "--all")).toMatchObject({ code: 0 });
      expect(schemas(project.metadata())).toEqual(["mine", ...all.filter((name) => name !== "sales_eu_orders")]);
    });
  });

  test("two tables with one name are an error that names both, and nothing is written", async () => {
    const yaml = tablesYaml([pattern.replace("{schema}_", "")]);
    await onStage(sim, yaml, async ({ run, project }) => {
      const { code, stderr } = await run("extract", "--all");
      expect(code).toBe(78);
      expect(stderr).toContain("config/tables.yaml:5:5: ");
      expect(stderr).toContain(
        '"PROD_DB.SALES_EU.ORDERS" (line 5) and "PROD_DB.SALES_US.ORDERS" (line 5) would both be named "orders"',
      );
      expect(project.metadata()).toEqual({});
    });
  });

  test("a pattern that fits nothing is a warning, one whose schema is not there fails, and others go on", async () => {
    const entries = [
      '{ name: "x_{table}", snowflake: { schema: OTHER, table: "NO*" } }',
      '{ name: "y_{table}", snowflake: { schema: OTHERS, table: "*" } }',
      '{ name: "{table}", snowflake: { schema: OTHER, table: "T*" } }',
    ];
    await onStage(sim, tablesYaml(entries), async ({ run, json }) => {
      const { code, stdout, stderr } = await run("extract", "--all");
      expect(code).toBe(3);
      expect(stdout).toMatch(/^failed {4}y_\{table\}$[^]*^new {7}t {2}/m);
      expect(stderr).toContain("config/tables.yaml:5:5: no table that the role sees fits PROD_DB.OTHER.NO*");
      expect(stderr).toMatch(/PROD_DB\.OTHERS does not exist.*\n.*Did you mean OTHER\?/);
      expect(await json("extract", "--all")).toMatchObject({
        exitCode: 3,
        warnings: [{ code: "PATTERN_MATCHES_NOTHING", where: "config/tables.yaml:5:5" }],
        data: { tables: [{ error: { code: "SCHEMA_NOT_FOUND", where: "config/tables.yaml:6:5" } }, { name: "t" }] },
      });
    });
  });
});

describe("tables that come and go", () => {
  test("new ones and lost ones are told, files stay until --prune, and what refers to them stays", async () => {
    await onStage(sim, tablesYaml([pattern]), async ({ run, json, project }) => {
      expect(await run("extract", "--all", "-q")).toMatchObject({ code: 0 });
      const before = project.read("metadata/schemas/sales_eu_orders_metadata.json");
      await sim.load(`REVOKE REFERENCES ON TABLE PROD_DB.SALES_EU.CUSTOMERS FROM ROLE DP_METADATA;
        CREATE TABLE PROD_DB.SALES_US.NEWS (A NUMBER); ${grants("SALES_US")}`);

      const checked = await json("extract", "--check");
      expect(checked).toMatchObject({
        exitCode: 2,
        data: { patterns: [{ added: ["sales_us_news"], gone: ["sales_eu_customers"] }] },
      });
      expect(checked.warnings.map(({ code }) => code)).toEqual(["TABLES_NEWLY_MATCHED", "TABLES_GONE"]);

      const { code, stderr } = await run("extract", "--all");
      expect(code).toBe(0);
      expect(stderr).toContain("1 table newly fit: sales_us_news");
      expect(stderr).toContain(
        "1 table with committed files is gone, or the role no longer sees it: sales_eu_customers",
      );
      expect(schemas(project.metadata())).toEqual([...all, "sales_us_news"].sort());
      expect(project.read("metadata/schemas/sales_eu_orders_metadata.json")).toBe(before);

      const stamps = project.stamps();
      const listed = await run("extract", "--check", "--prune");
      expect(listed.code).toBe(2);
      expect(listed.stdout).toMatch(
        /^different sales_eu_customers {2}would be removed: metadata\/schemas\/sales_eu_customers_metadata\.json, metadata\/ddl\/sales_eu_customers_create\.sql$/m,
      );
      expect(project.stamps()).toEqual(stamps);

      const pruned = await run("extract", "--all", "--prune");
      expect(pruned.code).toBe(0);
      expect(pruned.stdout).toMatch(
        /^removed {3}sales_eu_customers {2}metadata\/schemas\/.*\.json, metadata\/ddl\/.*\.sql$/m,
      );
      expect(pruned.stdout).toMatch(/, 1 removed in /);
      expect(Object.keys(project.metadata()).join()).not.toContain("sales_eu_customers");
      expect(project.read("metadata/ddl/_all.sql")).not.toContain("sales_eu_customers");
      expect(await run("extract", "--all", "--prune", "-q")).toMatchObject({ code: 0, stdout: "" });
      expect(await run("extract", "--check", "-q")).toMatchObject({ code: 0 });
    });
  });

  test("where nothing fits any more, --prune keeps the files: a role may have lost its rights", async () => {
    await onStage(sim, tablesYaml([pattern.replace("SALES_*", "OTHER")]), async ({ run, project }) => {
      expect(await run("extract", "--all", "-q")).toMatchObject({ code: 0 });
      await sim.load("REVOKE REFERENCES ON TABLE PROD_DB.OTHER.T FROM ROLE DP_METADATA");
      const stamps = project.stamps();
      const { code, stderr } = await run("extract", "--all", "--prune");
      expect(code).toBe(0);
      expect(stderr).toMatch(/no table that the role sees fits[^]*--prune keeps the files too/);
      expect(project.stamps()).toEqual(stamps);
      await sim.load("REVOKE USAGE ON SCHEMA PROD_DB.OTHER FROM ROLE DP_METADATA");
      expect(await run("extract", "--all", "--prune")).toMatchObject({
        code: 3,
        stdout: expect.stringContaining("1 stale") as unknown,
      });
      expect(project.stamps()).toEqual(stamps);
    });
  });

  test("files without a table are listed, also DDL alone, and only --prune removes them", async () => {
    await onStage(sim, tablesYaml([pattern]), async ({ run, project }) => {
      await run("extract", "--all", "-q");
      project.write(
        "config/tables.yaml",
        tablesYaml(['{ name: "{schema}_{table}", snowflake: { schema: SALES_US, table: "*" } }']),
      );
      project.write("metadata/ddl/stray_create.sql", "-- nothing\n");
      project.write("metadata/ddl/notes.sql", "-- mine\n");
      const { code, stderr } = await run("extract", "--all");
      expect(code).toBe(0);
      expect(stderr.match(/no table of this name/g)).toHaveLength(3);
      expect(stderr).toContain("metadata/ddl/stray_create.sql: no table of this name in tables.yaml");
      expect(await run("extract", "--table", "sales_us_orders", "--prune")).toMatchObject({ code: 0 });
      expect(schemas(project.metadata())).toEqual(["sales_us_open_orders", "sales_us_orders"]);
      expect(Object.keys(project.metadata()).filter((file) => file.endsWith(".sql"))).toEqual(
        ["_all", "_foreign_keys", "notes", "sales_us_open_orders_create", "sales_us_orders_create"].map(
          (name) => `ddl/${name}.sql`,
        ),
      );
    });
  });
});
