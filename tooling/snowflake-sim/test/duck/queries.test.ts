import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openAccount, type TestAccount } from "./account.ts";

let account: TestAccount;
beforeAll(async () => {
  account = await openAccount();
  await account.table("PEOPLE", { ID: "NUMBER(38,0)", id: "VARCHAR(20)", TEAM: "VARCHAR(20)", PAY: "NUMBER(10,2)" });
  await account.run(
    "INSERT INTO PEOPLE VALUES (1, 'one', 'a', 10.50), (2, 'two', 'a', 20), (3, 'three', 'b', NULL), (4, NULL, 'b', 5)",
  );
});
afterAll(() => account.store.close());

async function columnNames(sql: string): Promise<string[]> {
  return (await account.run(sql)).columns.map(({ name }) => name);
}

describe("result columns", () => {
  test("are named by alias, column or the text of the expression in upper case", async () => {
    expect(
      await columnNames('SELECT ID, "id", id + 1, count( * ) over (), TEAM AS t, ID AS "x y", \'abc\' FROM PEOPLE'),
    ).toEqual(["ID", "id", "ID + 1", "COUNT( * ) OVER ()", "T", "x y", "'ABC'"]);
  });

  test("carry precision, scale, length and nullability", async () => {
    await account.table("SHAPES", {
      A: { type: "NUMBER(10,2)", nullable: false },
      B: "VARCHAR(7)",
      C: "TIMESTAMP_TZ(3)",
      D: "BINARY(16)",
    });
    const { columns } = await account.run("SELECT * FROM SHAPES");
    expect(columns).toMatchObject([
      { name: "A", type: "fixed", precision: 10, scale: 2, nullable: false },
      { name: "B", type: "text", length: 7, byteLength: 28, nullable: true },
      { name: "C", type: "timestamp_tz", scale: 3 },
      { name: "D", type: "binary", length: 16, byteLength: 16 },
    ]);
  });

  test("of arithmetic follow Snowflake's rules", async () => {
    const { columns, rows } = await account.run(
      "SELECT 1 / 3, 7 / 2.0, 1.5 * 2.25, 1.5 + 2.25, SUM(PAY), AVG(PAY), COUNT(*) FROM PEOPLE",
    );
    expect(columns.map(({ precision, scale }) => [precision, scale])).toEqual([
      [7, 6],
      [8, 6],
      [5, 3],
      [4, 2],
      [38, 2],
      [38, 8],
      [18, 0],
    ]);
    expect(rows).toEqual([["0.333333", "3.500000", "3.375", "3.75", "35.50", "11.83333333", "4"]]);
  });
});

