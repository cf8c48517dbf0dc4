import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Fault, SnowflakeSim } from "@dp/snowflake-sim";
import { startSnowflakeSim } from "@dp/snowflake-sim";

import { Desk } from "./desk.ts";
import { password } from "./stage.ts";

const wide = 300;
const grants = `
  CREATE ROLE DP_UNLOAD; GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE DP_UNLOAD;
  CREATE DATABASE D; CREATE SCHEMA D.S; GRANT USAGE ON DATABASE D TO ROLE DP_UNLOAD; GRANT USAGE ON SCHEMA D.S TO ROLE DP_UNLOAD;
`;
const setUp = `
  CREATE TABLE D.S.MANY (ID NUMBER(38,0) PRIMARY KEY, NOTE VARCHAR);
  INSERT INTO D.S.MANY SELECT SEQ4(), 'row ' || SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 3000));
  CREATE TABLE D.S.EMPTY (ID NUMBER(38,0) PRIMARY KEY, AT TIMESTAMP_NTZ(9));
  CREATE TABLE D.S.BAD (ID NUMBER(38,0), NOTE VARCHAR, DAY DATE);
  INSERT INTO D.S.BAD SELECT 1, 'fine', '2024-01-01'; INSERT INTO D.S.BAD SELECT 2, 'a\\0b', '2024-01-01'; INSERT INTO D.S.BAD SELECT 3, 'c\\0', '2024-01-01';
  CREATE TABLE D.S.TWICE (ID NUMBER(38,0), AT TIMESTAMP_NTZ(9));
  INSERT INTO D.S.TWICE VALUES (1, '2024-01-01'), (1, '2024-01-02'), (2, '2024-01-02');
  CREATE TABLE D.S.MOVING (ID NUMBER(38,0), NOTE VARCHAR); INSERT INTO D.S.MOVING VALUES (1, 'a');
  CREATE TABLE D.S.GONE (ID NUMBER(38,0), NOTE VARCHAR); INSERT INTO D.S.GONE VALUES (1, 'a');
  CREATE TABLE D.S.TORTURE (N NUMBER(38,10), F FLOAT, V VARIANT, TZ TIMESTAMP_TZ(9), T TIME(9), B BINARY, TXT VARCHAR);
  INSERT INTO D.S.TORTURE SELECT -1234567890123456789012345678.0000000001, 0.1::FLOAT + 0.2::FLOAT, PARSE_JSON('{"a": "tab\\\\t\\\\\\\\ \\\\u00e9"}'),
    '2024-01-15 10:30:00.123456789 +16:00', '23:59:59.999999999', TO_BINARY('00ff5c', 'HEX'), 'a\\tb\\\\N\\n😀';
  INSERT INTO D.S.TORTURE SELECT 99999999999999999999999999.9999999999, '-inf', NULL, NULL, NULL, TO_BINARY('', 'HEX'), '';
  INSERT INTO D.S.TORTURE (TXT) SELECT REPEAT('0123456789abcdef', 1000000);
  CREATE TABLE D.S.WIDE (${Array.from({ length: wide }, (_unused, index) => `C${String(index)} FLOAT`).join(", ")});
  INSERT INTO D.S.WIDE (C0, C${String(wide - 1)}) VALUES (1.5, 2.5);
  GRANT SELECT ON ALL TABLES IN SCHEMA D.S TO ROLE DP_UNLOAD;
`;
const yaml = `
defaults: { snowflake: { database: D, schema: S } }
tables:
  - { name: many }
  - { name: empty, sync_mode: incremental, incremental: { cursor: AT, key: [ID] } }
  - { name: bad }
  - { name: twice, sync_mode: incremental, incremental: { cursor: AT, key: [ID] } }
  - { name: moving }
  - { name: gone }
  - { name: torture, accept_loss: [SUB_MICROSECOND] }
  - { name: wide }
`;

let sim: SnowflakeSim;
let desk: Desk;

beforeAll(async () => {
  sim = await startSnowflakeSim({
    account: "DEMO",
    sql: [grants, setUp],
    users: [{ name: "VERA", pat: password, roles: ["DP_UNLOAD"] }],
    // Chunks that a small result has several of.
    inlineRows: 10,
    chunkBytes: 10_000,
  });
  desk = await Desk.open(sim);
  await desk.extract(yaml);
});
afterAll(async () => {
  await desk.close();
  await sim.close();
});

const reads = /SELECT TO_VARCHAR\("ID"\) AS "c1"/;

const passing: readonly (readonly [what: string, fault: Fault])[] = [
  ["a chunk's address that has expired", { kind: "expire-chunk-url" }],
  ["a chunk that breaks off", { kind: "truncate-chunk" }],
  ["a chunk that the storage refuses once", { kind: "status", status: 503, match: { path: "/chunks/" } }],
  ["a session that has expired", { kind: "expire-session", match: { statement: reads } }],
  ["a connection that is cut under the query", { kind: "drop-connection", match: { statement: reads } }],
];

