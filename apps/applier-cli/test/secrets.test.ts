import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Contacts, findMarks, findMarksBelow, markOf, readContacts, watcher } from "@dp/canary";

import { customers, orders } from "./documents.ts";
import { type Ran, run } from "./harness.ts";
import { runTables } from "./psql.ts";
import { onStage, type Stage } from "./stage.ts";

const names = ["password", "wrong", "row", "theirs"] as const;
const mark = Object.fromEntries(names.map((name) => [name, markOf(name)])) as Record<(typeof names)[number], string>;
const tables = [customers, orders];

/** Debug output of Node and of libraries that go by the usual variable. */
const debugging = { NODE_DEBUG: "http,net,tls,stream,child_process", DEBUG: "*" };

const role = `marked_${randomBytes(6).toString("hex")}`;

let folder: string;

/** A user whose password is a mark, for one test. */
async function withMarkedUser({ client }: Stage, use: () => Promise<void>): Promise<void> {
  await client.query(`CREATE ROLE ${role} SUPERUSER LOGIN PASSWORD ${client.escapeLiteral(mark.password)}`);
  try {
    await use();
  } finally {
    await client.query(`REASSIGN OWNED BY ${role} TO current_user; DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dp-watch-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Scenario {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: readonly string[];
  readonly code: number;
}

/** Runs the program watched, with secrets of both sides set, and looks for marks in all that it said. */
async function watched(
  { surroundings }: Stage,
  { args, env = {}, node = [], code }: Scenario,
): Promise<Ran & { readonly contacts: Contacts }> {
  const watchFile = join(folder, "watched");
  writeFileSync(watchFile, "");
  const options = ["--require", watcher, ...node].join(" ");
  const secrets = { POSTGRES_USER: role, POSTGRES_PASSWORD: mark.password, SNOWFLAKE_TOKEN: mark.theirs };
  const all = { ...surroundings.env, ...secrets, ...env, WATCH_FILE: watchFile, NODE_OPTIONS: options };
  const ran = await run(args, { ...surroundings, env: all });
  expect({ args, code: ran.code, stderr: ran.code === code ? "" : ran.stderr }).toEqual({ args, code, stderr: "" });
  expect(findMarks(`${ran.stdout}\n${ran.stderr}`, names)).toEqual([]);
  return { ...ran, contacts: readContacts(watchFile) };
}

const wrong = { POSTGRES_PASSWORD: mark.wrong, POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: "9" };

const scenarios: readonly Scenario[] = [
  { args: ["ping", "-v"], env: debugging, code: 0 },
  { args: ["ping", "--json", "-v"], env: { ...debugging, ...wrong }, code: 69 },
  { args: ["plan", "-v"], code: 0 },
  // Rows repeat a key: they are counted, and the query that shows them is told.
  { args: ["apply", "--all", "--yes", "-v"], env: debugging, code: 65 },
  { args: ["apply", "--all", "--yes", "--json"], code: 65 },
  { args: ["verify", "-v"], code: 2 },
  { args: ["plan", `--pasword=${mark.password}`, mark.password], code: 64 },
];

test("no secret and no row value is in anything that is printed or written, whatever is run, and however it ends", async () => {
  await onStage(tables, async (stage) => {
    const { client, project } = stage;
    await runTables(tables, stage);
    await client.query("ALTER TABLE sales.customers DROP CONSTRAINT customers_email_key");
    await client.query("INSERT INTO sales.customers (email) VALUES ($1), ($1)", [mark.row]);
    await withMarkedUser(stage, async () => {
      for (const scenario of scenarios) await watched(stage, scenario);
    });
    const failed = project.records().filter(({ command }) => command === "apply");
    expect(failed).toMatchObject([{ error: { code: "ROWS_REFUSED" } }, { error: { code: "ROWS_REFUSED" } }]);
    const { rows } = await client.query("SELECT to_regclass('dp_control.history') AS history");
    // Refused before anything was begun, so that no value can stand in the history.
    expect(rows).toEqual([{ history: null }]);
    expect(findMarksBelow(project.root, names, [])).toEqual([]);
  });
});

test("an error that nobody catches is two lines and exit 1; nobody but the server is contacted", async () => {
  await onStage(tables, async (stage) => {
    const reporting = ["--report-uncaught-exception", "--report-on-fatalerror"];
    const env = { CRASH: mark.password };
    const { stderr } = await watched(stage, { args: ["ping"], env, node: reporting, code: 1 });
    expect(stderr).toMatch(/error failed with .*\[UNEXPECTED\]\n {2}next: this is a bug/);
    await withMarkedUser(stage, async () => {
      const { contacts } = await watched(stage, { args: ["ping"], code: 0 });
      const { host, port } = stage.address;
      expect(contacts).toEqual({ sockets: [`${host}:${String(port)}`], lookups: [], requests: [] });
    });
    expect(readdirSync(stage.project.root).filter((name) => name.startsWith("report"))).toEqual([]);
    expect(findMarksBelow(stage.project.root, names, [])).toEqual([]);
  });
});
