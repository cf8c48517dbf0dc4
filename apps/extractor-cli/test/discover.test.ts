import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readTablesConfig } from "@dp/config";
import type { SnowflakeSim } from "@dp/snowflake-sim";
import fc from "fast-check";

import type { DiscoveredEntry } from "../src/discover/entry.ts";
import { parsePlace } from "../src/discover/place.ts";
import { printTable } from "../src/discover/print-table.ts";
import { printYaml } from "../src/discover/print-yaml.ts";
import { onStage, startSim, tablesYaml } from "./stage.ts";

const sql = `
CREATE ROLE DP_METADATA;
CREATE DATABASE A; CREATE SCHEMA A.S; CREATE SCHEMA A.EMPTY;
CREATE TABLE A.S.ORDERS (ID NUMBER) COMMENT = 'line one
line two'; INSERT INTO A.S.ORDERS VALUES (1), (2);
CREATE TRANSIENT TABLE A.S."my *table?" (ID NUMBER);
CREATE VIEW A.S.V AS SELECT 1 AS X;
CREATE DATABASE B; CREATE TABLE B.PUBLIC.ORDERS (ID NUMBER);
CREATE DATABASE HIDDEN; CREATE TABLE HIDDEN.PUBLIC.T (ID NUMBER);
GRANT USAGE ON DATABASE A TO ROLE DP_METADATA; GRANT USAGE ON DATABASE B TO ROLE DP_METADATA;
GRANT USAGE ON ALL SCHEMAS IN DATABASE A TO ROLE DP_METADATA; GRANT USAGE ON ALL SCHEMAS IN DATABASE B TO ROLE DP_METADATA;
GRANT REFERENCES ON ALL TABLES IN SCHEMA A.S TO ROLE DP_METADATA; GRANT SELECT ON ALL VIEWS IN SCHEMA A.S TO ROLE DP_METADATA;
GRANT REFERENCES ON ALL TABLES IN SCHEMA B.PUBLIC TO ROLE DP_METADATA;`;

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim([sql]);
});

afterAll(() => sim.close());

test("everything that the role sees is a table for people; nothing but SHOW is sent; an empty folder will do", async () => {
  await onStage(sim, undefined, async ({ run, project }) => {
    sim.resetStatements();
    const { code, stdout, stderr } = await run("discover");
    expect(code).toBe(0);
    const lines = stdout.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "));
    expect(lines.slice(0, 5)).toEqual([
      "DATABASE | SCHEMA | NAME | KIND | ROWS | SIZE | OWNER | IN tables.yaml | COMMENT",
      String.raw`A | S | ORDERS | table | 2 | 1.54 kB | ACCOUNTADMIN | line one\u000aline two`,
      "A | S | V | view | ACCOUNTADMIN",
      "A | S | my *table? | transient-table | 0 | 0 B | ACCOUNTADMIN",
      "B | PUBLIC | ORDERS | table | 0 | 0 B | ACCOUNTADMIN",
    ]);
    expect(lines[5]).toMatch(/^4 tables and views in 2 schemas in .* Next: extractor-cli discover/);
    expect(stderr).toMatch(
      /schemas? shows? nothing to role DP_METADATA: .*A\.EMPTY[^]*GRANT REFERENCES ON ALL TABLES IN SCHEMA A\./,
    );
    expect(stderr).toContain("Snowflake does not say what else there is");
    expect(stdout + stderr).not.toContain("HIDDEN");
    const sent = sim.statements().map(({ text }) => text);
    expect(sent.filter((text) => !/^(SHOW|ALTER SESSION|USE SECONDARY|SELECT CURRENT_)/.test(text))).toEqual([]);
    expect(project.metadata()).toEqual({});
  });
});

test("narrowed by place, name and kind; JSON has sizes on the screen and none in the record", async () => {
  await onStage(
    sim,
    tablesYaml(["{ name: mine, snowflake: { database: A, schema: S, table: ORDERS } }"]),
    async ({ run, json, project }) => {
      const names = async (...args: readonly string[]): Promise<unknown> => {
        const { stdout } = await run("discover", ...args, "--format", "json");
        const { relations } = JSON.parse(stdout) as { relations: readonly DiscoveredEntry[] };
        return relations.map(({ database, schema, name }) => `${database}.${schema}.${name}`);
      };
      expect(await names("a.s", "--like", "%ORDER%")).toEqual(["A.S.ORDERS"]);
      expect(await names("?.*.ORD*")).toEqual(["A.S.ORDERS", "B.PUBLIC.ORDERS"]);
      expect(await names("a", "--kind", "view", "--kind", "transient-table")).toEqual(["A.S.V", "A.S.my *table?"]);
      const { data } = await json("discover", "a.s.orders");
      expect(data?.relations).toEqual([
        {
          database: "A",
          schema: "S",
          name: "ORDERS",
          kind: "table",
          carried: true,
          configured: "mine",
          owner: "ACCOUNTADMIN",
          comment: "line one\nline two",
        },
      ]);
      expect(JSON.stringify(project.records().at(-1))).not.toMatch(/"(rows|bytes)"/);
      expect(await run("discover", "A.NO_SUCH")).toMatchObject({
        code: 65,
        stderr: expect.stringContaining("SCHEMA_NOT_FOUND") as unknown,
      });
      expect(await run("discover", "A..B")).toMatchObject({ code: 64 });
      expect(await run("discover", "--kind", "stage")).toMatchObject({
        code: 64,
        stderr: expect.stringContaining("materialized-view") as unknown,
      });
    },
  );
});

