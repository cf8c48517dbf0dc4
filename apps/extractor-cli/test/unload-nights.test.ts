import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type SnowflakeSim, startSnowflakeSim } from "@dp/snowflake-sim";

import { bundlesOf, headOf, type Keys, keysIn, type SentBundle } from "./bundles.ts";
import { canary, type Ran, run } from "./harness.ts";
import { type HeldStage, holdStage } from "./held-stage.ts";
import { withRewritten } from "./other-types.ts";
import { password, type Stage } from "./stage.ts";

const role = "DP_METADATA";
const setUp = `
  CREATE ROLE ${role}; CREATE DATABASE D; CREATE SCHEMA D.S;
  CREATE TABLE D.S.MANY (ID NUMBER(38,0) PRIMARY KEY, NOTE VARCHAR);
  INSERT INTO D.S.MANY SELECT SEQ4(), 'row ' || SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 1500));
  CREATE TABLE D.S.SLEEPY (ID NUMBER(38,0), NOTE VARCHAR); INSERT INTO D.S.SLEEPY SELECT * FROM D.S.MANY;
  CREATE TABLE D.S.BUCKETS (ID NUMBER(38,0) PRIMARY KEY, NOTE VARCHAR, AT TIMESTAMP_NTZ(9));
  INSERT INTO D.S.BUCKETS SELECT SEQ4(), 'row ' || SEQ4(), '2024-01-01' FROM TABLE(GENERATOR(ROWCOUNT => 5800)); INSERT INTO D.S.BUCKETS VALUES (9000, 'last', '2024-02-01');
  CREATE TABLE D.S.NONE (ID NUMBER(38,0) PRIMARY KEY, AT TIMESTAMP_NTZ(9));
  CREATE TABLE D.S.PARENT (ID NUMBER(38,0) PRIMARY KEY); INSERT INTO D.S.PARENT VALUES (1), (2);
  CREATE TABLE D.S.CHILD (ID NUMBER(38,0) PRIMARY KEY, P NUMBER(38,0) REFERENCES D.S.PARENT (ID)); INSERT INTO D.S.CHILD VALUES (1, 1);
  CREATE TABLE D.S.LOST (ID NUMBER); CREATE TABLE D.S.GONE (ID NUMBER); CREATE TABLE D.S.BLIND (ID NUMBER);
  CREATE TABLE D.S.WORST (BIG NUMBER(38,0), SMALL NUMBER(38,37), G GEOGRAPHY, VI VECTOR(INT, 3), VF VECTOR(FLOAT, 2), NS TIMESTAMP_NTZ(9), DOC VARIANT);
  INSERT INTO D.S.WORST SELECT 99999999999999999999999999999999999999, 1.2345678901234567890123456789012345678,
    TO_GEOGRAPHY('POINT(-122.35 37.55)'), [1, -2, 3]::VECTOR(INT, 3), [1.5, -2.75]::VECTOR(FLOAT, 2), '2024-01-15 10:30:00.123456789',
    TO_VARIANT(REPEAT('0123456789abcdef', 1048575));
  CREATE TABLE D.S.WIDER (${Array.from({ length: 2000 }, (_unused, index) => `C${String(index)} NUMBER(9,0)`).join(", ")}); CREATE TABLE D.S.ODD (SPAN PERIOD(DATE));
  GRANT USAGE ON DATABASE D TO ROLE ${role}; GRANT USAGE ON SCHEMA D.S TO ROLE ${role};
  GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA D.S TO ROLE ${role};
`;
const cursor = "sync_mode: incremental, incremental: { cursor: AT, key: [ID] }";
const tables = `
version: 1
defaults: { snowflake: { database: D, schema: S } }
tables:
  - { name: many }
  - { name: sleepy }
  - { name: buckets, ${cursor} }
  - { name: none, ${cursor} }
  - { name: parent, keys: { foreign: enforced } }
  - { name: child, keys: { foreign: enforced } }
  - { name: lost }
  - { name: gone }
  - { name: blind }
  - { name: worst, accept_loss: [SUB_MICROSECOND] }
  - { name: wider }
  - { name: odd }
delivery: { folder: ./exchange, recipients: [keys/outside.recipient], signing_key: keys/inside.signing-key, keep_days: 1 }
`;