describe("clauses", () => {
  test("quoted and unquoted names of the same letters are two columns", async () => {
    expect(await account.rows('SELECT id, "id" FROM PEOPLE WHERE "id" = \'two\'')).toEqual([["2", "two"]]);
  });

  test("NULL is sorted as the greatest value", async () => {
    expect((await account.rows("SELECT PAY FROM PEOPLE ORDER BY PAY")).flat()).toEqual([
      "5.00",
      "10.50",
      "20.00",
      null,
    ]);
    expect((await account.rows("SELECT PAY FROM PEOPLE ORDER BY 1 DESC")).flat()).toEqual([
      null,
      "20.00",
      "10.50",
      "5.00",
    ]);
  });

  test("GROUP BY ALL, HAVING and aliases", async () => {
    const sql = "SELECT team, SUM(pay) AS total FROM people GROUP BY ALL HAVING total > 6 ORDER BY total DESC";
    expect(await account.rows(sql)).toEqual([["a", "30.50"]]);
  });

  test("QUALIFY filters by a window function", async () => {
    const sql =
      "SELECT TEAM, ID FROM PEOPLE QUALIFY ROW_NUMBER() OVER (PARTITION BY TEAM ORDER BY ID DESC) = 1 ORDER BY 1";
    expect(await account.rows(sql)).toEqual([
      ["a", "2"],
      ["b", "4"],
    ]);
  });

  test("joins, USING and outer rows", async () => {
    const sql = "SELECT * FROM (VALUES (1, 'x'), (9, 'y')) AS v (ID, K) LEFT JOIN PEOPLE p USING (ID) ORDER BY ID";
    const { columns, rows } = await account.run(sql);
    expect(columns.map(({ name }) => name)).toEqual(["ID", "K", "id", "TEAM", "PAY"]);
    expect(rows).toEqual([
      ["1", "x", "one", "a", "10.50"],
      ["9", "y", null, null, null],
    ]);
  });

  test("set operations bring columns to one type", async () => {
    const { columns, rows } = await account.run("SELECT 1 AS a UNION ALL SELECT 2.5 UNION SELECT 1.0 ORDER BY a");
    expect(columns).toMatchObject([{ name: "A", precision: 2, scale: 1 }]);
    expect(rows).toEqual([["1.0"], ["2.5"]]);
    expect(await account.rows("SELECT ID FROM PEOPLE MINUS SELECT 1 INTERSECT SELECT 1")).toHaveLength(3);
  });

  test("WITH, scalar subqueries, EXISTS and IN", async () => {
    const sql =
      "WITH best AS (SELECT MAX(PAY) AS m FROM PEOPLE) SELECT ID, (SELECT m FROM best) FROM PEOPLE p " +
      "WHERE PAY = (SELECT m FROM best) AND EXISTS (SELECT 1 FROM PEOPLE q WHERE q.TEAM = p.TEAM AND q.ID <> p.ID) " +
      "AND ID IN (SELECT ID FROM PEOPLE)";
    expect(await account.rows(sql)).toEqual([["2", "20.00"]]);
  });

  test("DISTINCT, LIMIT and OFFSET", async () => {
    expect(await account.rows("SELECT DISTINCT TEAM FROM PEOPLE ORDER BY TEAM DESC LIMIT 1")).toEqual([["b"]]);
    expect(await account.rows("SELECT ID FROM PEOPLE ORDER BY ID LIMIT 2 OFFSET 1")).toEqual([["2"], ["3"]]);
  });

  test("FLATTEN gives a row for each element", async () => {
    const sql = 'SELECT f.KEY, f.VALUE::VARCHAR FROM TABLE(FLATTEN(INPUT => PARSE_JSON(\'{"a":1,"b":"x"}\'))) f';
    expect(await account.rows(sql)).toEqual([
      ["a", "1"],
      ["b", "x"],
    ]);
  });

  test("views resolve in their own schema", async () => {
    account.view("RICH", "SELECT ID AS WHO, PAY FROM PEOPLE WHERE PAY > 10");
    expect(await account.rows("SELECT WHO FROM RICH ORDER BY WHO")).toEqual([["1"], ["2"]]);
  });

  test("timestamps with zone are compared by instant", async () => {
    const sql =
      "SELECT '2024-01-01 12:00:00 +00:00'::TIMESTAMP_TZ = '2024-01-01 13:00:00 +01:00'::TIMESTAMP_TZ, " +
      "COUNT(DISTINCT x) FROM (VALUES ('2024-01-01 12:00:00 +00:00'::TIMESTAMP_TZ), ('2024-01-01 13:00:00 +01:00'::TIMESTAMP_TZ)) v (x) GROUP BY 1";
    expect(await account.rows(sql)).toEqual([["1", "1"]]);
  });

  test("binds stand for values", async () => {
    const bindings = [
      { type: "FIXED", value: "2" },
      { type: "TEXT", value: "a\0'b" },
      { type: "TEXT", value: null },
    ];
    expect(await account.row("SELECT ?, ?, ?", { bindings })).toEqual(["2", "a\0'b", null]);
    expect(await account.row("SELECT :2, :3, ID FROM PEOPLE WHERE ID = :1", { bindings })).toEqual([
      "a\0'b",
      null,
      "2",
    ]);
  });
});

