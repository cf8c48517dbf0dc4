import { withDatabase } from "@dp/embedded-postgres";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";

import {
  canonicalPostgres,
  canonicalSnowflake,
  framedSnowflake,
  isFingerprinted,
  NotFingerprintedError,
  outsideFingerprint,
  rowHashPostgres,
  rowHashSnowflake,
  rowTextPostgres,
  rowTextSnowflake,
  snowflakeTextSettings,
} from "../../src/sql/index.ts";
import { load, move, nameOf, sourceOf, targetType } from "./move.ts";
import { StandIn } from "./stand-in.ts";
import { literal, torture } from "./torture.ts";

let standIn: StandIn;

beforeAll(async () => {
  standIn = await StandIn.open(snowflakeTextSettings);
});
afterAll(() => standIn.close());

/** Canonical text of one value of each type, by hand. */
const texts: readonly [type: string, value: string, text: string, extra?: object][] = [
  ["NUMBER(38,0)", "-42", "-42"],
  ["NUMBER(10,2)", "1.10", "1.10"],
  ["NUMBER(4,0)", "7", "7", { policies: { integers: "smallest" } }],
  ["NUMBER(10,2)", "1.10", "1.1000", { target: "numeric(20,4)" }],
  ["NUMBER(10,2)", "-120.50", "-1.205E2", { target: "numeric" }],
  ["FLOAT", "1", "1E0"],
  ["FLOAT", "-1 * 0::FLOAT", "0"],
  ["FLOAT", "0.1", "1.0000000000000001E-1"],
  ["FLOAT", "5e-324", "4.9406564584124654E-324"],
  ["FLOAT", "-1.7976931348623157e308", "-1.7976931348623157E308"],
  ["FLOAT", "100000", "1E5"],
  ["FLOAT", "'NaN'", "NaN"],
  ["FLOAT", "'inf'", "Infinity"],
  ["FLOAT", "'-inf'", "-Infinity"],
  ["DECFLOAT", "'0'", "0"],
  ["DECFLOAT", "'42'", "4.2E1"],
  ["DECFLOAT", "'-0.00120'", "-1.2E-3"],
  ["DECFLOAT", "'1.23e7002'", "1.23E7002"],
  ["DECFLOAT", "'1E+16384'", "1E16384"],
  ["DECFLOAT", "'1E-16383'", "1E-16383"],
  ["DECFLOAT", `'${"9".repeat(38)}'`, `9.${"9".repeat(37)}E37`],
  ["VARCHAR(10)", "'a\\tb'", "a\tb"],
  ["VARCHAR(10)", "''", ""],
  ["BINARY(4)", "TO_BINARY('00FF', 'HEX')", "\\x00ff"],
  ["BOOLEAN", "TRUE", "true"],
  ["UUID", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
  ["DATE", "'2024-02-29'", "2024-02-29"],
  ["DATE", "'0000-02-29'", "0001-02-29 BC"],
  ["TIME(9)", "'10:20:30.120000999'", "10:20:30.12"],
  ["TIMESTAMP_NTZ(9)", "'2024-01-15 10:30:00'", "2024-01-15 10:30:00"],
  ["TIMESTAMP_NTZ(9)", "'1969-12-31 23:59:59.999999999'", "1969-12-31 23:59:59.999999"],
  ["TIMESTAMP_LTZ(9)", "'2024-01-15 10:30:00.5 +01:00'", "2024-01-15 09:30:00.5+00"],
  ["TIMESTAMP_TZ(9)", "'2024-01-15 10:30:00 -23:59'", "2024-01-16 10:29:00+00"],
  [
    "TIMESTAMP_TZ(9)",
    "'2024-01-15 10:30:00 -23:59'",
    "-1439",
    { part: "offset-minutes", policies: { timestampTzOffset: "extra-column" } },
  ],
  [
    "VARIANT",
    'PARSE_JSON(\'{"b": [1, 2.50], "a": null}\')',
    '{"a":null,"b":[1,2.50]}',
    { policies: { semiStructured: "json" } },
  ],
  ["VECTOR(INT, 3)", "[1, -2, 3]::VECTOR(INT, 3)", "{1,-2,3}"],
  ["INTERVAL YEAR(9) TO MONTH", "'-3-02'", "-38 0 0"],
  ["INTERVAL DAY(9) TO SECOND(9)", "'-54 16:15:14.123'", "0 -54 -58514123000"],
  ["PERIOD(DATE)", "'[2024-01-01, 2024-12-31)'", "[2024-01-01,2024-12-31)"],
  [
    "PERIOD(TIMESTAMP_NTZ(3))",
    "'[2024-01-01 00:00:00, 2024-12-31 00:00:00.5)'",
    '["2024-01-01 00:00:00","2024-12-31 00:00:00.5")',
  ],
];

test("each type has the canonical text that stands here, in both engines", async () => {
  await withDatabase(async (client) => {
    await client.query("SET TimeZone = 'UTC'");
    for (const [type, value, text, extra] of texts) {
      const group = { type, ...extra, rows: [[value, null]] as const };
      const source = sourceOf(group);
      const { table } = await move(standIn, client, group);
      const canonical = canonicalPostgres(targetType(source), "v");
      const { rows } = await client.query<{ v: string }>(`SELECT ${canonical} AS v FROM t`);
      const inSnowflake = await standIn.value(`SELECT ${canonicalSnowflake(source, "V")} FROM ${table}`);
      expect([type, value, inSnowflake, rows[0]?.v]).toEqual([type, value, text, text]);
    }
  });
});

test("every torture value that arrives has the same SHA-256 in both engines, or its column is outside", async () => {
  const outside = new Set<string>();
  let compared = 0;
  await withDatabase(async (client) => {
    await client.query("SET TimeZone = 'UTC'");
    for (const group of torture) {
      const source = sourceOf(group);
      if (!isFingerprinted(source)) {
        outside.add(nameOf(group));
        continue;
      }
      const { table, outcomes } = await move(standIn, client, group);
      await standIn.rows(
        `CREATE TABLE TEXTS AS SELECT N, ${canonicalSnowflake(source, '"V"')} AS "TEXT" FROM ${table}`,
      );
      const hash = rowHashSnowflake(framedSnowflake(['"TEXT"']));
      const ours = await standIn.rows(`SELECT N, ${hash} FROM TEXTS ORDER BY N`);
      await standIn.rows("DROP TABLE TEXTS");
      const postgres = rowHashPostgres(rowTextPostgres([{ type: targetType(source), reference: "v" }]));
      const moved = ours.filter((_row, index) => outcomes[index]?.refused.length === 0);
      if (moved.length === 0) continue;
      const { rows } = await client.query<{ n: number; hash: string }>(
        `SELECT n, ${postgres} AS hash FROM t ORDER BY n`,
      );
      expect({ group: nameOf(group), rows: rows.map(({ n, hash }) => [String(n), hash]) }).toEqual({
        group: nameOf(group),
        rows: moved,
      });
      compared += moved.length;
    }
  });
  expect(compared).toBeGreaterThan(200);
  expect([...outside]).toEqual([
    "FLOAT, to bigint",
    "FLOAT, to real",
    "FLOAT, to numeric",
    "FLOAT, to numeric(6,2)",
    "DECFLOAT, to double precision",
    "NUMBER(38,6), to double precision",
    "VARIANT",
    "VARIANT, nul strip",
    "VARIANT, nul replace",
    "ARRAY",
    "OBJECT",
    "MAP(NUMBER(10,0), VARCHAR)",
    "GEOGRAPHY",
    "VECTOR(FLOAT, 4)",
    "VECTOR(INT, 2), vector jsonb",
  ]);
});

test("a row's text frames each value, so that no two rows read alike", async () => {
  const columns = ["A", "B", "C"].map((reference) => ({ source: sourceOf({ type: "VARCHAR(20)" }), reference }));
  const values = "SELECT 'ab' AS A, NULL AS B, '1:😀-' AS C";
  const text = await standIn.value(`SELECT ${rowTextSnowflake(columns)} FROM (${values})`);
  expect(text).toBe("2:ab-4:1:😀-");
  const [row] = await standIn.rows(`SELECT ${rowHashSnowflake(rowTextSnowflake(columns))} FROM (${values})`);
  expect(row).toEqual([createHash("sha256").update("2:ab-4:1:😀-").digest("hex")]);
  await withDatabase(async (client) => {
    const postgres = ["a", "b", "c"].map((reference) => ({ type: "text", reference }));
    const from = "(SELECT 'ab' AS a, NULL::text AS b, '1:😀-' AS c) AS x";
    const { rows } = await client.query(
      `SELECT ${rowTextPostgres(postgres)} AS t, ${rowHashPostgres(rowTextPostgres(postgres))} AS h FROM ${from}`,
    );
    expect(rows).toEqual([{ t: text, h: row?.[0] }]);
  });
});

test("a row without columns has the hash of nothing", async () => {
  expect(await standIn.value(`SELECT ${rowHashSnowflake(rowTextSnowflake([]))}`)).toBe(
    createHash("sha256").digest("hex"),
  );
});

test("columns outside of fingerprints say why, and PostgreSQL is not asked for them", () => {
  expect(outsideFingerprint(sourceOf({ type: "VARIANT" }))).toContain("jsonb");
  expect(outsideFingerprint(sourceOf({ type: "VARIANT", policies: { semiStructured: "text" } }))).toBeUndefined();
  for (const type of ["jsonb", "geometry", "vector(3)", "real", "real[]"]) {
    expect(() => canonicalPostgres(type, "c")).toThrow(NotFingerprintedError);
  }
});

test("a document outside of fingerprints can be compared as the text that travels", async () => {
  const source = sourceOf({ type: "VARIANT" });
  const value = `PARSE_JSON(${literal('{"a": -0}')})`;
  const ours = await standIn.value(
    `SELECT ${rowTextSnowflake([{ source, reference: "V" }])} FROM (SELECT ${value} AS V)`,
  );
  await withDatabase(async (client) => {
    await load(client, "text", [["0", '{"a":-0}']]);
    const { rows } = await client.query<{ v: string }>(
      `SELECT ${rowTextPostgres([{ type: "text", reference: "v" }])} AS v FROM t`,
    );
    expect(rows[0]?.v).toBe(ours);
  });
});
