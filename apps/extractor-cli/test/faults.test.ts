import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodSql, prodTables, repositoryFile, type Stage, startSim, tablesYaml, withSim } from "./stage.ts";

let sim: SnowflakeSim;

beforeEach(async () => {
  sim = await startSim();
});

afterEach(() => sim.close());

/** Longer than any wait of these tests. */
const forEver = 60_000;

/** Until the fault has met its request. */
async function met(where = sim): Promise<void> {
  for (let tries = 0; where.faults.pending().length > 0; tries++) {
    if (tries > 1000) throw new Error("no request met the fault");
    await sleep(10);
  }
}

describe("what passes is bridged", () => {
  test.each([
    ["one answer of 503", { kind: "status", status: 503 }],
    ["one connection that breaks after the work was done", { kind: "drop-connection" }],
    ["a session that expires half way", { kind: "expire-session" }],
    ["an answer that takes a while", { kind: "delay", ms: 500 }],
  ] as const)("%s", async (_what, fault) => {
    await onStage(sim, prodTables, async ({ run, project }) => {
      sim.faults.add({ ...fault, match: { statement: "SHOW COLUMNS" } });
      expect(await run("extract", "--all")).toMatchObject({ code: 0, stdout: expect.stringContaining("3 new") });
      expect(sim.faults.pending()).toEqual([]);
      for (const [file, text] of Object.entries(project.metadata()))
        expect(text).toBe(repositoryFile(`metadata/${file}`));
    });
  });
});

/** A stand-in of a test's own: what mostly waits does so beside others. */
function onOwn(use: (stage: Stage, own: SnowflakeSim) => Promise<void>, tables = prodTables): Promise<void> {
  return withSim([prodSql], (own) => onStage(own, tables, (stage) => use(stage, own)));
}

describe("what does not pass ends the run in time with 69, and nothing is written", () => {
  test("a session that is gone for good", async () => {
    await onStage(sim, prodTables, async ({ run, project }) => {
      sim.faults.add({ kind: "expire-master", match: { statement: "SHOW COLUMNS" } });
      expect(await run("extract", "--all")).toMatchObject({
        code: 69,
        stderr: expect.stringContaining("[SNOWFLAKE_SESSION_GONE]"),
      });
      expect(project.metadata()).toEqual({});
    });
  });

  test("an answer that comes after the statement's deadline", async () => {
    await onStage(sim, prodTables, async ({ run, project }) => {
      sim.faults.add({ kind: "delay", ms: forEver, match: { statement: "SHOW COLUMNS" } });
      const { code, stdout, stderr, ms } = await run("extract", "--all", "--statement-timeout", "1");
      expect([code, stdout]).toEqual([69, ""]);
      expect(stderr).toMatch(/the statement took more than 1 s \[SNOWFLAKE_TIMEOUT\]\n {2}next: /);
      expect(ms).toBeLessThan(12_000);
      expect(project.metadata()).toEqual({});
      expect(project.records()).toMatchObject([{ state: "ended", exitCode: 69, error: { code: "SNOWFLAKE_TIMEOUT" } }]);
    });
  });

  test.concurrent.each([
    ["a storm of 503", { kind: "status", status: 503, when: "before" }, "SNOWFLAKE_UNAVAILABLE"],
    ["a way on which every connection is reset", { kind: "drop-connection", when: "before" }, "SNOWFLAKE_UNREACHABLE"],
  ] as const)("%s, after a few tries", async (_what, fault, error) => {
    await onOwn(async ({ run, project }, own) => {
      own.faults.add({ ...fault, match: { statement: "SHOW" }, times: 1000 });
      const { code, stdout, stderr, ms } = await run("extract", "--all");
      expect([code, stdout]).toEqual([69, ""]);
      expect(stderr).toMatch(new RegExp(`\\[${error}\\]\\n {2}next: `));
      expect(ms).toBeLessThan(30_000);
      const tries = 1000 - (own.faults.pending()[0]?.times ?? 1000);
      expect([tries > 1, tries < 60]).toEqual([true, true]);
      expect(project.metadata()).toEqual({});
    });
  });

  test.concurrent("a tunnel that swallows everything, also the cancel and the goodbye", async () => {
    await onOwn(async ({ run, project }, own) => {
      for (const match of [{ statement: "SHOW" }, { path: "abort-request" }, { path: "delete=true" }])
        own.faults.add({ kind: "delay", ms: forEver, match, times: 1000 });
      const { code, stdout, stderr, ms } = await run("extract", "--all", "--statement-timeout", "1");
      expect([code, stdout]).toEqual([69, ""]);
      expect(stderr).toContain("[SNOWFLAKE_TIMEOUT]\n  next: ");
      expect(ms).toBeLessThan(30_000);
      expect(project.metadata()).toEqual({});
    });
  });

  test.concurrent("a server that goes away, also when half of the schemas had been read", async () => {
    const more =
      "CREATE SCHEMA PROD_DB.MORE; CREATE TABLE PROD_DB.MORE.T (A NUMBER); GRANT USAGE ON SCHEMA PROD_DB.MORE TO ROLE DP_METADATA; " +
      "GRANT REFERENCES ON ALL TABLES IN SCHEMA PROD_DB.MORE TO ROLE DP_METADATA";
    const tables = `${prodTables}  - name: t\n    snowflake: { database: PROD_DB, schema: MORE, table: T }\n    postgres: { schema: more }\n`;
    await onOwn(async ({ run, start, project }, own) => {
      await own.load(more);
      await run("extract", "--table", "market_prices", "-q");
      const stamps = project.stamps();
      await own.load("ALTER TABLE PROD_DB.PUBLIC.MARKET_PRICES ADD COLUMN MORE NUMBER");
      own.faults.add({ kind: "delay", ms: forEver, match: { statement: 'SHOW TABLES IN SCHEMA "PROD_DB"."MORE"' } });
      const { ended } = start("extract", "--all");
      await met(own);
      await own.close();
      const { code, stdout, stderr, ms } = await ended;
      expect([code, stdout]).toEqual([69, ""]);
      expect(stderr).toMatch(/\[SNOWFLAKE_(UNREACHABLE|UNAVAILABLE)\]\n {2}next: /);
      expect(ms).toBeLessThan(30_000);
      expect(project.stamps()).toEqual(stamps);
    }, tables);
  });
});

