import { withDatabase } from "@dp/embedded-postgres";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Client } from "pg";

import { losses, snowflakeTextSettings, valueExpression } from "../../src/sql/index.ts";
import { copyIn } from "./copy.ts";
import { insert, load, move, nameOf, sourceOf, targetType } from "./move.ts";
import { StandIn } from "./stand-in.ts";
import { literal, torture, type TortureGroup } from "./torture.ts";

let standIn: StandIn;

beforeAll(async () => {
  standIn = await StandIn.open(snowflakeTextSettings);
});
afterAll(() => standIn.close());

async function utc(client: Client): Promise<void> {
  await client.query("SET TimeZone = 'UTC'");
}

/** A group as it came out, in the form of what was expected. */
async function outcome(client: Client, group: TortureGroup): Promise<unknown> {
  const { outcomes } = await move(standIn, client, group);
  return group.rows.map(([value, expected], index) => {
    const { refused, text } = outcomes[index] ?? { refused: [], text: null };
    if (refused.length > 0) return [value, { refused: refused[0] }];
    return [value, Array.isArray(expected) && expected.includes(text) ? expected : text];
  });
}

test("every value arrives as expected or is refused with its reason", async () => {
  const values = torture.reduce((sum, { rows }) => sum + rows.length, 0);
  expect(values).toBeGreaterThan(300);
  await withDatabase(async (client) => {
    await utc(client);
    for (const group of torture) {
      expect({ group: nameOf(group), rows: await outcome(client, group) }).toEqual({
        group: nameOf(group),
        rows: group.rows,
      });
    }
  });
});

test("texts and bytes of the largest sizes arrive whole", async () => {
  await withDatabase(async (client) => {
    const table = await standIn.table("N NUMBER(38,0), S VARCHAR, B BINARY");
    await standIn.rows(
      `INSERT INTO ${table} SELECT 0, REPEAT('x', 16777216), TO_BINARY(REPEAT('00ff5c0a', 2097152), 'HEX')`,
    );
    await standIn.rows(`INSERT INTO ${table} SELECT 1, REPEAT('é\\\\\\t', 3600000), TO_BINARY('', 'HEX')`);
    const text = valueExpression(sourceOf({ type: "VARCHAR(16777216)" }), "S");
    const bytes = valueExpression(sourceOf({ type: "BINARY(8388608)" }), "B");
    await client.query("CREATE TABLE large (n integer, s text, b bytea)");
    await copyIn(client, "COPY large FROM STDIN", await standIn.rows(`SELECT N, ${text}, ${bytes} FROM ${table}`));
    const { rows } = await client.query(
      `SELECT length(s) AS characters, s = repeat('x', 16777216) AS x, s = repeat(E'é\\\\\\t', 3600000) AS mixed,
         length(b) AS bytes, b = decode(repeat('00ff5c0a', 2097152), 'hex') AS same FROM large ORDER BY n`,
    );
    expect(rows).toEqual([
      { characters: 16_777_216, x: true, mixed: false, bytes: 8_388_608, same: true },
      { characters: 10_800_000, x: false, mixed: true, bytes: 0, same: false },
    ]);
  });
});

test("a column alone in its table may hold the end-of-data mark", async () => {
  await withDatabase(async (client) => {
    await client.query("CREATE TABLE one (v text)");
    const value = valueExpression(sourceOf({ type: "VARCHAR(10)" }), "V");
    const rows = await standIn.rows(`SELECT ${value} FROM (SELECT '\\\\.' AS V UNION ALL SELECT 'after')`);
    await copyIn(client, "COPY one FROM STDIN", rows);
    const found = await client.query("SELECT v FROM one ORDER BY v");
    expect(found.rows).toEqual([{ v: "\\." }, { v: "after" }]);
  });
});

test.each<readonly [type: string, policies: TortureGroup["policies"], values: readonly string[], counts: object]>([
  [
    "TIMESTAMP_NTZ(9)",
    {},
    ["'2024-01-01 00:00:00.123456789'", "'2024-01-01 00:00:00.123456'", "NULL"],
    { SUB_MICROSECOND: "1" },
  ],
  ["TIME(9)", {}, ["'00:00:00.000000001'", "'00:00:00.000001'"], { SUB_MICROSECOND: "1" }],
  [
    "TIMESTAMP_TZ(6)",
    {},
    ["'2024-01-01 00:00:00 +01:00'", "'2024-01-01 00:00:00 +00:00'", "NULL"],
    { TZ_OFFSET_DROPPED: "2" },
  ],
  ["VARCHAR(10)", { nul: "strip" }, ["'a\\0'", "'a'"], { NUL_STRIPPED: "1" }],
  [
    "GEOMETRY",
    {},
    ["TO_GEOMETRY('POINT(1 2)', 3857)", "TO_GEOMETRY('POINT(1 2)')"],
    { GEO_SRID_DROPPED: "1", JSON_NORMALISED: "2" },
  ],
  [
    "INTERVAL DAY(9) TO SECOND(9)",
    {},
    ["'1 00:00:00.123456789'", "'1 00:00:00.123456'", "NULL"],
    { SUB_MICROSECOND: "1" },
  ],
  [
    "PERIOD(TIMESTAMP_NTZ(9))",
    {},
    ["'[2024-01-01 00:00:00, 2024-01-01 00:00:01.000000001)'", "'[2024-01-01 00:00:00, 2024-01-02 00:00:00)'"],
    { SUB_MICROSECOND: "1" },
  ],
  ["VARIANT", {}, ["PARSE_JSON('1')", "NULL"], { JSON_NORMALISED: "1" }],
])("what %s loses is counted (%j)", async (type, policies, values, counts) => {
  const group = { type, ...(policies && { policies }), rows: values.map((value) => [value, null] as const) };
  const table = await insert(standIn, group);
  const conditions = losses(sourceOf(group), '"V"');
  const sums = conditions.map(({ condition }) => `COUNT_IF(${condition})`);
  const [row] = await standIn.rows(`SELECT ${sums.join(", ")} FROM ${table}`);
  expect(Object.fromEntries(conditions.map(({ code }, index) => [code, row?.[index]]))).toEqual(counts);
});

