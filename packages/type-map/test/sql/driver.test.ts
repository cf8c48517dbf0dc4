import { withDatabase } from "@dp/embedded-postgres";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { mapType, parseSnowflakeType } from "../../src/index.ts";
import {
  bucketPostgres,
  bucketSnowflake,
  bucketSumsPostgres,
  bucketSumsSnowflake,
  refusals,
  valueExpression,
  type BucketSum,
} from "../../src/sql/index.ts";
import { copyIn } from "./copy.ts";
import { sourceOf } from "./move.ts";

/** One row of the worst that each type has to offer, and what must be in PostgreSQL. */
const columns = [
  ["amount", "NUMBER(38,10)", "-1234567890123456789012345678.0000000001", "-1234567890123456789012345678.0000000001"],
  ["ratio", "FLOAT", "0.1::FLOAT + 0.2::FLOAT", "0.30000000000000004"],
  ["limitless", "FLOAT", "'-inf'", "-Infinity"],
  ["note", "VARCHAR(50)", "'a\\tb\\\\N\\n😀'", "a\tb\\N\n😀"],
  ["nothing", "VARCHAR(50)", "''", ""],
  ["absent", "VARCHAR(50)", "NULL", null],
  ["bytes", "BINARY(4)", "TO_BINARY('00ff5c', 'HEX')", "\\x00ff5c"],
  ["flag", "BOOLEAN", "FALSE", "false"],
  ["day", "DATE", "'0000-02-29'", "0001-02-29 BC"],
  ["clock", "TIME(9)", "'23:59:59.999999999'", "23:59:59.999999"],
  ["wall", "TIMESTAMP_NTZ(9)", "'1969-12-31 23:59:59.999999999'", "1969-12-31 23:59:59.999999"],
  ["booked", "TIMESTAMP_TZ(9)", "'2024-01-15 10:30:00.123456789 +16:00'", "2024-01-14 18:30:00.123456+00"],
] as const;

let sim: SnowflakeSim;
let snowflake: SnowflakeConnection;

beforeAll(async () => {
  const types = columns.map(([name, type]) => `${name} ${type}`).join(", ");
  const values = columns.map(([, , value]) => value).join(", ");
  sim = await startSnowflakeSim({
    account: "sim",
    users: [{ name: "LOADER", password: "pw", roles: ["R"] }],
    sql: [
      `CREATE ROLE R; CREATE DATABASE DB; CREATE SCHEMA DB.S; CREATE TABLE DB.S.T (${types});
       INSERT INTO DB.S.T SELECT ${values}; INSERT INTO DB.S.T SELECT ${values};
       GRANT USAGE ON DATABASE DB TO ROLE R; GRANT USAGE ON SCHEMA DB.S TO ROLE R; GRANT SELECT ON TABLE DB.S.T TO ROLE R;
       GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE R;`,
    ],
  });
  const credentials = { method: "password", password: "pw" } as const;
  snowflake = await connectSnowflake(
    { account: "sim", user: "LOADER", accessUrl: sim.url, role: "R", warehouse: "COMPUTE_WH", credentials },
    { tag: "dp/test" },
  );
});

afterAll(async () => {
  await snowflake.close();
  await sim.close();
});

test("the whole way: through the real driver, over HTTP, through COPY, with equal sums on both sides", async () => {
  const sources = columns.map(([, type]) => sourceOf({ type }));
  const quoted = columns.map(([name]) => `"${name.toUpperCase()}"`);
  const refused = sources.flatMap((source, index) =>
    refusals(source, quoted[index] ?? "").map(({ condition }) => `COUNT_IF(${condition})`),
  );
  const counts = await snowflake.ask(`SELECT ${refused.join(", ")} FROM DB.S.T`);
  expect(new Set(counts.rows[0])).toEqual(new Set(["0"]));
  const values = sources.map((source, index) => valueExpression(source, quoted[index] ?? ""));
  const { rows } = await snowflake.ask(`SELECT ${values.join(", ")} FROM DB.S.T`);
  await withDatabase(async (client) => {
    await client.query("SET TimeZone = 'UTC'");
    const types = sources.map(({ type }) => mapType(type).parts[0]?.type ?? "");
    await client.query(
      `CREATE TABLE t (${columns.map(([name], index) => `${name} ${types[index] ?? ""}`).join(", ")})`,
    );
    await copyIn(client, "COPY t FROM STDIN", rows);
    const texts = columns.map(([name]) => `${name}::text AS ${name}`).join(", ");
    const expected = Object.fromEntries(columns.map(([name, , , text]) => [name, text]));
    expect((await client.query(`SELECT ${texts} FROM t`)).rows).toEqual([expected, expected]);
    const ours = bucketSumsSnowflake({
      columns: sources.map((source, index) => ({ source, reference: quoted[index] ?? "" })),
      buckets: 8,
      from: "DB.S.T",
    });
    const theirs = bucketSumsPostgres({
      columns: columns.map(([name], index) => ({ type: types[index] ?? "", reference: name })),
      buckets: 8,
      from: "t",
    });
    const seen = (await snowflake.query(ours)).map(({ bucket, rows, lane1, lane2 }) => ({
      bucket,
      rows,
      lane1,
      lane2,
    }));
    expect(seen).toEqual((await client.query<BucketSum>(theirs)).rows);
    expect(seen.map(({ rows }) => rows)).toEqual(["2"]);
  });
});

test("a row's bucket by its key is the one that both engines sum it into", async () => {
  await withDatabase(async (client) => {
    const source = { type: parseSnowflakeType("NUMBER(38,10)"), target: "numeric(38,10)" };
    const key = [{ source, reference: "N" }];
    const rows = "(SELECT (COLUMN1 / 3)::NUMBER(38,10) AS N FROM VALUES (1), (2), (3), (4), (5), (6), (7)) AS K";
    const ours = await snowflake.query(
      `SELECT TO_VARCHAR(N) AS N, TO_VARCHAR(${bucketSnowflake(key, 16)}) AS B FROM ${rows}`,
    );
    const values = ours.map(({ n }) => `(${n ?? ""}::numeric(38,10))`).join(", ");
    const bucket = bucketPostgres([{ type: "numeric(38,10)", reference: "n" }], 16);
    const theirs = await client.query<{ n: string; b: string }>(
      `SELECT n::text, (${bucket})::text AS b FROM (VALUES ${values}) AS k(n)`,
    );
    expect(ours.map(({ n, b }) => ({ n, b }))).toEqual(theirs.rows);
    const sums = await snowflake.query(bucketSumsSnowflake({ columns: key, key, buckets: 16, from: rows }));
    const counted = new Map<string, number>();
    for (const { b } of theirs.rows) counted.set(b, (counted.get(b) ?? 0) + 1);
    expect(new Map(sums.map(({ bucket: one, rows: count }) => [one, Number(count)]))).toEqual(counted);
    expect(counted.size).toBeGreaterThan(2);
  });
});
