import { existsSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { headOf } from "./bundles.ts";
import { Desk } from "./desk.ts";
import { prodSql, prodTables, startSim } from "./stage.ts";

const setUp = `
  CREATE ROLE IF NOT EXISTS DP_UNLOAD; CREATE DATABASE D; CREATE SCHEMA D.S;
  CREATE TABLE D.S.EVENTS (ID NUMBER(38,0) NOT NULL PRIMARY KEY, NOTE VARCHAR, AT TIMESTAMP_NTZ(9), DOC VARIANT);
  CREATE TABLE D.S.TRACKED (ID NUMBER(38,0) NOT NULL PRIMARY KEY, NOTE VARCHAR, AT TIMESTAMP_NTZ(9)) CHANGE_TRACKING = TRUE;
  CREATE TABLE D.S.FORGETFUL (ID NUMBER(38,0) NOT NULL PRIMARY KEY, NOTE VARCHAR, AT TIMESTAMP_NTZ(9)) DATA_RETENTION_TIME_IN_DAYS = 0;
  CREATE TABLE D.S.LOG (SEQ NUMBER(38,0), LINE VARCHAR);
  CREATE TABLE D.S.COUNTED (SEQ NUMBER(38,0), LINE VARCHAR);
  CREATE TABLE D.S.TAIL (LINE VARCHAR) CHANGE_TRACKING = TRUE;
  GRANT USAGE ON DATABASE D TO ROLE DP_UNLOAD; GRANT USAGE ON SCHEMA D.S TO ROLE DP_UNLOAD;
  GRANT SELECT ON ALL TABLES IN SCHEMA D.S TO ROLE DP_UNLOAD;
  GRANT USAGE ON DATABASE PROD_DB TO ROLE DP_UNLOAD; GRANT USAGE ON SCHEMA PROD_DB.PUBLIC TO ROLE DP_UNLOAD;
  GRANT SELECT ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_UNLOAD;
  GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE DP_UNLOAD;
`;

const incremental = "sync_mode: incremental, incremental: { cursor: AT, key: [ID] }";
const yaml = `
defaults: { snowflake: { database: D, schema: S } }
tables:
  - { name: events, ${incremental} }
  - { name: tracked, ${incremental} }
  - { name: forgetful, ${incremental} }
  - { name: log, sync_mode: append, incremental: { cursor: SEQ } }
  - { name: counted, sync_mode: append, incremental: { cursor: SEQ }, verify: manual }
  - { name: tail, sync_mode: append }
`;

let sim: SnowflakeSim;
let desk: Desk;

beforeAll(async () => {
  sim = await startSim([prodSql, setUp], { roles: ["DP_METADATA", "DP_UNLOAD"] });
  desk = await Desk.open(sim);
  await desk.extract(yaml);
});
afterAll(async () => {
  await desk.close();
  await sim.close();
});

const at = (text: string): string => `TO_VARCHAR(${text}, 'YYYY-MM-DD HH24:MI:SS.FF6')`;
const rowsOf = (table: string, columns: string): string => `SELECT ${columns} FROM D.S.${table}`;

/** What the target must hold of the tables with a cursor; trailing zeros of the second are the text's own affair. */
async function same(table: string): Promise<void> {
  const columns = `TO_VARCHAR(ID), NOTE, RTRIM(RTRIM(${at("AT")}, '0'), '.')${table === "EVENTS" ? ", TO_JSON(DOC)" : ""}`;
  const name = table.toLowerCase();
  const target = (await desk.target(name, name)).map((row) =>
    row.map((cell, index) => (index === 2 && cell?.includes(".") === true ? cell.replace(/\.?0+$/, "") : cell)),
  );
  expect(target).toEqual(await desk.source(rowsOf(table, columns)));
}

test("all tables of the demo travel in full, those tied by foreign keys in one bundle", async () => {
  const prod = await Desk.open(sim);
  try {
    await prod.extract(prodTables);
    const outcomes = await prod.unload(prodTables);
    expect([...outcomes.keys()]).toEqual(["company_info", "market_prices"]);
    const [bundle] = await prod.bundles("company_info");
    expect(Object.keys(bundle?.tables ?? {})).toEqual(["company_info", "financial_data"]);
    expect(bundle?.manifest).toMatchObject({ epoch: 1, seq: 1, recipients: prod.keys.recipients, compression: "gzip" });
    const { financial_data: figures, company_info: companies } = bundle?.tables ?? {};
    expect(figures?.rows).toHaveLength(2);
    expect(figures?.manifest).toMatchObject({ mode: "full", key: ["id"], rows: 2, deletedKeys: 0 });
    expect(figures?.rows[0]?.slice(1, 5)).toEqual(["1", "2025", "FY", "1234567890.12"]);
    expect(companies?.manifest.sums.outside).toEqual(["attributes", "tags"]);
    expect(companies?.manifest.sums.bundle.map(([, rows]) => rows)).toEqual(["2"]);
    expect(await headOf(prod.exchange, "company_info", prod.keys)).toMatchObject({ seq: 1 });
  } finally {
    await prod.close();
  }
});

test("incremental: first all, then what is new; an unchanged table gives no bundle but a fresh head", async () => {
  await desk.sql(`INSERT INTO D.S.EVENTS SELECT COLUMN1, COLUMN2, COLUMN3, PARSE_JSON(COLUMN4) FROM VALUES
    (1, 'a', '2024-01-01 00:00:00.123456789', '{"x": 1}'), (2, 'b', '2024-01-01 00:00:00.123456790', '[]'), (3, NULL, '2024-01-01 10:00:00', NULL)`);
  expect(await desk.send(yaml, "events")).toMatchObject({ seq: 1, tables: [{ mode: "full", why: "first bundle" }] });
  await same("EVENTS");
  const before = await headOf(desk.exchange, "events", desk.keys);
  const unchanged = await desk.send(yaml, "events");
  expect(unchanged).toMatchObject({ seq: 1, tables: [{ unchanged: true }] });
  expect(unchanged.bundle).toBeUndefined();
  expect(await desk.bundles("events")).toHaveLength(1);
  const after = await headOf(desk.exchange, "events", desk.keys);
  expect(after.unchangedAt).toBeDefined();
  expect(after.issuedAt > before.issuedAt).toBe(true);
  await desk.sql(
    "INSERT INTO D.S.EVENTS (ID, NOTE, AT) VALUES (4, 'one nanosecond later', '2024-01-01 10:00:00.000000001')",
  );
  await desk.sql("UPDATE D.S.EVENTS SET NOTE = 'late', AT = '2024-01-01 09:50:00' WHERE ID = 1");
  await desk.sql("DELETE FROM D.S.EVENTS WHERE ID = 2");
  const sent = await desk.send(yaml, "events");
  expect(sent.tables).toMatchObject([{ mode: "incremental", rows: 3, deletedKeys: 1, bucketsReplaced: [] }]);
  await same("EVENTS");
  const [, second] = await desk.bundles("events");
  expect(second?.tables.events?.manifest).toMatchObject({
    since: (await desk.bundles("events"))[0]?.manifest.snapshot,
  });
  expect(second?.tables.events?.manifest.sums.table?.map(([, rows]) => rows)).toEqual(["3"]);
  expect(second?.manifest.previous).toMatch(/^[0-9a-f]{64}$/);
});

test("rows without a cursor are always sent; the watermark leaves in no manifest", async () => {
  await desk.sql("INSERT INTO D.S.EVENTS (ID, NOTE) VALUES (5, 'no cursor')");
  await desk.send(yaml, "events");
  await desk.sql("UPDATE D.S.EVENTS SET NOTE = 'still none' WHERE ID = 5");
  await desk.send(yaml, "events");
  await same("EVENTS");
  const texts = (await desk.bundles("events")).map(({ manifest }) => JSON.stringify(manifest));
  expect(texts.filter((text) => text.includes("2024-01-01"))).toEqual([]);
});

test("a row that changed without its cursor is not sent, but the table's sums tell", async () => {
  await desk.sql("UPDATE D.S.EVENTS SET NOTE = 'missed' WHERE ID = 1");
  // Older than the overlap.
  await desk.sql("INSERT INTO D.S.EVENTS (ID, NOTE, AT) VALUES (6, 'new', '2024-02-01 00:00:00')");
  await desk.send(yaml, "events");
  const before = (await desk.bundles("events")).length;
  await desk.sql("UPDATE D.S.EVENTS SET NOTE = 'missed again' WHERE ID = 1");
  const sent = await desk.send(yaml, "events");
  expect(sent.tables[0]).toMatchObject({ unchanged: false });
  expect(sent.tables[0]?.tableSums).toBeDefined();
  expect((await desk.target("events", "events")).find(([id]) => id === "1")?.[1]).not.toBe("missed again");
  expect(await desk.bundles("events")).toHaveLength(before + 1);
  const resent = await desk.send(yaml, "events", { resync: new Map([["events", [0]]]) });
  expect(resent.tables).toMatchObject([{ mode: "incremental", bucketsReplaced: [0] }]);
  await same("EVENTS");
});

test("where Snowflake tracks changes, those are sent and nothing else", async () => {
  await desk.sql(
    "INSERT INTO D.S.TRACKED VALUES (1, 'a', '2024-01-01'), (2, 'b', '2024-01-01'), (3, 'c', '2024-01-01')",
  );
  await desk.send(yaml, "tracked");
  expect((await desk.send(yaml, "tracked")).tables).toMatchObject([{ unchanged: true }]);
  await desk.sql("UPDATE D.S.TRACKED SET NOTE = 'without its cursor' WHERE ID = 1");
  await desk.sql("DELETE FROM D.S.TRACKED WHERE ID = 2");
  await desk.sql("UPDATE D.S.TRACKED SET ID = 33 WHERE ID = 3");
  const sent = await desk.send(yaml, "tracked");
  expect(sent.tables).toMatchObject([{ mode: "incremental", rows: 2, deletedKeys: 2, why: "what Snowflake tracked" }]);
  await same("TRACKED");
});

test("without time travel deletes are found by sums, and all keys of the buckets that differ are sent", async () => {
  await desk.sql("INSERT INTO D.S.FORGETFUL VALUES (1, 'a', '2024-01-01'), (2, 'b', '2024-01-01')");
  await desk.send(yaml, "forgetful");
  expect(desk.notes()).toEqual(["NO_TIME_TRAVEL forgetful"]);
  expect((await desk.send(yaml, "forgetful")).tables).toMatchObject([{ unchanged: true }]);
  await desk.sql("DELETE FROM D.S.FORGETFUL WHERE ID = 2");
  await desk.sql("INSERT INTO D.S.FORGETFUL VALUES (3, 'c', '2024-01-02')");
  const sent = await desk.send(yaml, "forgetful");
  expect(sent.tables).toMatchObject([{ mode: "incremental", deletedKeys: 0, bucketsReplaced: [0] }]);
  await same("FORGETFUL");
});

test("append sends new rows once, equal ones too; anything else than appending sends all of it", async () => {
  const lines = (): Promise<unknown> => desk.source(rowsOf("LOG", "TO_VARCHAR(SEQ), LINE"));
  await desk.sql("INSERT INTO D.S.LOG VALUES (1, 'a'), (2, 'b')");
  await desk.send(yaml, "log");
  await desk.sql("INSERT INTO D.S.LOG VALUES (3, 'c'), (3, 'c')");
  expect((await desk.send(yaml, "log")).tables).toMatchObject([{ mode: "append", rows: 2 }]);
  expect((await desk.send(yaml, "log")).tables).toMatchObject([{ unchanged: true }]);
  expect(await desk.target("log", "log")).toEqual(await lines());
  await desk.sql("INSERT INTO D.S.LOG VALUES (2, 'came late')");
  expect((await desk.send(yaml, "log")).tables).toMatchObject([{ mode: "full", rows: 5 }]);
  expect(desk.notes()).toEqual(["LATE_ROWS log"]);
  await desk.sql("UPDATE D.S.LOG SET LINE = 'changed' WHERE SEQ = 1");
  expect((await desk.send(yaml, "log")).tables).toMatchObject([{ mode: "full" }]);
  expect(await desk.target("log", "log")).toEqual(await lines());
  await desk.sql("INSERT INTO D.S.LOG VALUES (NULL, 'without cursor')");
  expect(await desk.failure(yaml, "log")).toMatchObject({ code: "UNLOAD_CURSOR_UNUSABLE" });
});

test("without sums of the whole table, a row that came late is found by the number of rows", async () => {
  await desk.sql("INSERT INTO D.S.COUNTED VALUES (1, 'a'), (5, 'b')");
  await desk.send(yaml, "counted");
  await desk.sql("INSERT INTO D.S.COUNTED VALUES (3, 'late'), (6, 'c')");
  expect((await desk.send(yaml, "counted")).tables).toMatchObject([{ mode: "full", rows: 4 }]);
  await desk.sql("INSERT INTO D.S.COUNTED VALUES (7, 'd')");
  expect((await desk.send(yaml, "counted")).tables).toMatchObject([{ mode: "append", rows: 1 }]);
});

test("append without a cursor goes by what Snowflake tracked, and is refused where it does not", async () => {
  await desk.sql("INSERT INTO D.S.TAIL VALUES ('a'), ('a')");
  await desk.send(yaml, "tail");
  await desk.sql("INSERT INTO D.S.TAIL VALUES ('a'), ('b')");
  expect((await desk.send(yaml, "tail")).tables).toMatchObject([{ mode: "append", rows: 2 }]);
  expect(await desk.target("tail", "tail")).toEqual([["a"], ["a"], ["a"], ["b"]]);
  await desk.sql("ALTER TABLE D.S.TAIL SET CHANGE_TRACKING = FALSE");
  expect(await desk.failure(yaml, "tail")).toMatchObject({ code: "UNLOAD_NO_WAY_TO_APPEND" });
});

test("another shape of rows, or another account, sends all of a table by itself", async () => {
  await desk.sql("ALTER TABLE D.S.TRACKED ADD COLUMN EXTRA NUMBER(4,0)");
  await desk.send(yaml, "tracked");
  expect(desk.notes()).toEqual(["STAYS_INSIDE tracked"]);
  await desk.extract(yaml);
  expect((await desk.send(yaml, "tracked")).tables).toMatchObject([{ mode: "full", why: /another shape/ }]);
  expect(desk.notes()).toEqual(["FULL_BY_ITSELF tracked"]);
  desk.account = "ORG-OTHER";
  expect((await desk.send(yaml, "tracked")).tables).toMatchObject([{ mode: "full", why: /the account is ORG-OTHER/ }]);
  desk.account = "ORG-ACCOUNT";
  await desk.send(yaml, "tracked");
  expect(existsSync(join(desk.folder, "outbox", "tracked", "state.json"))).toBe(true);
});
