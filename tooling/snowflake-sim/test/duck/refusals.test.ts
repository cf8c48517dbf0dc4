import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { failure, openAccount, type TestAccount } from "./account.ts";

let account: TestAccount;
beforeAll(async () => {
  account = await openAccount();
  await account.table("T", { ID: "NUMBER(38,0)", lower: "VARCHAR" });
});
afterAll(() => account.store.close());

const compilation = "SQL compilation error:\n";

/** Statement, code, SQLSTATE and message. */
const cases: readonly (readonly [string, string, string, string])[] = [
  ["SELECT NOSUCH FROM T", "000904", "42000", `${compilation}invalid identifier 'NOSUCH'`],
  ["SELECT lower FROM T", "000904", "42000", `${compilation}invalid identifier 'LOWER'`],
  ['SELECT x."No" FROM T x', "000904", "42000", `${compilation}invalid identifier 'X."No"'`],
  ["SELECT NO_SUCH_FUNCTION(1)", "002140", "42601", `${compilation}Unknown function NO_SUCH_FUNCTION.`],
  ["SELECT 1 FROM MISSING", "002003", "42S02", `${compilation}Object 'MISSING' does not exist or not authorized.`],
  ["SELECT FROM T", "001003", "42000", `${compilation}syntax error line 1 at position 7 unexpected 'FROM'.`],
  ["SELECT 1 +", "001003", "42000", `${compilation}syntax error line 1 at position 10 unexpected '<EOF>'.`],
  ["SELECT 'abc'::NUMBER", "100038", "22018", "Numeric value 'abc' is not recognized"],
  ["SELECT '12345'::NUMBER(4,2)", "100039", "22003", "Numeric value '12345' is out of range"],
  ["SELECT 12345::NUMBER(4,2)", "100039", "22003", "Numeric value '12345' is out of range"],
  [`SELECT ${"9".repeat(38)} + 1`, "100046", "22003", "Number out of representable range"],
  ["SELECT 1 / 0", "100051", "22012", "Division by zero"],
  ["SELECT 1::FLOAT / 0", "100051", "22012", "Division by zero"],
  ["SELECT '2024-02-30'::DATE", "100040", "22007", "Date '2024-02-30' is not recognized"],
  ["SELECT '25:00:00'::TIME", "100108", "22007", "Time '25:00:00' is not recognized"],
  ["SELECT 'x'::TIMESTAMP_NTZ", "100035", "22007", "Timestamp 'x' is not recognized"],
  ["SELECT 'maybe'::BOOLEAN", "100037", "22018", "Boolean value 'maybe' is not recognized"],
  ["SELECT 'xyz'::BINARY", "100115", "22000", "The following string is not a legal hex-encoded value: 'xyz'"],
  [
    'SELECT PARSE_JSON(\'{"a":1,"a":2}\')',
    "100069",
    "22P02",
    'Error parsing JSON: duplicate object attribute "a", pos 11',
  ],
  [
    'SELECT ID, COUNT(*) FROM T GROUP BY "lower"',
    "000979",
    "42601",
    `${compilation}[expression] is not a valid group by expression`,
  ],
  ["SELECT a.ID FROM T a, T b WHERE ID = 1", "001052", "42601", `${compilation}ambiguous column name 'ID'`],
  ["MERGE INTO T USING T", "000002", "0A000", "Unsupported feature 'MERGE'."],
];

test.each(cases)("%s", async (sql, code, sqlState, message) => {
  expect(await failure(account.run(sql))).toEqual({ code, sqlState, message });
});
