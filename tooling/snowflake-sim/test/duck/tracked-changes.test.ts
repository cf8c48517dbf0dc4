import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { failure, openAccount, type TestAccount } from "./account.ts";

const start = Date.UTC(2024, 5, 1);
let account: TestAccount;

beforeAll(async () => {
  account = await openAccount();
  await account.table("T", { ID: "NUMBER(38,0)", V: "VARCHAR" }, { changeTracking: true });
  await account.table("U", { ID: "NUMBER(38,0)" });
  await account.table("L", { ID: "NUMBER(38,0)" }, { changeTracking: true, trackedSince: start + 1500 });
  await account.run("INSERT INTO T VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')", { now: start + 1000 });
  await account.run("UPDATE T SET V = 'bb' WHERE ID = 2", { now: start + 2000 });
  await account.run("DELETE FROM T WHERE ID = 3", { now: start + 2000 });
  await account.run("INSERT INTO T VALUES (5, 'e'), (6, 'f')", { now: start + 2000 });
  await account.run("DELETE FROM T WHERE ID = 6", { now: start + 3000 });
  await account.run("UPDATE T SET V = 'ee' WHERE ID = 5", { now: start + 3000 });
  account.now = start + 10_000;
});
afterAll(() => account.store.close());

function moment(milliseconds: number): string {
  return `TIMESTAMP => '${new Date(milliseconds).toISOString().replace("Z", "+00:00")}'::TIMESTAMP_TZ`;
}

function changes(information: string, since: number, until?: number): string {
  const end = until === undefined ? "" : ` END(${moment(start + until)})`;
  return `T CHANGES(INFORMATION => ${information}) AT(${moment(start + since)})${end}`;
}

function told(source: string): Promise<unknown> {
  return account.rows(`SELECT ID, V, METADATA$ACTION, METADATA$ISUPDATE FROM ${source} ORDER BY ID, METADATA$ACTION`);
}

test("CHANGES is the net difference of two times; an update is a delete and an insert of one row", async () => {
  expect(await told(changes("DEFAULT", 1000, 2000))).toEqual([
    ["2", "b", "DELETE", "1"],
    ["2", "bb", "INSERT", "1"],
    ["3", "c", "DELETE", "0"],
    ["5", "e", "INSERT", "0"],
    ["6", "f", "INSERT", "0"],
  ]);
});

test("what came and went between the two times does not show, and the end counts", async () => {
  expect(await told(changes("DEFAULT", 1000))).toEqual([
    ["2", "b", "DELETE", "1"],
    ["2", "bb", "INSERT", "1"],
    ["3", "c", "DELETE", "0"],
    ["5", "ee", "INSERT", "0"],
  ]);
  expect(await told(changes("DEFAULT", 2000, 3000))).toEqual([
    ["5", "e", "DELETE", "1"],
    ["5", "ee", "INSERT", "1"],
    ["6", "f", "DELETE", "0"],
  ]);
});

test("APPEND_ONLY shows what was inserted, as it was then, whatever became of it", async () => {
  expect(await told(changes("APPEND_ONLY", 1000, 3000))).toEqual([
    ["5", "e", "INSERT", "0"],
    ["6", "f", "INSERT", "0"],
  ]);
});

test("both halves of an update have one METADATA$ROW_ID", async () => {
  const { rows } = await account.run(`SELECT METADATA$ROW_ID FROM ${changes("DEFAULT", 1000, 2000)} WHERE ID = 2`);
  expect(new Set(rows.flat()).size).toBe(1);
  expect(rows).toHaveLength(2);
});

test("tables whose changes are not tracked, or were not yet, refuse", async () => {
  const sql = (table: string): string =>
    `SELECT * FROM ${table} CHANGES(INFORMATION => DEFAULT) AT(${moment(start + 1000)})`;
  expect((await failure(account.run(sql("U")))).message).toMatch(/Change tracking is not enabled/);
  expect((await failure(account.run(sql("L")))).code).toBe("000707");
});
