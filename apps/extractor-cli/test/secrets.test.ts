import { generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Contacts, findMarks, findMarksBelow, markOf, readContacts, watcher } from "@dp/canary";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { type Ran, run } from "./harness.ts";
import { onStage, prodSql, prodTables, type Stage, startSim } from "./stage.ts";

const names = ["password", "passcode", "pat", "oauth", "passphrase", "clientSecret", "proxy", "wrong", "row"] as const;
const mark = Object.fromEntries(names.map((name) => [name, markOf(name)])) as Record<(typeof names)[number], string>;

/** Debug output of Node and of libraries that go by the usual variable. */
const debugging = { NODE_DEBUG: "http,https,net,tls,stream,http2,undici,child_process", DEBUG: "*" };

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const encrypted = privateKey.export({
  type: "pkcs8",
  format: "pem",
  cipher: "aes-256-cbc",
  passphrase: mark.passphrase,
});
const keyLine = privateKey.export({ type: "pkcs8", format: "pem" }).toString().split("\n")[5] ?? "";

let sim: SnowflakeSim;
let proxy: Server;
let proxyPort = 0;

beforeAll(async () => {
  const rows = `INSERT INTO COMPANY_INFO (COMPANY_ID, SYMBOL, LEGAL_NAME) VALUES (7, 'X', '${mark.row.replaceAll("\\", "\\\\").replaceAll("'", "''")}')`;
  sim = await startSim([prodSql, `USE DATABASE PROD_DB; USE SCHEMA PUBLIC; ${rows};`], {
    password: mark.password,
    pat: mark.pat,
    oauthToken: mark.oauth,
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
  });
  // Asks for other credentials, and repeats those that came, as some do.
  proxy = createServer((_request, response) => response.writeHead(407).end());
  proxy.on("connect", ({ headers }, socket) => {
    socket.end(`HTTP/1.1 407 Nope\r\nX-You-Said: ${String(headers["proxy-authorization"])}\r\n\r\n`);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, "127.0.0.1", resolve);
  });
  proxyPort = (proxy.address() as { port: number }).port;
});

afterAll(async () => {
  proxy.close();
  await sim.close();
});

interface Scenario {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly node?: readonly string[];
  readonly code: number;
}

interface Watched extends Ran {
  readonly contacts: Contacts;
}

/** Runs the program watched, with every secret set, and looks for marks in all that it said and left. */
async function watched(stage: Stage, { args, env = {}, node = [], code }: Scenario): Promise<Watched> {
  const { project } = stage;
  const watchFile = project.outside("watched");
  writeFileSync(watchFile, "");
  const all: Record<string, string | undefined> = { ...base(stage), ...env, WATCH_FILE: watchFile };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  const surroundings = { cwd: project.root, env: Object.fromEntries(given) as Record<string, string> };
  const ran = await run(args, { ...surroundings, node: ["--require", watcher, ...node] });
  expect({ args, code: ran.code, stderr: ran.code === code ? "" : ran.stderr }).toEqual({ args, code, stderr: "" });
  expect(findMarks(`${ran.stdout}\n${ran.stderr}`, names)).toEqual([]);
  expect(`${ran.stdout}${ran.stderr}`).not.toContain(keyLine);
  expect(`${ran.stdout}${ran.stderr}`).not.toMatch(/\b[sm]t-[\w-]{16,}|eyJ[\w-]+\.eyJ/);
  return { ...ran, contacts: readContacts(watchFile) };
}

function base({ surroundings, project }: Stage): Record<string, string | undefined> {
  return {
    ...surroundings.env,
    SNOWFLAKE_PASSWORD: mark.password,
    SNOWFLAKE_OAUTH_CLIENT_SECRET: mark.clientSecret,
    SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: mark.passphrase,
    SNOWFLAKE_AUTH_METHOD: "password",
    XDG_STATE_HOME: project.outside("state"),
  };
}

const keyPair = (stage: Stage, passphrase: string): Record<string, string | undefined> => ({
  SNOWFLAKE_AUTH_METHOD: "key_pair",
  SNOWFLAKE_PASSWORD: undefined,
  SNOWFLAKE_PRIVATE_KEY_PATH: stage.project.outside("key.pem"),
  SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: passphrase,
});

