import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { expect, test } from "@jest/globals";

import { changed, column, customers, orders } from "./documents.ts";
import { start } from "./harness.ts";
import { writeTables } from "./project.ts";
import { onStage, type Stage } from "./stage.ts";

interface Load {
  readonly queries: number;
  readonly longestMs: number;
}

const worker = fileURLToPath(new URL("load-worker.mjs", import.meta.url));

/** A process that runs a statement over and over; `stop` says what it saw. */
async function load({ address }: Stage, statement: string): Promise<{ stop: () => Promise<Load> }> {
  const order = JSON.stringify({ settings: { ...address, sslmode: "disable" }, statement });
  const child: ChildProcess = spawn(process.execPath, [worker, order], { stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (said += text));
  while (!said.includes("ready")) await pause(20);
  return {
    stop: async () => {
      child.stdin?.end();
      await once(child, "close");
      return JSON.parse(said.trim().split("\n").at(-1) ?? "") as Load;
    },
  };
}

/** lock_timeout of a step, and what a busy machine may take more. */
const [lockTimeoutMs, slackMs] = [3_000, 1_500];

test("while the applier waits for a lock, nobody waits for the applier for longer than lock_timeout; no row is lost", async () => {
  await onStage([customers, orders], async (stage) => {
    const { client, project } = stage;
    expect(await stage.run("apply", "--all", "--yes", "-q")).toMatchObject({ code: 0 });
    writeTables(project, [
      changed(customers, {
        columns: [...customers.target.columns, column("note", "text", { comment: "new" })],
        indexes: [{ name: "customers_since_idx", columns: ["since"], reason: "configured" }],
      }),
      changed(orders, { columns: [...orders.target.columns, column("note", "text")] }),
    ]);
    const loads = await Promise.all([
      load(stage, "SELECT count(*) FROM sales.customers"),
      load(stage, "SELECT count(*) FROM sales.orders o JOIN sales.customers c ON c.id = o.customer_id"),
      load(stage, "INSERT INTO sales.customers (email) VALUES (gen_random_uuid()::text)"),
    ]);
    // Somebody reads the table for longer than the applier waits for its lock, so that it has to try again.
    await client.query("BEGIN; SELECT FROM sales.customers");
    const { child, ended } = start(["apply", "--all", "--yes"], stage.surroundings);
    let said = "";
    child.stderr?.on("data", (text: string) => (said += text));
    while (!said.includes("try 2 of 5") && child.exitCode === null) await pause(50);
    await pause(1_000);
    await client.query("COMMIT");
    const { code, stderr, stdout } = await ended;
    const seen = await Promise.all(loads.map(({ stop }) => stop()));
    expect([code, stdout, stderr]).toEqual([0, expect.stringContaining("2 changed"), expect.any(String)]);
    expect(stderr).toMatch(/sales\.customers.*lock timeout; try 2 of 5 in \d\.\d s/);
    const longest = Math.max(...seen.map(({ longestMs }) => longestMs));
    // There was a queue, and it was bounded.
    expect(longest).toBeGreaterThan(1_000);
    expect(longest).toBeLessThan(lockTimeoutMs + slackMs);
    const { rows } = await client.query<{ rows: number }>("SELECT count(*)::int AS rows FROM sales.customers");
    expect(rows[0]?.rows).toBe(seen[2]?.queries);
    expect(await stage.run("verify", "-q")).toMatchObject({ code: 0 });
  });
}, 60_000);

const rows = 40_000;

/** `customers` with rows enough for a rewrite or an index to take a moment. */
async function filled({ client }: Stage): Promise<void> {
  await client.query(`INSERT INTO sales.customers (email) SELECT 'm' || n FROM generate_series(1, ${String(rows)}) n`);
}

test("an index on a filled table is built while others read and write, and waits for nobody's lock", async () => {
  await onStage([customers, orders], async (stage) => {
    const { client, project } = stage;
    expect(await stage.run("apply", "--all", "--yes", "-q")).toMatchObject({ code: 0 });
    await filled(stage);
    const index = { name: "customers_since_idx", columns: ["since"], reason: "configured" } as const;
    writeTables(project, [changed(customers, { indexes: [...customers.target.indexes, index] }), orders]);
    const planned = await stage.run("plan", "--format", "sql");
    expect(planned.stdout).toContain("CREATE INDEX CONCURRENTLY customers_since_idx");
    const loads = await Promise.all([
      load(stage, "SELECT count(*) FROM sales.customers WHERE id < 1000"),
      load(stage, "INSERT INTO sales.customers (email) VALUES (gen_random_uuid()::text)"),
      load(stage, "UPDATE sales.customers SET credit = credit + 1 WHERE email = 'm1'"),
    ]);
    // A writer that does not end: the index waits for it, and nobody waits for the index.
    await client.query("BEGIN; UPDATE sales.customers SET credit = 1 WHERE email = 'm2'");
    const { child, ended } = start(["apply", "--all", "--yes"], stage.surroundings);
    await pause(2_000);
    expect(child.exitCode).toBeNull();
    await client.query("COMMIT");
    const { code, stderr } = await ended;
    const seen = await Promise.all(loads.map(({ stop }) => stop()));
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(Math.max(...seen.map(({ longestMs }) => longestMs))).toBeLessThan(slackMs);
    for (const { queries } of seen) expect(queries).toBeGreaterThan(20);
    const valid = await client.query(
      "SELECT indisvalid FROM pg_index WHERE indexrelid = 'sales.customers_since_idx'::regclass",
    );
    expect(valid.rows).toEqual([{ indisvalid: true }]);
    expect(await stage.run("verify", "-q")).toMatchObject({ code: 0 });
  });
}, 60_000);

test("a table is written anew only when that was allowed by name; then others wait for the rewrite, and no row is lost", async () => {
  await onStage([customers, orders], async (stage) => {
    const { client, project } = stage;
    expect(await stage.run("apply", "--all", "--yes", "-q")).toMatchObject({ code: 0 });
    await filled(stage);
    const columns = customers.target.columns.map((each) =>
      each.name === "credit" ? { ...each, type: "numeric(14,4)" } : each,
    );
    writeTables(project, [changed(customers, { columns }), orders]);
    const loads = await Promise.all([
      load(stage, "SELECT sum(credit) FROM sales.customers WHERE id < 1000"),
      load(stage, "INSERT INTO sales.customers (email) VALUES (gen_random_uuid()::text)"),
    ]);
    const refused = await stage.run("apply", "--all", "--yes");
    expect(refused.stderr).toMatch(/REWRITES_TABLE.*sales\.customers/s);
    expect(refused.code).not.toBe(0);
    // Somebody reads for longer than the rewrite waits for its lock: it gives way, and comes again.
    await client.query("BEGIN; SELECT FROM sales.customers LIMIT 1");
    const { child, ended } = start(["apply", "--all", "--yes", "--allow", "REWRITES_TABLE"], stage.surroundings);
    let said = "";
    child.stderr?.on("data", (text: string) => (said += text));
    while (!said.includes("try 2 of 5") && child.exitCode === null) await pause(50);
    await client.query("COMMIT");
    const began = performance.now();
    const { code, stderr } = await ended;
    const rewriteMs = performance.now() - began;
    const seen = await Promise.all(loads.map(({ stop }) => stop()));
    expect([code, stderr]).toEqual([0, expect.stringContaining("try 2 of 5")]);
    // While it waits for the lock nobody waits longer than lock_timeout; while it holds the lock, as long as it writes.
    expect(Math.max(...seen.map(({ longestMs }) => longestMs))).toBeLessThan(
      Math.max(lockTimeoutMs, rewriteMs) + slackMs,
    );
    const now = await client.query("SELECT count(*)::int AS rows FROM sales.customers");
    expect(now.rows).toEqual([{ rows: rows + (seen[1]?.queries ?? 0) }]);
    expect(await stage.run("verify", "-q")).toMatchObject({ code: 0 });
  });
}, 60_000);