let sim: SnowflakeSim;
let held: HeldStage;
let stage: Stage;
let keys: Keys;
let extracted: Ran;

beforeAll(async () => {
  const refusal = (code: string, message: string): { refusal: { code: string; message: string } } => ({
    refusal: { code, message },
  });
  const known = { password, pat: password, roles: [role] };
  sim = await startSnowflakeSim({
    account: "DEMO",
    sql: [setUp],
    users: [
      { name: "VERA", ...known },
      { name: "CAREFUL", ...known, mfaPasscode: "123456" },
      { name: "LATE", ...known, ...refusal("390318", "OAuth access token expired.") },
      { name: "OUTSIDE", ...known, ...refusal("390422", "Incoming request with IP/Token 127.0.0.1 is not allowed.") },
    ],
    inlineRows: 10,
    chunkBytes: 10_000,
  });
  held = await holdStage(sim, tables);
  stage = held.stage.with({ SNOWFLAKE_WAREHOUSE: "COMPUTE_WH" });
  mkdirSync(join(stage.project.root, "keys"));
  keys = await keysIn(join(stage.project.root, "keys"));
  const later = (text: string): string => text.replaceAll("PERIOD", "TENSOR");
  extracted = await withRewritten(sim, later, ({ url }) =>
    stage.with({ SNOWFLAKE_ACCESS_URL: url }).run("extract", "--all"),
  );
});
afterAll(async () => {
  await held.close();
  await sim.close();
});

const bundles = (feed: string): Promise<readonly SentBundle[]> =>
  bundlesOf(join(stage.project.root, "exchange"), feed, keys);

type Variables = Readonly<Record<string, string | undefined>>;
const byPassword = { SNOWFLAKE_AUTH_METHOD: "password", SNOWFLAKE_TOKEN: undefined, SNOWFLAKE_PASSWORD: password };

test("who is not let in, and who has nothing to compute with, is told so by class, and nothing is written", async () => {
  sim.faults.add({
    kind: "fail-statement",
    code: "090073",
    sqlState: "22000",
    message: "Warehouse 'COMPUTE_WH' cannot be resumed because resource monitor 'CAP' has exceeded its quota.",
    match: { statement: "CURRENT_TIMESTAMP" },
  });
  const monitor = await stage.run("unload", "--all");
  expect([monitor.code, monitor.stderr]).toEqual([
    69,
    expect.stringMatching(/resource monitor 'CAP'.*\[SNOWFLAKE_WAREHOUSE_UNAVAILABLE\]\n {2}next: .*RESUME/),
  ]);
  const refusals: readonly (readonly [what: string, env: Variables, code: number, error: string])[] = [
    ["wrong password", { ...byPassword, SNOWFLAKE_PASSWORD: `${canary} other` }, 77, "LOGIN_REFUSED"],
    ["second factor", { ...byPassword, SNOWFLAKE_USER: "CAREFUL" }, 77, "SECOND_FACTOR_NEEDED"],
    ["expired token", { SNOWFLAKE_USER: "LATE" }, 77, "TOKEN_EXPIRED"],
    ["network policy", { SNOWFLAKE_USER: "OUTSIDE" }, 77, "NETWORK_POLICY"],
    ["VPN down", { SNOWFLAKE_ACCESS_URL: "http://127.0.0.1:9" }, 69, "UNREACHABLE"],
    ["a warehouse that is not there", { SNOWFLAKE_WAREHOUSE: "NOT_THERE" }, 78, "NO_WAREHOUSE"],
  ];
  const ended = await Promise.all(
    refusals.map(async ([what, env]) => [what, await stage.with(env).run("unload", "--all")] as const),
  );
  const told = ended.map(([what, { code, stderr }]) => [
    what,
    code,
    /\[SNOWFLAKE_(\w+)\]\n {2}next: \S/.exec(stderr)?.[1],
  ]);
  expect(told).toEqual(refusals.map(([what, , code, error]) => [what, code, error]));
  expect(readdirSync(join(stage.project.root, "exchange"))).toEqual([]);
});