const token = (method: "pat" | "oauth", value: string): Record<string, string | undefined> => ({
  SNOWFLAKE_AUTH_METHOD: method,
  SNOWFLAKE_TOKEN: value,
});

function scenarios(stage: Stage): readonly Scenario[] {
  const address = `http://me:${encodeURIComponent(mark.proxy)}@127.0.0.1:${String(proxyPort)}`;
  const throughProxy = { HTTPS_PROXY: address, SNOWFLAKE_ACCESS_URL: "https://demo.example.invalid" };
  return [
    { args: ["ping", "-v"], env: debugging, code: 0 },
    { args: ["ping", "--json"], env: { ...debugging, ...keyPair(stage, mark.passphrase) }, code: 0 },
    { args: ["ping", "--json", "-v"], env: { ...debugging, SNOWFLAKE_PASSWORD: mark.wrong }, code: 77 },
    { args: ["ping", "-v"], env: keyPair(stage, mark.wrong), code: 77 },
    { args: ["extract", "--all", "-v"], env: token("pat", mark.pat), code: 0 },
    { args: ["extract", "--all"], env: { ...token("oauth", mark.wrong), SNOWFLAKE_PASSCODE: mark.passcode }, code: 77 },
    { args: ["extract", "--all", "--check", "--json"], env: token("oauth", mark.oauth), code: 0 },
    { args: ["ping", "-v", "--connect-timeout", "5"], env: { ...debugging, ...throughProxy }, code: 69 },
    { args: ["extract", "--table", mark.password, "--json"], code: 64 },
    { args: ["extract", `--pasword=${mark.password}`, mark.password], code: 64 },
    { args: ["explain", "-v"], env: debugging, code: 0 },
  ];
}

test("no secret and no row value is in anything that is printed or written, whatever is run, and however it ends", async () => {
  await onStage(sim, prodTables, async (stage) => {
    const { project } = stage;
    writeFileSync(project.outside("key.pem"), encrypted);
    chmodSync(project.outside("key.pem"), 0o600);
    for (const scenario of scenarios(stage)) await watched(stage, scenario);
    expect(project.records().length).toBeGreaterThan(8);
    expect(findMarksBelow(project.outside(""), names, ["key.pem"])).toEqual([]);
  });
});

describe("an error that nobody catches", () => {
  const crash = { CRASH: mark.password };
  const reporting = ["--report-uncaught-exception", "--report-on-fatalerror", "--report-on-signal"];

  test("is two lines and exit 1: nothing of what hangs on it, and no report of Node's with the environment", async () => {
    await onStage(sim, prodTables, async (stage) => {
      const told = await watched(stage, { args: ["ping"], env: crash, node: reporting, code: 1 });
      expect(told.stderr).toMatch(
        /error failed with .*\[UNEXPECTED\]\n {2}next: this is a bug; run again with --verbose/,
      );
      expect(told.stderr).not.toContain(" at ");
      const verbose = await watched(stage, { args: ["ping", "-v"], env: crash, node: reporting, code: 1 });
      expect(verbose.stderr).toContain(" at ");
      const json = await watched(stage, {
        args: ["ping", "--json"],
        env: { ...crash, ...debugging },
        node: reporting,
        code: 1,
      });
      expect(JSON.parse(json.stdout)).toMatchObject({ exitCode: 1, error: { code: "UNEXPECTED" } });
      expect(readdirSync(stage.project.root).sort()).toEqual([".dp", "config"]);
      expect(findMarksBelow(stage.project.outside(""), names, [])).toEqual([]);
    });
  });
});

test("only Snowflake is contacted: no telemetry, no metadata host of a cloud, no name looked up, no log of the driver", async () => {
  await onStage(sim, prodTables, async (stage) => {
    const { contacts } = await watched(stage, { args: ["extract", "--all"], code: 0 });
    expect(contacts.sockets).toEqual([`127.0.0.1:${String(sim.port)}`]);
    expect(contacts.lookups).toEqual([]);
    expect(contacts.requests).toContain("POST /session/v1/login-request");
    expect(contacts.requests.filter((request) => request.includes("telemetry"))).toEqual([]);
    expect(existsSync(`${stage.project.root}/snowflake.log`)).toBe(false);
  });
});
