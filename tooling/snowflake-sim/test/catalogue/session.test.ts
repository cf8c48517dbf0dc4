import { beforeEach, describe, expect, test } from "@jest/globals";
import type { Session } from "../../src/contracts.ts";
import { Bench } from "./fixture.ts";

let bench: Bench;
let session: Session;

beforeEach(async () => {
  bench = new Bench();
  await bench.load(
    "CREATE SCHEMA db.s; CREATE DATABASE d2; CREATE WAREHOUSE wh WITH WAREHOUSE_SIZE = 'SMALL' COMMENT = 'w'",
  );
  session = { ...bench.session, database: null, schema: null, warehouse: null };
});

test.each([
  ["USE DATABASE d2", { database: "D2", schema: "PUBLIC" }],
  ["USE d2", { database: "D2", schema: "PUBLIC" }],
  ["USE SCHEMA db.s", { database: "DB", schema: "S" }],
  ["USE db.s", { database: "DB", schema: "S" }],
  ["USE SCHEMA db.information_schema", { database: "DB", schema: "INFORMATION_SCHEMA" }],
  ["USE WAREHOUSE wh", { warehouse: "WH" }],
  ["USE ROLE public", { role: "PUBLIC" }],
  ["USE SECONDARY ROLES NONE", { role: "ACCOUNTADMIN" }],
  ["CREATE DATABASE d3", { database: "D3", schema: "PUBLIC" }],
  ["CREATE SCHEMA d2.made", { database: "D2", schema: "MADE" }],
])("%s", async (statement, expected) => {
  expect(await bench.rows(statement, session)).toHaveLength(1);
  expect(session).toMatchObject(expected);
});

test.each([
  ["USE DATABASE nowhere", "002043", "02000"],
  ["USE SCHEMA db.nowhere", "002043", "02000"],
  ["USE SCHEMA s", "090105", "22000"],
  ["USE WAREHOUSE nowhere", "002043", "02000"],
  ["CREATE TABLE t (a INT)", "090105", "22000"],
  ["DESC TABLE s.t", "090105", "22000"],
  ["FROBNICATE", "001003", "42000"],
  ["CREATE FUNCTION f() RETURNS INT AS '1'", "000002", "0A000"],
  ["ALTER SESSION SET NO_SUCH_PARAMETER = 1", "001420", "22023"],
  ["INSERT INTO db.public.t VALUES (1)", "000606", "57P03"],
])("%s fails with %s", async (statement, code, sqlState) => {
  await expect(bench.execute(statement, session)).rejects.toMatchObject({ code, sqlState });
});

test("dropping the current database leaves the session without one", async () => {
  await bench.execute("USE DATABASE d2", session);
  await bench.execute("DROP DATABASE d2", session);
  expect(session).toMatchObject({ database: null, schema: null });
});

describe("syntax errors name line, position and token", () => {
  test.each([
    ["SELEC 1", "syntax error line 1 at position 0 unexpected 'SELEC'."],
    ["CREATE TABLE t (\n  a INT,,\n)", "syntax error line 2 at position 8 unexpected ','."],
    ["CREATE TABLE t (a INT", "syntax error line 1 at position 21 unexpected '<EOF>'."],
    ["CREATE TABLE select (a INT)", "syntax error line 1 at position 13 unexpected 'select'."],
    ["DROP TABLE a b", "syntax error line 1 at position 13 unexpected 'b'."],
    ["", "syntax error line 1 at position 0 unexpected '<EOF>'."],
  ])("%j", async (statement, text) => {
    await expect(bench.execute(statement)).rejects.toMatchObject({
      code: "001003",
      sqlState: "42000",
      message: `SQL compilation error:\n${text}`,
    });
  });
});

test("ALTER SESSION sets typed values and unsets them; SHOW PARAMETERS tells where a value comes from", async () => {
  await bench.execute("ALTER SESSION SET TIMEZONE = 'UTC' JSON_INDENT = 0, STRICT_JSON_OUTPUT = TRUE", session);
  expect([...session.parameters]).toEqual([
    ["TIMEZONE", "UTC"],
    ["JSON_INDENT", 0],
    ["STRICT_JSON_OUTPUT", true],
  ]);
  expect(await bench.rows("SHOW PARAMETERS LIKE 'timezone'", session)).toMatchObject([
    { key: "TIMEZONE", value: "UTC", default: "America/Los_Angeles", level: "SESSION", type: "STRING" },
  ]);
  await bench.execute("ALTER SESSION UNSET TIMEZONE, JSON_INDENT", session);
  expect([...session.parameters.keys()]).toEqual(["STRICT_JSON_OUTPUT"]);
});

test.each(["BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK;"])("%s is accepted", async (statement) => {
  expect(await bench.rows(statement)).toEqual([{ status: "Statement executed successfully." }]);
});

test("a file that fails names the line of the statement", async () => {
  await expect(bench.engine.load("CREATE DATABASE x;\n\nCREATE TABLE x.public.t (\n a FOO);")).rejects.toMatchObject({
    code: "002040",
    message: "SQL compilation error:\nUnsupported data type 'FOO'. (statement at line 3)",
  });
});

test("db..t means schema PUBLIC, and IDENTIFIER('…') is a name", async () => {
  await bench.load("CREATE TABLE db..t (a INT)");
  expect(await bench.rows("DESC TABLE db..t", session)).toHaveLength(1);
  expect(await bench.rows(`DESC TABLE IDENTIFIER('"DB".public.t')`, session)).toHaveLength(1);
});

test("definitions of one name at the same time: one wins, the others find it there", async () => {
  const made = Array.from({ length: 5 }, () => bench.execute("CREATE TABLE same (a INT)"));
  const outcomes = await Promise.allSettled(made);
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
});

test("a thousand tables of nine columns load and are listed quickly", async () => {
  const columns = Array.from({ length: 9 }, (_, n) => `c${String(n)} NUMBER(10,0) NOT NULL COMMENT 'c'`).join(", ");
  const tables = Array.from({ length: 1000 }, (_, n) => `CREATE TABLE big${String(n)} (${columns}, PRIMARY KEY (c0));`);
  const started = performance.now();
  await bench.load(tables.join("\n"));
  expect(await bench.rows("SHOW COLUMNS IN SCHEMA db.public")).toHaveLength(9000);
  expect(await bench.rows("SHOW PRIMARY KEYS IN SCHEMA db.public")).toHaveLength(1000);
  expect(performance.now() - started).toBeLessThan(5000);
});
