import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { failure, openAccount, type TestAccount } from "./account.ts";

let account: TestAccount;
beforeAll(async () => {
  account = await openAccount();
  await account.table("T", { N: "NUMBER(38,0)" });
});
afterAll(() => account.store.close());

const endless =
  "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 10000000)) a, TABLE(GENERATOR(ROWCOUNT => 10000000)) b";

function abortSoon(): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort();
  }, 100);
  return controller.signal;
}

const cancelled = { code: "000604", sqlState: "57014", message: "SQL execution canceled" };

test("a query stops when it is aborted, and the next one runs", async () => {
  expect(await failure(account.run(endless, { signal: abortSoon() }))).toEqual(cancelled);
  expect(await account.row("SELECT 1")).toEqual(["1"]);
});

test("a statement that writes stops when it is aborted, and leaves nothing behind", async () => {
  const sql = `INSERT INTO T ${endless.replace("COUNT(*)", "1")}`;
  expect(await failure(account.run(sql, { signal: abortSoon() }))).toEqual(cancelled);
  await account.run("INSERT INTO T VALUES (1)");
  expect(await account.row("SELECT COUNT(*) FROM T")).toEqual(["1"]);
});

test("a statement that is aborted already does not run", async () => {
  expect(await failure(account.run(endless, { signal: AbortSignal.abort() }))).toEqual(cancelled);
});

test("100,000 mixed rows are made, stored and read in seconds", async () => {
  const began = Date.now();
  await account.table("BIG", {
    ID: "NUMBER(38,0)",
    AMOUNT: "NUMBER(18,4)",
    RATE: "FLOAT",
    NAME: "VARCHAR(50)",
    BOOKED: "DATE",
    CREATED: "TIMESTAMP_NTZ(9)",
    SEEN: "TIMESTAMP_TZ(9)",
    DOC: "VARIANT",
    RAW: "BINARY",
  });
  await account.run(
    "INSERT INTO BIG SELECT SEQ4(), SEQ4() / 7, SEQ4() / 3::FLOAT, 'name ' || SEQ4(), DATEADD(day, SEQ4() % 9000, '2000-01-01'::DATE), " +
      "DATEADD(nanosecond, SEQ4(), '2024-01-01'::TIMESTAMP_NTZ), DATEADD(second, SEQ4(), '2024-01-01 00:00:00 +05:30'::TIMESTAMP_TZ), " +
      "OBJECT_CONSTRUCT('i', SEQ4(), 'a', ARRAY_CONSTRUCT(1, 'x')), TO_BINARY(MD5(SEQ4())) FROM TABLE(GENERATOR(ROWCOUNT => 100000))",
  );
  const rows = await account.rows("SELECT * FROM BIG ORDER BY ID");
  expect(rows).toHaveLength(100_000);
  expect(rows[99_999]).toEqual([
    "99999",
    "14285.5714",
    "33333",
    "name 99999",
    "11956",
    "1704067200.000099999",
    "1704147399.000000000 1770",
    '{"a":[1,"x"],"i":99999}',
    "D3EB9A9233E52948740D7EB8C3062D14",
  ]);
  const cast =
    "SELECT TO_VARCHAR(ID), TO_VARCHAR(RATE, 'TME'), TO_VARCHAR(BOOKED, 'YYYY-MM-DD'), TO_VARCHAR(CREATED, 'YYYY-MM-DD HH24:MI:SS.FF6'), " +
    "TO_VARCHAR(CONVERT_TIMEZONE('UTC', SEEN), 'YYYY-MM-DD HH24:MI:SS.FF6'), TO_JSON(DOC), TO_VARCHAR(RAW, 'HEX') FROM BIG";
  expect(await account.rows(cast)).toHaveLength(100_000);
  expect(Date.now() - began).toBeLessThan(30_000);
}, 60_000);

test("rows arrive in batches, and a reader may leave early", async () => {
  const options = { now: account.now, signal: new AbortController().signal };
  for (let round = 0; round < 20; round++) {
    const result = await account.store.run(account.session, "SELECT ID FROM BIG", options, account.lookup);
    for await (const batch of result.rows) {
      expect(batch.length).toBeLessThan(10_000);
      break;
    }
  }
});

test("reading goes on undisturbed while rows are written", async () => {
  const options = { now: account.now, signal: new AbortController().signal };
  const result = await account.store.run(account.session, "SELECT ID FROM BIG", options, account.lookup);
  await Promise.all([account.run("DELETE FROM BIG WHERE ID < 50000"), account.run("UPDATE BIG SET NAME = 'x'")]);
  let rows = 0;
  for await (const batch of result.rows) rows += batch.length;
  expect(rows).toBe(100_000);
  expect(await account.row("SELECT COUNT(*), MIN(NAME) FROM BIG")).toEqual(["50000", "x"]);
});

test("writers at the same time all get their turn", async () => {
  await account.table("COUNTED", { N: "NUMBER(38,0)" });
  await account.run("INSERT INTO COUNTED VALUES (0)");
  await Promise.all(Array.from({ length: 20 }, () => account.run("UPDATE COUNTED SET N = N + 1")));
  expect(await account.row("SELECT N FROM COUNTED")).toEqual(["20"]);
});
