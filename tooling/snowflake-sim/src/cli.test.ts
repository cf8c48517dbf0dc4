import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "@jest/globals";

import { smallEngine } from "../test/small-engine.ts";
import { run, type CliIo } from "./cli.ts";
import type { SimOptions } from "./options.ts";
import { serve } from "./sim.ts";

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

interface Running {
  readonly io: CliIo;
  readonly out: string[];
  readonly err: string[];
  readonly options: SimOptions[];
  readonly stop: () => void;
  readonly loseParent: () => void;
}

function process(): Running {
  const running = { out: [] as string[], err: [] as string[], options: [] as SimOptions[] };
  let stop = (): void => undefined;
  let loseParent = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const gone = new Promise<void>((resolve) => (loseParent = resolve));
  const io: CliIo = {
    stdout: (text) => running.out.push(text),
    stderr: (text) => running.err.push(text),
    stopped,
    parentGone: () => gone,
    start: (options) => {
      running.options.push(options);
      return serve(smallEngine(), options);
    },
  };
  return { ...running, io, stop, loseParent };
}

async function file(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sim-cli-"));
  folders.push(folder);
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

test("says in one line of JSON where it listens, and ends when it is asked to", async () => {
  const { io, out, stop } = process();
  const code = run(["--account", "mine"], io);
  const { url, account } = JSON.parse(await firstLine(out)) as { url: string; account: string };
  expect(account).toBe("MINE");
  expect((await fetch(`${url}/__sim/statements`)).status).toBe(200);
  stop();
  expect(await code).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test("with --parent it ends with its parent", async () => {
  const { io, out, loseParent } = process();
  const code = run(["--parent"], io);
  await firstLine(out);
  loseParent();
  expect(await code).toBe(0);
});

test("users, keys, tokens and SQL files are read from the arguments", async () => {
  const { io, out, options, stop } = process();
  const key = await file("key.pem", "PEM");
  const sql = await file("a.sql", "CREATE TABLE t (a INT);");
  const code = run(
    ["--sql", sql, "--user", "demo:pw:A,B", "--public-key", `demo=${key}`, "--pat", "robot=a=b", "--user", "x::R"],
    io,
  );
  await firstLine(out);
  stop();
  await code;
  expect(options[0]).toEqual({
    port: 0,
    sql: ["CREATE TABLE t (a INT);"],
    users: [
      { name: "DEMO", password: "pw", roles: ["A", "B"], publicKey: "PEM" },
      { name: "X", roles: ["R"] },
      { name: "ROBOT", roles: [], pat: "a=b" },
    ],
  });
});

test.each([
  [["--port", "x"], "--port"],
  [["--user", ":pw"], "--user"],
  [["--pat", "token"], "--pat"],
  [["extra"], "extra"],
  [["--nonsense"], "nonsense"],
  [["sql", "SELECT 1"], "--url"],
])("%j is refused with the usage", async (argv, named) => {
  const { io, err } = process();
  expect(await run(argv, io)).toBe(1);
  expect(err.join("")).toContain(named);
  expect(err.join("")).toContain("snowflake-sim sql --url URL TEXT");
});

test("sql sends a text to one that runs, and fails with its message", async () => {
  const sim = await serve(smallEngine(), {});
  const { io, err } = process();
  expect(await run(["sql", "--url", sim.url, "GOOD"], io)).toBe(0);
  expect(await run(["sql", "--url", sim.url, "BAD"], io)).toBe(1);
  expect(err).toEqual(["line 1: BAD\n"]);
  await sim.close();
});

async function firstLine(out: readonly string[]): Promise<string> {
  while (out[0] === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  return out[0];
}