/** The statement that reads the rows of a table, and no other. */
const rowsOf = (table: string): RegExp =>
  new RegExp(`^SELECT (?!.*COUNT)(?!.*row_hash).*"c1".* FROM .*"D"\\."S"\\."${table}"`, "s");

test("one run meets it all, and each table ends for itself: 3", async () => {
  await sim.load(`
    REVOKE SELECT ON TABLE D.S.LOST FROM ROLE ${role}; GRANT REFERENCES ON TABLE D.S.LOST TO ROLE ${role};
    REVOKE SELECT ON TABLE D.S.GONE FROM ROLE ${role};`);
  sim.faults.add({ kind: "expire-chunk-url", match: { statement: rowsOf("MANY") } });
  sim.faults.add({ kind: "expire-session", match: { statement: rowsOf("MANY") } });
  sim.faults.add({ kind: "truncate-chunk", match: { statement: rowsOf("BUCKETS") } });
  sim.faults.add({ kind: "endless-chunk", match: { statement: rowsOf("SLEEPY") } });
  const cancelled = { code: "000604", sqlState: "57014", message: "SQL execution canceled" };
  sim.faults.add({ kind: "fail-statement", ...cancelled, match: { statement: rowsOf("PARENT") } });
  // A listing of columns that has none of this table.
  const blind = (text: string): string => text.replaceAll('["BLIND","S",', '["OTHER","S",');
  const { code, stdout, stderr } = await withRewritten(sim, blind, ({ url }) => {
    const { surroundings } = stage.with({ SNOWFLAKE_ACCESS_URL: url, DAYS_AGO: "3" });
    return run(["unload", "--all"], {
      ...surroundings,
      node: ["--import", new URL("days-ago.mjs", import.meta.url).href],
    });
  });
  expect(sim.faults.pending()).toEqual([]);
  const names = (status: string): unknown =>
    [...stdout.matchAll(new RegExp(`^${status} +(\\w+)`, "gm"))].map(([, name]) => name).toSorted();
  expect({ code, done: names("done"), failed: names("failed") }).toEqual({
    code: 3,
    done: ["buckets", "many", "none", "sleepy", "worst"],
    failed: ["blind", "child", "gone", "lost", "odd", "wider"],
  });
  for (const error of ["NO_PRIVILEGE", "CANCELLED"])
    expect(stderr).toMatch(new RegExp(`\\[SNOWFLAKE_${error}\\]\\n {4}next: \\S`));
  expect(stderr).toMatch(/D\.S\.GONE does not exist, or the role may not see it/);
  expect(stderr).toMatch(/D\.S\.BLIND was listed, but has no column that the role may see/);
  const exchange = join(stage.project.root, "exchange");
  expect(readdirSync(exchange).sort()).toEqual(["buckets", "many", "none", "sleepy", "worst"]);
  for (const feed of ["many", "sleepy"]) {
    const [bundle] = await bundles(feed);
    expect(new Set(bundle?.tables[feed]?.rows.map(([id]) => id)).size).toBe(1500);
  }
  const [none] = await bundles("none");
  expect(none?.tables.none?.manifest).toMatchObject({ mode: "full", rows: 0, parts: [] });
});

test("what Snowflake has at its largest arrives as it is; what PostgreSQL could not hold is refused before any row is read", async () => {
  const [worst] = await bundles("worst");
  const [row = []] = worst?.tables.worst?.rows ?? [];
  expect(row.map((cell) => (cell !== null && cell.length > 1000 ? cell.length : cell))).toEqual([
    "9".repeat(38),
    "1.2345678901234567890123456789012345678",
    '{"coordinates":[-122.35,37.55],"type":"Point"}',
    "{1,-2,3}",
    "{1.5,-2.75}",
    "2024-01-15 10:30:00.123456",
    16 * 1048575 + 2,
  ]);
  expect(extracted.code).toBe(3);
  expect(extracted.stderr).toMatch(/the table has 2000 columns; PostgreSQL allows 1600/);
  expect(extracted.stderr).toMatch(/column SPAN has type TENSOR.*not known \[UNSUPPORTED_TYPE\]/);
});