test.each(passing)("what passes is read over: %s", async (_what, fault) => {
  sim.faults.clear();
  sim.faults.add(fault);
  const sent = await desk.send(yaml, "many");
  expect(sent.tables).toMatchObject([{ rows: 3000 }]);
  const bundles = await desk.bundles("many");
  expect(new Set(bundles.at(-1)?.tables.many?.rows.map(([id]) => id)).size).toBe(3000);
  sim.faults.clear();
});

test("an empty table is a valid bundle without parts; nothing new in it is none", async () => {
  const sent = await desk.send(yaml, "empty");
  expect(sent.tables).toMatchObject([{ mode: "full", rows: 0, parts: [] }]);
  expect((await desk.send(yaml, "empty")).tables).toMatchObject([{ unchanged: true }]);
  await desk.sql("INSERT INTO D.S.EMPTY VALUES (1, '2024-01-01')");
  expect((await desk.send(yaml, "empty")).tables).toMatchObject([{ mode: "incremental", rows: 1 }]);
  await desk.sql("DELETE FROM D.S.EMPTY");
  expect((await desk.send(yaml, "empty")).tables).toMatchObject([{ mode: "incremental", rows: 0, deletedKeys: 1 }]);
});

test("values that PostgreSQL would not take are counted by column and code before anything is read, and never shown", async () => {
  const error = await desk.failure(yaml, "bad");
  expect(error).toMatchObject({
    code: "UNLOAD_VALUES_REFUSED",
    where: "bad",
    problems: [{ where: "bad.note", code: "NUL_REFUSED" }],
  });
  expect(String(error.message)).toContain("2 rows");
  expect(JSON.stringify(error)).not.toMatch(/fine|\\\\0/);
  expect(await desk.bundles("bad")).toEqual([]);
});

test("a key on several rows is refused: changes could not be put in by it", async () => {
  expect(await desk.failure(yaml, "twice")).toMatchObject({ code: "UNLOAD_KEY_NOT_UNIQUE", where: "twice" });
});

async function during(statement: RegExp, change: string): Promise<Promise<unknown>> {
  sim.faults.clear();
  sim.faults.add({ kind: "delay", ms: 600, match: { statement } });
  await new Promise((resolve) => setTimeout(resolve, 0));
  return (async () => {
    while (sim.faults.pending().length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await desk.sql(change);
  })();
}

test("a table that is altered or dropped while it is read: its bundle is thrown away, the others go on", async () => {
  const altered = during(/FROM "D"\."S"\."MOVING" AT/, "ALTER TABLE D.S.MOVING ADD COLUMN LATER DATE");
  const outcomes = await desk.unload(yaml, { table: ["moving", "gone"] });
  await altered;
  expect(outcomes.get("moving")).toMatchObject({ error: { code: "UNLOAD_TABLE_CHANGED", retryable: true } });
  expect(outcomes.get("gone")).toMatchObject({ feed: { seq: 1 } });
  expect(await desk.bundles("moving")).toEqual([]);
  const dropped = during(/FROM "D"\."S"\."GONE" AT/, "DROP TABLE D.S.GONE");
  const next = await desk.unload(yaml, { table: ["moving", "gone"] });
  await dropped;
  expect(next.get("gone")).toMatchObject({ error: { code: "SNOWFLAKE_OBJECT_NOT_FOUND" } });
  expect(next.get("moving")).toMatchObject({ feed: { seq: 1 } });
  expect(await desk.bundles("gone")).toHaveLength(1);
});

test("a column that is gone or is another fails its table by name", async () => {
  await desk.sql("ALTER TABLE D.S.BAD DROP COLUMN DAY");
  const error = await desk.failure(yaml, "bad");
  expect(error).toMatchObject({ code: "UNLOAD_TABLE_DIFFERS", problems: [{ where: "bad.DAY" }] });
});

test("the worst values travel as the type map says, and what they lose is counted", async () => {
  const sent = await desk.send(yaml, "torture");
  expect(sent.tables[0]?.losses).toContainEqual({ column: "tz", code: "SUB_MICROSECOND", rows: 1 });
  const [bundle] = await desk.bundles("torture");
  const rows = bundle?.tables.torture?.rows.map((row) =>
    row.map((cell) => (cell !== null && cell.length > 100 ? cell.length : cell)),
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      [
        "-1234567890123456789012345678.0000000001",
        "3.0000000000000004E-1",
        '{"a":"tab\\t\\\\ é"}',
        "2024-01-14 18:30:00.123456+00",
        "23:59:59.999999",
        "\\x00ff5c",
        "a\tb\\N\n😀",
      ],
      ["99999999999999999999999999.9999999999", "-Infinity", null, null, null, "\\x", ""],
      [null, null, null, null, null, null, 16_000_000],
    ]),
  );
});

test("300 columns of floats: a row text is no chain that a parser could not go down", async () => {
  const sent = await desk.send(yaml, "wide");
  expect(sent.tables).toMatchObject([{ rows: 1 }]);
  const [bundle] = await desk.bundles("wide");
  expect(bundle?.tables.wide?.rows[0]?.filter((cell) => cell !== null)).toEqual(["1.5E0", "2.5E0"]);
  expect(bundle?.tables.wide?.manifest.sums).toMatchObject({
    outside: [],
    bundle: [["0", "1", expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/)]],
  });
});