test("overrides count what they cut", async () => {
  const cases = [
    ["TIMESTAMP_NTZ(9)", "date", "'2024-01-01 00:00:01'", "TIME_OF_DAY_DROPPED"],
    ["TIMESTAMP_NTZ(9)", "timestamp(3) without time zone", "'2024-01-01 00:00:00.0001'", "FRACTION_TRUNCATED"],
    ["NUMBER(10,3)", "numeric(10,2)", "1.005", "FRACTION_ROUNDED"],
    ["FLOAT", "numeric", "-1 * 0::FLOAT", "NEGATIVE_ZERO"],
  ] as const;
  for (const [type, target, value, code] of cases) {
    const group = { type, target, rows: [[value, null]] as const };
    const table = await insert(standIn, group);
    const found = losses(sourceOf(group), '"V"').find((one) => one.code === code);
    expect([code, await standIn.value(`SELECT COUNT_IF(${found?.condition ?? "FALSE"}) FROM ${table}`)]).toEqual([
      code,
      "1",
    ]);
  }
});

const careless: readonly [type: string, literal: string, expected: string][] = [
  ["FLOAT", "1.7976931348623157e308", "1.7976931348623157e+308"],
  ["FLOAT", "0.1::FLOAT + 0.2::FLOAT", "0.30000000000000004"],
  ["FLOAT", "123456789.123456789", "123456789.12345679"],
  ["TIMESTAMP_NTZ(9)", "'2024-01-15 10:30:00.123456789'", "2024-01-15 10:30:00.123456"],
  ["TIMESTAMP_LTZ(9)", "'2024-01-15 10:30:00.123456789 +00:00'", "2024-01-15 10:30:00.123456+00"],
  ["TIMESTAMP_TZ(9)", "'2024-01-15 10:30:00.123456789 +05:30'", "2024-01-15 05:00:00.123456+00"],
  ["TIME(9)", "'12:34:56.123456500'", "12:34:56.123456"],
  ["DATE", "'0000-01-01'", "0001-01-01 BC"],
  ["BINARY(10)", "TO_BINARY('5c', 'HEX')", "\\x5c"],
  ["VARIANT", "TO_VARIANT('null')", '"null"'],
  ["VARIANT", "ARRAY_CONSTRUCT(1, NULL)", "[1, null]"],
  ["VECTOR(INT, 2)", "[1, 2]::VECTOR(INT, 2)", "{1,2}"],
  ["INTERVAL DAY(9) TO SECOND(3)", "'-54 16:15:14.123'", "-54 days -16:15:14.123"],
  ["TIMESTAMP_TZ(9)", "'2024-01-15 10:30:00 +16:00'", "2024-01-14 18:30:00+00"],
];

test("without the expressions these values arrive changed or not at all: the stand-in loses what Snowflake loses", async () => {
  const plain = await StandIn.open();
  try {
    await withDatabase(async (client) => {
      await utc(client);
      for (const [type, value, expected] of careless) {
        const table = await insert(plain, { type, rows: [[value, null]] });
        const cast = await plain.rows(`SELECT N, V::VARCHAR FROM ${table}`);
        const text = await load(client, targetType(sourceOf({ type })), cast).then(
          async () => (await client.query<{ v: string }>("SELECT v::text AS v FROM t")).rows[0]?.v,
          (error: unknown) => (error as Error).message,
        );
        expect([type, value, text]).not.toEqual([type, value, expected]);
      }
    });
  } finally {
    await plain.close();
  }
});

test("a value with every character that COPY escapes is written by the test as PostgreSQL reads it", async () => {
  await withDatabase(async (client) => {
    const all = Array.from({ length: 127 }, (_unused, code) => String.fromCharCode(code + 1)).join("");
    const [row] = await standIn.rows(`SELECT 1, ${literal(all)}`);
    await load(client, "text", [row ?? []]);
    expect((await client.query("SELECT v FROM t")).rows).toEqual([{ v: all }]);
  });
});
