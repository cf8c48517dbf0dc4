import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { failure, openAccount, type TestAccount } from "./account.ts";

const start = Date.UTC(2024, 5, 1);
let account: TestAccount;

beforeAll(async () => {
  account = await openAccount({ TIMEZONE: "America/Los_Angeles" });
  await account.table("T", { ID: "NUMBER(38,0)", V: "VARCHAR" });
  await account.run("INSERT INTO T VALUES (1, 'first'), (2, 'first')", { now: start + 1000 });
  await account.run("UPDATE T SET V = 'second' WHERE ID = 1", { now: start + 2000 });
  await account.run("DELETE FROM T WHERE ID = 2", { now: start + 3000 });
  account.now = start + 10_000;
});
afterAll(() => account.store.close());

function stamp(milliseconds: number, zone: string): string {
  return `'${new Date(milliseconds).toISOString().replace("Z", zone)}'`;
}

test("the present is what is left", async () => {
  expect(await account.rows("SELECT * FROM T")).toEqual([["1", "second"]]);
});

test("AT(TIMESTAMP) gives the rows of that millisecond", async () => {
  const at = (milliseconds: number): Promise<unknown> =>
    account.rows(`SELECT * FROM T AT(TIMESTAMP => ${stamp(milliseconds, "+00:00")}::TIMESTAMP_LTZ) ORDER BY ID`);
  expect(await at(start)).toEqual([]);
  expect(await at(start + 1000)).toEqual([
    ["1", "first"],
    ["2", "first"],
  ]);
  expect(await at(start + 1999)).toEqual([
    ["1", "first"],
    ["2", "first"],
  ]);
  expect(await at(start + 2000)).toEqual([
    ["1", "second"],
    ["2", "first"],
  ]);
  expect(await at(start + 3000)).toEqual([["1", "second"]]);
});

test("BEFORE(TIMESTAMP) leaves that millisecond out", async () => {
  const sql = `SELECT V FROM T BEFORE(TIMESTAMP => ${stamp(start + 2000, "+00:00")}::TIMESTAMP_TZ) ORDER BY ID`;
  expect(await account.rows(sql)).toEqual([["first"], ["first"]]);
});

test("text and TIMESTAMP_NTZ are read as UTC, whatever the session's zone", async () => {
  for (const cast of ["", "::TIMESTAMP_NTZ", "::TIMESTAMP"]) {
    const sql = `SELECT COUNT(*) FROM T AT(TIMESTAMP => ${stamp(start + 1500, "")}${cast})`;
    expect(await account.row(sql)).toEqual(["2"]);
  }
});

test("AT(OFFSET) counts back from now in seconds", async () => {
  expect(await account.row("SELECT COUNT(*) FROM T AT(OFFSET => -8.5)")).toEqual(["2"]);
  expect(await account.row("SELECT COUNT(*) FROM T AT(OFFSET => -10)")).toEqual(["0"]);
  expect(await account.row("SELECT COUNT(*) FROM T AT(OFFSET => -1*9)")).toEqual(["2"]);
});

test("a view hands AT down to its tables", async () => {
  account.view("W", "SELECT V FROM T WHERE ID = 2");
  expect(await account.rows("SELECT * FROM W")).toEqual([]);
  expect(await account.rows("SELECT * FROM W AT(OFFSET => -8)")).toEqual([["first"]]);
});

test("past and present can be joined", async () => {
  const sql = "SELECT old.V, new.V FROM T AT(OFFSET => -8.5) old JOIN T new ON old.ID = new.ID";
  expect(await account.rows(sql)).toEqual([["first", "second"]]);
});

const unavailable = {
  code: "000707",
  sqlState: "02000",
  message:
    "Time travel data is not available for table T. The requested time is either beyond the allowed time travel " +
    "period or before the object creation time.",
};

test("a time before the table was made is not available", async () => {
  expect(await failure(account.run("SELECT * FROM T AT(OFFSET => -11)"))).toEqual(unavailable);
  const sql = "SELECT * FROM T AT(TIMESTAMP => '2020-01-01'::TIMESTAMP_LTZ)";
  expect(await failure(account.run(sql))).toEqual(unavailable);
});

test("a time beyond the retention is not available", async () => {
  const now = start + 3 * 86_400_000;
  expect(await failure(account.run("SELECT * FROM T AT(OFFSET => -86401)", { now }))).toEqual(unavailable);
  expect(await account.row("SELECT COUNT(*) FROM T AT(OFFSET => -86399)", { now })).toEqual(["1"]);
});