test("the entries for tables.yaml can be used as they are, leave out what is there already, and extract", async () => {
  await onStage(
    sim,
    tablesYaml(["{ name: v, snowflake: { database: A, schema: S, table: V } }"]),
    async ({ run, project }) => {
      const { code, stdout } = await run("discover", "--format", "yaml");
      expect(code).toBe(0);
      expect(stdout).toBe(
        [
          "# 3 entries; names as Snowflake stores them, in exact case.",
          "# 1 more already in tables.yaml.",
          "tables:",
          "  - name: s_orders",
          "    snowflake: { database: A, schema: S, table: ORDERS }",
          "  - name: my__table_ # transient-table",
          '    snowflake: { database: A, schema: S, table: "my [*]table[?]" }',
          "  - name: public_orders",
          "    snowflake: { database: B, schema: PUBLIC, table: ORDERS }",
          "",
        ].join("\n"),
      );
      project.write("config/tables.yaml", stdout);
      expect(await run("extract", "--all")).toMatchObject({ code: 0 });
      expect(await run("discover", "--format", "yaml")).toMatchObject({
        stdout: expect.stringMatching(/^# 1 entry;[^]*# 3 more already[^]*table: V \}\n$/) as unknown,
      });
    },
  );
});

test("places are read as Snowflake reads names", () => {
  expect(parsePlace("prod_db")).toEqual({ database: "PROD_DB" });
  expect(parsePlace('db."my ""s"".x".t*')).toEqual({ database: "DB", schema: 'my "s".x', table: "T*" });
  for (const bad of ["", ".", "a.", "a..b", '"a', 'a"b"', "a.b.c.d"]) expect(() => parsePlace(bad)).toThrow(/^"/);
});

test("random names: the entries are valid, mean the same places, and are legal and different", async () => {
  const name = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      "true",
      "NULL",
      "~",
      "A: B",
      "#x",
      "*",
      "[?]",
      "%",
      '"',
      "it's",
      "-",
      "{a}",
      "\u0007",
      "\u2028",
      "a\nb",
      "é".repeat(80),
      "ON",
      "1e3",
    ),
  );
  const entry = fc.record({
    database: fc.constantFrom("D", "d.1"),
    schema: name,
    name,
    kind: fc.constantFrom("table", "view"),
    carried: fc.boolean(),
  });
  const entries = fc.uniqueArray(entry, {
    selector: ({ database, schema, name: table }) => JSON.stringify([database, schema, table]),
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(entries, async (all) => {
      const usable = all.filter(
        ({ carried, ...parts }) => carried && ![parts.schema, parts.name].some((part) => /^".*"$/s.test(part)),
      );
      const text = printYaml(all, { tables: [] });
      expect(text.split("\n")).toHaveLength(
        2 + (usable.length > 0 ? 1 : 0) + usable.length * 2 + (all.length - usable.length),
      );
      if (usable.length === 0) return;
      const { tables, patterns } = await readTablesConfig(text, "printed");
      expect(patterns).toEqual([]);
      expect(tables.map(({ snowflake }) => snowflake)).toEqual(
        usable.map(({ database, schema, name: table }) => ({ database, schema, table })),
      );
      for (const { name: given } of tables) expect(given).toMatch(/^[a-z0-9_]{1,63}$/);
    }),
    { numRuns: 200, seed: 3 },
  );
});

test("forty thousand tables are printed in a moment, and cut where the terminal ends", () => {
  const many = Array.from({ length: 40_000 }, (_, index) => {
    return {
      database: "D",
      schema: "S",
      name: `T${String(index)}`,
      kind: "table",
      carried: true,
      rows: "1234567",
      bytes: "123456789",
    };
  });
  const began = performance.now();
  const [head, first] = printTable(many, 50).split("\n");
  expect([head?.length, first]).toEqual([50, expect.stringContaining("1,234,567  123 MB") as unknown]);
  expect(printYaml(many, { tables: [] })).toMatch(/^# More than tables\.yaml may have/);
  expect(performance.now() - began).toBeLessThan(10_000);
});
