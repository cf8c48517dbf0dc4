import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

import { describe, expect, test } from "@jest/globals";

import { historyOf, schemasOf } from "./database-state.ts";
import { changed, column, customers, manyTables, orders } from "./documents.ts";
import { start } from "./harness.ts";
import { writeTables } from "./project.ts";
import { onStage, type Stage } from "./stage.ts";

const tables = [customers, orders];
const applyAll = ["apply", "--all", "--yes"];

/** Waits until a query on the server gives a row. */
async function until({ client }: Stage, sql: string): Promise<void> {
  for (let tries = 0; tries < 5_000; tries++) {
    // In a transaction the server answers from a copy.
    await client.query("SELECT pg_stat_clear_snapshot()");
    if (((await client.query(sql)).rowCount ?? 0) > 0) return;
    await pause(2);
  }
  throw new Error(`never came: ${sql}`);
}

const ours = "FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'dp/%'";

/** Sends the signal once the program waits, and says how it ended and how soon. */
async function endWhen(
  stage: Stage,
  signal: NodeJS.Signals,
  waiting: string,
): Promise<{ code: number | null; stderr: string; ms: number }> {
  const { child, ended } = start(applyAll, stage.surroundings);
  await until(stage, waiting);
  const sent = performance.now();
  child.kill(signal);
  const { code, stderr } = await ended;
  return { code, stderr, ms: performance.now() - sent };
}

describe("Ctrl-C", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "%s while another run is waited for: %i, nothing done; the next run finishes",
    async (signal, exitCode) => {
      await onStage(tables, async (stage) => {
        await stage.client.query("SELECT pg_advisory_lock(hashtextextended('dp:apply', 0))");
        const { code, stderr, ms } = await endWhen(stage, signal, `SELECT ${ours} AND query LIKE '%advisory%'`);
        expect([code, stderr]).toEqual([exitCode, expect.stringContaining("[INTERRUPTED]")]);
        expect(stderr).toContain("next: run the same command again");
        expect(ms).toBeLessThan(3_000);
        expect(await schemasOf(stage.client)).toEqual(["public"]);
        expect(stage.project.records()).toMatchObject([{ state: "ended", exitCode }]);
        await stage.client.query("SELECT pg_advisory_unlock_all()");
        expect(await stage.run(...applyAll)).toMatchObject({ code: 0 });
      });
    },
  );

  test("while a server that accepts is silent: 130 at once", async () => {
    await onStage(tables, async ({ surroundings: { cwd, env } }) => {
      const silent = createServer();
      const connected = once(silent, "connection") as Promise<[Socket]>;
      silent.listen(0, "127.0.0.1");
      await once(silent, "listening");
      const { port } = silent.address() as AddressInfo;
      const { child, ended } = start(["ping"], { cwd, env: { ...env, POSTGRES_PORT: String(port) } });
      const [socket] = await connected;
      try {
        const sent = performance.now();
        child.kill("SIGINT");
        expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining("[INTERRUPTED]") });
        expect(performance.now() - sent).toBeLessThan(3_000);
      } finally {
        socket.destroy();
        silent.close();
      }
    });
  });

  test("in the middle of a statement that waits for a lock: 130, rolled back; the next run finishes", async () => {
    await onStage(tables, async (stage) => {
      const { client, project } = stage;
      expect(await stage.run(...applyAll)).toMatchObject({ code: 0 });
      writeTables(project, [
        changed(customers, { columns: [...customers.target.columns, column("note", "text")] }),
        orders,
      ]);
      await client.query("BEGIN; LOCK TABLE sales.customers IN ACCESS SHARE MODE");
      const { code, ms } = await endWhen(stage, "SIGINT", `SELECT ${ours} AND wait_event_type = 'Lock'`);
      expect(code).toBe(130);
      expect(ms).toBeLessThan(3_000);
      // The server sees that nobody is there any more, and waits no longer: its own lock_timeout is 3 s.
      const gone = performance.now();
      await until(stage, `SELECT WHERE NOT EXISTS (SELECT ${ours})`);
      expect(performance.now() - gone).toBeLessThan(2_500);
      await client.query("COMMIT");
      expect((await historyOf(client)).map(({ result }) => result)).toEqual(["started", "done", "started"]);
      expect(await stage.run(...applyAll)).toMatchObject({ code: 0, stdout: expect.stringContaining("1 changed") });
      expect(await stage.run("verify")).toMatchObject({ code: 0 });
    });
  });
});

describe("killed", () => {
  const there = (name: string): string => `SELECT WHERE to_regclass('${name}') IS NOT NULL`;

  test.each([
    ["as it waits for its turn", `SELECT ${ours} AND state = 'idle'`, 0],
    ["as it begins", there("dp_control.history"), 0],
    ["40 ms after it began", there("dp_control.history"), 40],
    ["when the tables are there", there("sales.many_0000"), 0],
    ["when the indexes are there", there("sales.many_0000_before_idx"), 0],
    ["10 ms after that", there("sales.many_0000_before_idx"), 10],
  ])("%s, the next run finishes and verify agrees", async (_when, moment, ms) => {
    await onStage(manyTables(80), async (stage) => {
      const { child, ended } = start(applyAll, stage.surroundings);
      await until(stage, moment);
      await pause(ms);
      child.kill("SIGKILL");
      const { signal, code } = await ended;
      expect([signal, code]).toEqual(["SIGKILL", null]);
      expect(stage.project.records()).toMatchObject([{ state: "running" }]);
      let next = await stage.run(...applyAll, "-q");
      // The server may have been at the last COMMIT of the killed run when the next one looked.
      if (next.code === 75) next = await stage.run(...applyAll, "-q");
      expect(next).toMatchObject({ code: 0, stdout: "", stderr: "" });
      expect(await stage.run("verify", "-q")).toMatchObject({ code: 0 });
    });
  });
});
