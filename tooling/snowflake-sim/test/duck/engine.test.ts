/** The store behind the real catalogue. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Engine, Session } from "../../src/contracts.ts";
import { createDuckStore } from "../../src/duck/index.ts";
import { createEngine } from "../../src/engine.ts";

const start = Date.UTC(2024, 5, 1);
let now = start;
let engine: Engine;
const session: Session = {
  id: "1",
  account: "ORG-ACCOUNT",
  user: "LOADER",
  role: "ACCOUNTADMIN",
  warehouse: null,
  database: null,
  schema: null,
  parameters: new Map<string, string | number | boolean>([
    ["TIMEZONE", "UTC"],
    ["JSON_INDENT", 0],
  ]),
};

async function rows(sql: string): Promise<unknown[]> {
  const result = await engine.execute(session, sql, { now, signal: new AbortController().signal });
  const found: unknown[] = [];
  for await (const batch of result.rows) found.push(...batch.map((row) => JSON.parse(row) as unknown));
  return found;
}

beforeAll(async () => {
  engine = createEngine({ account: "ACCOUNT", store: await createDuckStore(), now: () => now });
  await engine.load(`
    CREATE WAREHOUSE IF NOT EXISTS WH;
    CREATE DATABASE DB;
    USE SCHEMA DB.PUBLIC;
    CREATE SEQUENCE SEQ START 100 INCREMENT 10;
    CREATE TABLE ORDERS (
      ID INT AUTOINCREMENT START 1 INCREMENT 1 NOT NULL,
      "id" VARCHAR(10) DEFAULT 'it''s \\\\ ok',
      TICKET NUMBER DEFAULT SEQ.NEXTVAL,
      BOOKED TIMESTAMP_TZ DEFAULT CURRENT_TIMESTAMP(),
      DOC VARIANT,
      TWICE NUMBER AS (ID * 2)
    );
    INSERT INTO ORDERS (DOC) SELECT PARSE_JSON('{"a":1.10}');
    CREATE VIEW BOTH_IDS AS SELECT ID, "id" AS TEXT_ID FROM ORDERS;
  `);
  session.warehouse = "WH";
  session.database = "DB";
  session.schema = "PUBLIC";
});
afterAll(() => engine.close());

test("what a file of statements has made can be read", async () => {
  expect(await rows("SELECT * FROM ORDERS")).toEqual([
    ["1", "it's \\ ok", "100", "1717200000.000000000 1020", '{"a":1.10}', "2"],
  ]);
  expect(await rows("SELECT TEXT_ID FROM DB.PUBLIC.BOTH_IDS")).toEqual([["it's \\ ok"]]);
});

test("each row draws its own value from the sequence", async () => {
  await rows("INSERT INTO ORDERS (DOC) SELECT NULL FROM TABLE(GENERATOR(ROWCOUNT => 3))");
  const tickets = await rows("SELECT COUNT(DISTINCT TICKET), MIN(TICKET), MAX(TICKET), MAX(ID) FROM ORDERS");
  expect(tickets).toEqual([["4", "100", "130", "4"]]);
});

test("the past survives later statements", async () => {
  now = start + 5000;
  await rows("DELETE FROM ORDERS WHERE ID > 1");
  await rows("ALTER TABLE ORDERS ADD COLUMN NEW NUMBER(5,1) DEFAULT 1.5");
  expect(await rows("SELECT COUNT(*), MAX(NEW) FROM ORDERS AT(OFFSET => -1)")).toEqual([["4", "1.5"]]);
  expect(await rows("SELECT COUNT(*), MAX(NEW) FROM ORDERS")).toEqual([["1", "1.5"]]);
});

test("CREATE TABLE … AS takes the query's names, types and rows", async () => {
  await rows('CREATE TABLE COPIED AS SELECT ID, DOC:a::NUMBER(5,2) AS "Price", BOOKED FROM ORDERS');
  expect(await rows("SELECT * FROM COPIED")).toEqual([["1", "1.10", "1717200000.000000000 1020"]]);
  const columns =
    "SELECT COLUMN_NAME, DATA_TYPE, NUMERIC_PRECISION, NUMERIC_SCALE FROM INFORMATION_SCHEMA.COLUMNS " +
    "WHERE TABLE_SCHEMA = 'PUBLIC' AND TABLE_NAME = 'COPIED' ORDER BY ORDINAL_POSITION";
  expect(await rows(columns)).toEqual([
    ["ID", "NUMBER", "38", "0"],
    ["Price", "NUMBER", "5", "2"],
    ["BOOKED", "TIMESTAMP_TZ", null, null],
  ]);
});

test("INFORMATION_SCHEMA joins like any table", async () => {
  const sql =
    "SELECT t.TABLE_NAME, COUNT(*) FROM DB.INFORMATION_SCHEMA.TABLES t JOIN DB.INFORMATION_SCHEMA.COLUMNS c " +
    "USING (TABLE_SCHEMA, TABLE_NAME) WHERE t.TABLE_SCHEMA = 'PUBLIC' GROUP BY 1 ORDER BY 1";
  expect(await rows(sql)).toEqual([
    ["BOTH_IDS", "2"],
    ["COPIED", "3"],
    ["ORDERS", "7"],
  ]);
});