describe("functions", () => {
  const cases: Readonly<Record<string, string | null>> = {
    "CURRENT_USER()": "TESTER",
    "CURRENT_ROLE()": "SYSADMIN",
    "CURRENT_ACCOUNT_NAME()": "ACCOUNT",
    "CURRENT_ORGANIZATION_NAME()": "ORG",
    "CURRENT_VERSION()": "9.40.1",
    "CURRENT_DATABASE()": "DB",
    CURRENT_DATE: "19875",
    "SYSDATE()": "1717200000.000000000",
    "COALESCE(NULL, 2.5, 1)": "2.5",
    "IFF(1 > 2, 'a', 'b')": "b",
    "NULLIF(1, 1)": null,
    "GREATEST(1, 2.5)": "2.5",
    "LEAST(1, NULL)": null,
    "UPPER('aé')": "AÉ",
    "LENGTH('😀')": "1",
    "SUBSTR('hello', 2, 3)": "ell",
    "SUBSTR('hello', -3, 2)": "ll",
    "CONCAT('a', 1, TRUE)": "a1true",
    "REPLACE('aba', 'a')": "b",
    "TRIM('  x ')": "x",
    "LPAD('7', 3, '0')": "007",
    "CHR(0) || 'x'": "\0x",
    "MOD(-5, 3)": "-2",
    "ROUND(2.567, 2)": "2.57",
    "ROUND(1250, -2)": "1300",
    "FLOOR(-1.5)": "-2",
    "CEIL(1.2)": "2",
    "TO_VARCHAR(1.50)": "1.50",
    "TO_VARCHAR(TRUE)": "true",
    "TO_VARCHAR(TO_BINARY('0d0a'), 'HEX')": "0D0A",
    "TO_VARCHAR('2024-01-15 10:30:00.123456789'::TIMESTAMP_NTZ)": "2024-01-15 10:30:00.123",
    "TO_VARCHAR('1969-12-31 23:59:59.999999999'::TIMESTAMP_NTZ, 'YYYY-MM-DD HH24:MI:SS.FF6')":
      "1969-12-31 23:59:59.999999",
    "TO_VARCHAR('23:59:59.999999999'::TIME, 'HH24:MI:SS.FF3')": "23:59:59.999",
    "TO_VARCHAR('0001-02-03'::DATE, 'DD.MM.YYYY')": "03.02.0001",
    "TO_VARCHAR('2024-01-15 10:30:00 -02:30'::TIMESTAMP_TZ, 'HH24:MI TZH:TZM')": "10:30 -02:30",
    "TO_VARCHAR(CONVERT_TIMEZONE('UTC', '9999-12-31 23:59:59 -12:00'::TIMESTAMP_TZ), 'YYYY-MM-DD HH24:MI:SS')":
      "10000-01-01 11:59:59",
    "CONVERT_TIMEZONE('America/Los_Angeles', 'UTC', '2024-07-01 00:00:00'::TIMESTAMP_NTZ)": "1719817200.000000000",
    "TO_NUMBER('12.345', 10, 2)": "12.35",
    "TO_NUMBER('fffffffffffffff', 'XXXXXXXXXXXXXXX')": "1152921504606846975",
    "TO_VARIANT('2024-07-01') = '2024'": "0",
    "PARSE_JSON('1.4') = 1": "0",
    "'12:00:00.5' = '12:00:00'::TIME(0)": "0",
    "TO_TIMESTAMP_NTZ(1705314600123, 3)": "1705314600.123000000",
    "TO_DATE('15.01.2024', 'DD.MM.YYYY')": "19737",
    "TRY_CAST('abc' AS NUMBER)": null,
    "TRY_TO_DATE('2024-13-01')": null,
    "TRY_CAST('zz' AS BINARY)": null,
    "TO_JSON(TO_VARIANT('x'))": '"x"',
    "TO_VARCHAR(TO_VARIANT('x'))": "x",
    "TO_VARCHAR(PARSE_JSON('null'))": null,
    "TO_JSON(PARSE_JSON('null'))": "null",
    'PARSE_JSON(\'{"a":{"b":[1,2]}}\'):a.b[1]::NUMBER': "2",
    "MD5('a')": "0cc175b9c0f1b6a831c399e269772661",
    "SHA2('a', 256)": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    "HEX_ENCODE('é')": "C3A9",
    "DATE_PART(nanosecond, '2024-01-15 10:30:00.123456789'::TIMESTAMP_NTZ)": "123456789",
    "DATE_PART('epoch_second', '1969-12-31 23:59:59.5'::TIMESTAMP_NTZ)": "-1",
    "YEAR('0001-01-01'::DATE)": "1",
    "DATEADD(month, 1, '2024-01-31'::DATE)": "19782",
    "DATEADD(nanosecond, -1, '0001-01-01'::TIMESTAMP_NTZ)": "-62135596800.000000001",
    "DATEDIFF(day, '0001-01-01'::DATE, '9999-12-31'::DATE)": "3652058",
    "DATE_TRUNC('month', '2024-01-17'::DATE)": "19723",
    "'2024-01-15'::DATE + 1": "19738",
    "LENGTH(UUID_STRING())": "36",
    "'abc' LIKE 'A%'": "0",
    "'abc' ILIKE 'A_C'": "1",
    "'a' RLIKE '[a-c]'": "1",
    "2 NOT IN (1, 3)": "1",
    "5 BETWEEN 1 AND 10": "1",
    "NULL = NULL": null,
    "EQUAL_NULL(NULL, NULL)": "1",
    "CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END": "b",
  };

  test.each(Object.entries(cases))("%s", async (sql, expected) => {
    expect(await account.row(`SELECT ${sql}`)).toEqual([expected]);
  });

  test("LENGTH of U+0000 counts", async () => {
    expect(await account.row("SELECT LENGTH('a\\0b')")).toEqual(["3"]);
  });

  test("sequences give a new value for each row", async () => {
    const rows = await account.rows("SELECT S.NEXTVAL FROM TABLE(GENERATOR(ROWCOUNT => 3))");
    expect(new Set(rows.flat()).size).toBe(3);
  });

  test("aggregates of lists", async () => {
    const sql =
      "SELECT LISTAGG(ID, '-') WITHIN GROUP (ORDER BY ID DESC), ARRAY_AGG(PAY) WITHIN GROUP (ORDER BY ID) FROM PEOPLE";
    expect(await account.row(sql)).toEqual(["4-3-2-1", "[10.50,20.00,5.00]"]);
  });
});