test("the next run goes on: what was finished is read no second time, what has nothing new is signed anew", async () => {
  // Rows that change without their cursor: whole-table sums tell.
  await sim.load(`
    GRANT SELECT ON TABLE D.S.LOST TO ROLE ${role}; GRANT SELECT ON TABLE D.S.GONE TO ROLE ${role};
    UPDATE D.S.BUCKETS SET NOTE = 'silent' WHERE ID IN (5, 6, 7); DELETE FROM D.S.BUCKETS WHERE ID = 8;`);
  const before = await headOf(join(stage.project.root, "exchange"), "none", keys);
  sim.resetStatements();
  const chosen = ["many", "buckets", "none", "child", "lost", "gone", "blind"].flatMap((name) => ["--table", name]);
  const { code, stdout, stderr } = await stage.run("unload", ...chosen);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stderr).toMatch(/child.*going on where an earlier run was cut/);
  expect(sim.statements().filter(({ text }) => rowsOf("CHILD").test(text))).toEqual([]);
  const [tied] = await bundles("child");
  expect([tied?.tables.parent?.rows.length, tied?.tables.child?.rows]).toEqual([2, [["1", "1"]]]);
  expect(stdout).toMatch(/^unchanged +none +nothing new/m);
  const after = await headOf(join(stage.project.root, "exchange"), "none", keys);
  expect([after.seq, after.issuedAt > before.issuedAt]).toEqual([1, true]);
  expect(await bundles("none")).toHaveLength(1);
});

test("several buckets are sent again in one run, another reader reads the same rows, and old bundles go by keep_days alone", async () => {
  const [first, second] = await bundles("buckets");
  const was = new Map(first?.tables.buckets?.manifest.sums.bundle.map((sum) => [sum[0], sum]));
  const now = second?.tables.buckets?.manifest.sums.table ?? [];
  const differing = now
    .filter((sum) => JSON.stringify(sum) !== JSON.stringify(was.get(sum[0])))
    .map(([bucket]) => Number(bucket));
  expect(differing.length).toBeGreaterThan(1);
  const orders = ["--resync", `buckets:${differing.join(",")}`, "--reader", "stage", "--purge"];
  const { code, stdout, stderr } = await stage.run("unload", "--table", "buckets", "--table", "many", ...orders);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const [, , again] = await bundles("buckets");
  expect(again?.tables.buckets?.manifest.bucketsReplaced).toEqual(differing);
  expect(again?.tables.buckets?.manifest.sums.bundle.map(([bucket]) => Number(bucket))).toEqual(differing);
  const notes = new Map<unknown, unknown>();
  for (const { tables } of [first, second, again].flatMap((bundle) => bundle ?? [])) {
    for (const key of tables.buckets?.deleted ?? []) notes.delete(key[0]);
    for (const [id, note] of tables.buckets?.rows ?? []) notes.set(id, note);
  }
  expect([notes.size, notes.get("4"), notes.has("8"), notes.get("9000")]).toEqual([5800, "row 4", false, "last"]);
  expect([5, 6, 7].map((id) => notes.get(String(id)))).toEqual(["silent", "silent", "silent"]);

  const copies = sim.statements().filter(({ text }) => text.startsWith("COPY INTO @~/"));
  expect(copies.length).toBeGreaterThan(1);
  const sorted = (bundle: SentBundle | undefined, name: string): unknown => bundle?.tables[name]?.rows.toSorted();
  const [asChunks] = await bundles("sleepy");
  const left = await bundles("many");
  expect(sorted(left.at(-1), "many")).toEqual(sorted(asChunks, "sleepy"));

  // Three days old and made needless by a later one; a full bundle that others build on stays.
  expect(stdout.match(/^removed .*/gm)).toEqual([expect.stringMatching(/^removed +many\/0000000001-/)]);
  expect(left.map(({ manifest }) => manifest.seq)).toEqual([2, 3]);
});
