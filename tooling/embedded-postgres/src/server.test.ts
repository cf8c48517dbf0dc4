import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import pg from "pg";

import { type PostgresServer, startPostgres } from "./server.ts";
import { addressVariable, withDatabase } from "./with-database.ts";

let server: PostgresServer;
const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("dp-postgres-"));

async function gone(present: () => boolean): Promise<boolean> {
  for (let waited = 0; present(); waited += 50) {
    if (waited > 10_000) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

beforeAll(async () => {
  server = await startPostgres();
  process.env[addressVariable] = JSON.stringify({ ...server, database: "postgres" });
}, 60_000);

afterAll(async () => {
  await server.stop();
});

test("the server is PostgreSQL 18 and holds UTF-8", async () => {
  await withDatabase(async (client) => {
    const { rows } = await client.query<{ version: string; encoding: string }>(
      "SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding",
    );
    expect(Number(rows[0]?.version)).toBeGreaterThanOrEqual(180000);
    expect(rows[0]?.encoding).toBe("UTF8");
  });
});

test("a wrong password is refused", async () => {
  const client = new pg.Client({ ...server, password: "wrong", database: "postgres" });
  await expect(client.connect()).rejects.toMatchObject({ code: "28P01" });
});

test("two databases do not see each other, and are gone afterwards", async () => {
  const names = await withDatabase(async (one, first) => {
    await one.query("CREATE TABLE t (a int)");
    return withDatabase(async (two, second) => {
      const { rows } = await two.query("SELECT 1 FROM pg_class WHERE relname = 't'");
      expect(rows).toEqual([]);
      return [first.database, second.database];
    });
  });
  await withDatabase(async (client) => {
    const { rows } = await client.query("SELECT datname FROM pg_database WHERE datname = ANY($1)", [names]);
    expect(rows).toEqual([]);
  });
});

test("the server and its files go when the process that started it is killed", async () => {
  const built = new URL("../dist/index.js", import.meta.url).href;
  const script = `
    const { startPostgres } = await import(${JSON.stringify(built)});
    const { port } = await startPostgres();
    console.log(port);
    setInterval(() => undefined, 1000);`;
  const before = new Set(folders());
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = Number(await new Promise<Buffer>((resolve) => child.stdout.once("data", resolve)));
  const made = folders().filter((name) => !before.has(name));
  expect(made).toHaveLength(1);
  child.kill("SIGKILL");
  await expect(gone(() => folders().some((name) => made.includes(name)))).resolves.toBe(true);
  const client = new pg.Client({ ...server, port, database: "postgres" });
  await expect(client.connect()).rejects.toMatchObject({ code: "ECONNREFUSED" });
}, 60_000);

test("a process that stops its server goes on afterwards, and keeps its exit code", async () => {
  const built = new URL("../dist/index.js", import.meta.url).href;
  const script = `
    const { startPostgres } = await import(${JSON.stringify(built)});
    const { stop } = await startPostgres();
    await stop();
    process.exitCode = 7;`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
  await expect(new Promise((resolve) => child.once("exit", resolve))).resolves.toBe(7);
}, 60_000);
