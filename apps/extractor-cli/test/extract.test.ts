import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodNames, prodTables, startSim } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

const shared = ["ddl/_all.sql", "ddl/_foreign_keys.sql"];

function filesOf(...names: readonly string[]): readonly string[] {
  return [
    ...shared,
    ...names.map((name) => `ddl/${name}_create.sql`),
    ...names.map((name) => `schemas/${name}_metadata.json`),
  ];
}

describe("which tables", () => {
  test("--all writes metadata and DDL of every table, says what it did, and signs out", async () => {
    await onStage(sim, prodTables, async ({ run, project }) => {
      const { code, stdout, stderr } = await run("extract", "--all");
      expect(code).toBe(0);
      expect(stderr).toMatch(/^Connecting to Snowflake account DEMO as VERA\nReading 3 tables\nwarning /);
      expect(stdout.split("\n").slice(0, 3)).toEqual([
        "new       financial_data  11 columns, 3 findings",
        "new       market_prices  9 columns, 1 finding",
        "new       company_info  7 columns, 2 findings",
      ]);
      expect(stdout).toMatch(/^3 new, 0 changed, 0 unchanged, 0 failed in .*Next: extractor-cli diff, then commit/m);
      expect(Object.keys(project.metadata())).toEqual(filesOf(...prodNames));
      expect(sim.sessions).toBe(0);
    });
  });

  test("--table takes the tables whose names fit, and leaves the others", async () => {
    await onStage(sim, prodTables, async ({ run, project }) => {
      const { code, stdout } = await run("extract", "--table", "market_*", "company_inf?");
      expect([code, stdout]).toEqual([0, expect.stringContaining("2 new, 0 changed")]);
      expect(Object.keys(project.metadata())).toEqual(filesOf("company_info", "market_prices"));
    });
  });

  test.each([
    [[], "which tables?"],
    [["--table", "trade*"], "--table trade* fits no table"],
    [["--all", "--table", "x"], "--all and --table exclude each other"],
    [["--al"], "Unknown argument: al"],
    [["--all", "--connect-timeout", "soon"], "--connect-timeout is a number of seconds"],
    [["--all", "--statement-timeout", "0"], "--statement-timeout is a number of seconds"],
  ])("%j is a wrong use: 64, before Snowflake is asked", async (args, message) => {
    await onStage({ ...sim, url: "http://127.0.0.1:9" }, prodTables, async ({ run, json, project }) => {
      const { code, stdout, stderr } = await run("extract", ...args);
      expect([code, stdout]).toEqual([64, ""]);
      expect(stderr).toContain(message);
      expect(await json("extract", ...args)).toMatchObject({ exitCode: 64, error: { code: "USAGE" } });
      expect(Object.keys(project.metadata())).toEqual([]);
    });
  });
});

describe("--check", () => {
  test("ends with 2 when a file would change, with 0 when none would, and writes nothing", async () => {
    await onStage(sim, prodTables, async ({ run, json, project }) => {
      const before = await run("extract", "--all", "--check");
      expect(before).toMatchObject({
        code: 2,
        stdout: expect.stringMatching(/3 new, .*Next: extractor-cli extract --all/),
      });
      expect(project.metadata()).toEqual({});

      await run("extract", "--all");
      const written = project.stamps();
      expect(await run("extract", "--check", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });

      project.remove("metadata/ddl/_foreign_keys.sql");
      expect(await json("extract", "--check")).toMatchObject({
        exitCode: 2,
        data: { counts: { unchanged: 3 }, shared: "changed" },
      });
      project.write("metadata/ddl/company_info_create.sql", "-- edited\n");
      expect(await run("extract", "--check")).toMatchObject({
        code: 2,
        stdout: expect.stringMatching(/^changed +company_info /m),
      });
      expect(project.read("metadata/ddl/company_info_create.sql")).toBe("-- edited\n");
      expect(project.stamps()).toMatchObject({
        "schemas/market_prices_metadata.json": written["schemas/market_prices_metadata.json"],
      });

      await run("extract", "--all");
      expect(await run("extract", "--check")).toMatchObject({ code: 0 });
    });
  });
});

describe("what is left of a run", () => {
  test("-q says nothing when nothing changed; the run record says who, where and what", async () => {
    await onStage(sim, prodTables, async ({ run, project }) => {
      await run("extract", "--all");
      expect(await run("extract", "--all", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });
      const [first, second] = project.records();
      expect(first).toMatchObject({
        formatVersion: "1.0",
        program: "extractor-cli",
        command: "extract",
        arguments: ["extract", "--all"],
        user: expect.any(String),
        host: expect.any(String),
        state: "ended",
        exitCode: 0,
        data: {
          mode: "write",
          session: { account: "DEMO", organization: "SIMORG", user: "VERA", role: "DP_METADATA" },
          counts: { new: 3, changed: 0, unchanged: 0, failed: 0 },
        },
      });
      expect(first?.items).toHaveLength(3);
      expect(second).toMatchObject({ exitCode: 0, data: { counts: { unchanged: 3 } } });
      expect(second?.runId).not.toBe(first?.runId);
    });
  });

  test("a table that tables.yaml no longer names is told; its files stay", async () => {
    await onStage(sim, prodTables, async ({ run, project }) => {
      await run("extract", "--all");
      project.write("config/tables.yaml", prodTables.replace(/ {2}- name: market_prices\n( {4}.*\n)+/, ""));
      expect(await run("extract", "--all", "-q")).toMatchObject({
        code: 0,
        stdout: "",
        stderr:
          "warning metadata/schemas/market_prices_metadata.json: no table of this name in tables.yaml\n" +
          "  `extractor-cli extract --all --prune` removes such files; or name the table in config/tables.yaml\n",
      });
      expect(Object.keys(project.metadata())).toEqual(filesOf(...prodNames));
    });
  });
});