test("one schema out of time fails its tables; the others come out: 3", async () => {
  await sim.load(
    "CREATE SCHEMA PROD_DB.SLOW; CREATE TABLE PROD_DB.SLOW.T (A NUMBER); GRANT USAGE ON SCHEMA PROD_DB.SLOW TO ROLE DP_METADATA; " +
      "GRANT REFERENCES ON ALL TABLES IN SCHEMA PROD_DB.SLOW TO ROLE DP_METADATA",
  );
  await onStage(
    sim,
    tablesYaml(["{ name: t, snowflake: { schema: SLOW } }", "{ name: market_prices }"]),
    async ({ run, project }) => {
      sim.faults.add({ kind: "delay", ms: forEver, match: { statement: 'IN SCHEMA "PROD_DB"."SLOW"' } });
      const { code, stdout } = await run("extract", "--all", "--statement-timeout", "1");
      expect([code, stdout]).toEqual([3, expect.stringMatching(/^failed {4}t\nnew {7}market_prices /)]);
      expect(Object.keys(project.metadata())).toContain("schemas/market_prices_metadata.json");
    },
  );
});

test("a table that is replaced while it is read fails with its own code, and its files stay; the others come out: 3", async () => {
  const names = ["t1", "t2", "t3", "t4"];
  const made = names.map((name) => `CREATE TABLE PROD_DB.PUBLIC.${name} (A NUMBER);`).join("\n");
  const grant = "GRANT REFERENCES ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;";
  await sim.load(made + grant);
  await onStage(sim, tablesYaml(names.map((name) => `{ name: ${name} }`)), async ({ json, run, project }) => {
    await run("extract", "--all", "-q");
    const stamps = project.stamps();
    await sim.load("ALTER TABLE PROD_DB.PUBLIC.T1 ADD COLUMN B DATE");
    sim.faults.add({ kind: "delay", ms: 1500, match: { statement: "SHOW COLUMNS" } });
    const running = json("extract", "--all");
    await met();
    await sim.load(`CREATE OR REPLACE TABLE PROD_DB.PUBLIC.T3 (A NUMBER, C DATE); ${grant}`);
    const { exitCode, data } = await running;
    expect({ exitCode, tables: data?.tables }).toMatchObject({
      exitCode: 3,
      tables: [
        { name: "t1", status: "changed" },
        { name: "t2", status: "unchanged" },
        { name: "t3", status: "failed", error: { code: "CHANGED_WHILE_READING", retryable: true } },
        { name: "t4", status: "unchanged" },
      ],
    });
    const file = "schemas/t3_metadata.json";
    expect(project.stamps()[file]).toBe(stamps[file]);
    expect(await run("extract", "--all")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^changed {3}t3 /m) });
  });
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s ends the run with %i, tells the server, and writes nothing", async (signal, code) => {
  await onStage(sim, prodTables, async ({ start, project }) => {
    sim.faults.add({ kind: "delay", ms: forEver, match: { statement: "SHOW COLUMNS" } });
    const { child, ended } = start("extract", "--all");
    await met();
    child.kill(signal);
    const ran = await ended;
    expect(ran).toMatchObject({ code, stdout: "" });
    expect(ran.stderr).toContain(`error interrupted by ${signal} [INTERRUPTED]\n  next: run the same command again`);
    expect(ran.ms).toBeLessThan(15_000);
    expect(project.metadata()).toEqual({});
    expect(project.records()).toMatchObject([{ state: "ended", exitCode: code, error: { code: "INTERRUPTED" } }]);
    expect(sim.sessions).toBe(0);
  });
});

test("a second Ctrl-C ends the run at once, even when the server does not answer the first one's cancel", async () => {
  await onStage(sim, prodTables, async ({ start, project }) => {
    sim.faults.add({ kind: "delay", ms: forEver, match: { statement: "SHOW COLUMNS" } });
    const { child, ended } = start("extract", "--all");
    await met();
    sim.faults.add({ kind: "delay", ms: forEver, match: { path: "abort-request" }, times: 9 });
    child.kill("SIGINT");
    await sleep(500);
    const second = performance.now();
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ code: null, signal: "SIGINT", stdout: "" });
    expect(performance.now() - second).toBeLessThan(2000);
    expect(project.metadata()).toEqual({});
  });
});
