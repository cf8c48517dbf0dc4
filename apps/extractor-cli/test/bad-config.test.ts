import { mkdirSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodTables, startSim, tablesYaml } from "./stage.ts";

const nowhere = { url: "http://127.0.0.1:9", account: "DEMO" };

describe("tables.yaml", () => {
  test("everything that is wrong is told at once, each with line and column and what was meant: 78", async () => {
    const yaml = [
      "version: 1",
      "edition: 1",
      "tables:",
      "  - name: orders",
      "    snowflake: { database: PROD_DB, shema: PUBLIC, table: ORDERS }",
      "    sync_mode: ful",
      "  - name: Orders-2",
      "    snowflake: { database: PROD_DB, schema: PUBLIC, table: ORDERS }",
      "",
    ].join("\n");
    await onStage(nowhere, yaml, async ({ run, json, project }) => {
      const { code, stdout, stderr } = await run("extract", "--all");
      expect([code, stdout]).toEqual([78, ""]);
      expect(stderr).toMatch(/config\/tables\.yaml:5:37: .*shema.*\n?.*did you mean "schema"/i);
      expect(stderr).toMatch(/config\/tables\.yaml:6:\d+: .*ful/);
      expect(stderr).toMatch(/config\/tables\.yaml:7:\d+: .*Orders-2/);
      const { error } = await json("extract", "--all");
      expect(error?.code).toBe("CONFIG_INVALID");
      expect(error?.problems?.map(({ where }) => where?.replace(/:\d+$/, ""))).toEqual([
        "config/tables.yaml:5",
        "config/tables.yaml:6",
        "config/tables.yaml:7",
      ]);
      expect(project.records()).toMatchObject([{ exitCode: 78 }, { exitCode: 78, error: { code: "CONFIG_INVALID" } }]);
    });
  });

  test.each([
    ["no YAML", "tables: [\n", /config\/tables\.yaml:\d+:\d+/],
    ["empty", "", /config\/tables\.yaml/],
    ["a list", "- a\n", /config\/tables\.yaml:1:1/],
    ["a tag that would run code", "version: !!js/function 'x'\n", /config\/tables\.yaml:1:\d+/],
  ])("is refused when it is %s: 78", async (_what, yaml, where) => {
    await onStage(nowhere, yaml, async ({ run }) => {
      const { code, stdout, stderr } = await run("extract", "--all");
      expect([code, stdout]).toEqual([78, ""]);
      expect(stderr).toMatch(where);
      expect(stderr).toContain("[CONFIG_INVALID]");
    });
  });

  test("is missed by its name in a project that has metadata only: 78", async () => {
    await onStage(nowhere, undefined, async ({ run, project }) => {
      mkdirSync(`${project.root}/metadata/schemas`, { recursive: true });
      const { code, stderr } = await run("extract", "--all");
      expect([code, stderr]).toEqual([
        78,
        expect.stringMatching(/has no config\/tables\.yaml \[CONFIG_NOT_FOUND\]\n {2}next: .*extractor-cli init/),
      ]);
    });
  });
});

test("outside of a project every command says how to come into one: 78", async () => {
  await onStage(nowhere, undefined, async ({ run, json }) => {
    for (const command of [["ping"], ["extract", "--all"], ["diff"], ["render"]]) {
      const { code, stdout, stderr } = await run(...command);
      expect([code, stdout]).toEqual([78, ""]);
      expect(stderr).toContain("[PROJECT_NOT_FOUND]\n  next: Go to the project's folder");
    }
    expect(await json("ping", "--project", "elsewhere")).toMatchObject({
      exitCode: 78,
      error: { code: "PROJECT_NOT_FOUND" },
    });
  });
});

describe("source pin", () => {
  let sim: SnowflakeSim;

  beforeAll(async () => {
    sim = await startSim();
  });

  afterAll(() => sim.close());

  test.each([
    ["account", "{ account: SIMORG-PROD }", /the session's account is SIMORG-DEMO; tables\.yaml wants SIMORG-PROD/],
    ["role", "{ role: AUDITOR }", /the session's role is DP_METADATA; tables\.yaml wants AUDITOR/],
  ])("another %s is refused before any table is read: 78", async (_what, pin, message) => {
    sim.resetStatements();
    await onStage(sim, prodTables.replace("\ntables:", `\nsource: ${pin}\ntables:`), async ({ run, project }) => {
      const { code, stdout, stderr } = await run("extract", "--all");
      expect([code, stdout]).toEqual([78, ""]);
      expect(stderr).toMatch(message);
      expect(sim.statements().filter(({ text }) => text.startsWith("SHOW"))).toEqual([]);
      expect(sim.sessions).toBe(0);
      expect(project.metadata()).toEqual({});
    });
  });

  test("the pinned account goes on, with or without its organization", async () => {
    for (const account of ["DEMO", "simorg-demo"]) {
      await onStage(
        sim,
        prodTables.replace("\ntables:", `\nsource: { account: ${account} }\ntables:`),
        async ({ run }) => {
          expect(await run("ping", "-q")).toMatchObject({ code: 0, stderr: "" });
        },
      );
    }
  });
});

test("a table is named twice: 78", async () => {
  await onStage(nowhere, tablesYaml(["{ name: a }", "{ name: a }"]), async ({ run }) => {
    expect(await run("extract", "--all")).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/tables\.yaml:6:\d+/),
    });
  });
});
