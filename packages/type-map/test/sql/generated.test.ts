import { campaign } from "@dp/chaos";
import { withDatabase } from "@dp/embedded-postgres";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { Client } from "pg";

import { mapType, parseSnowflakeType } from "../../src/index.ts";
import {
  addBucketSums,
  bucketSumsPostgres,
  bucketSumsSnowflake,
  canonicalSnowflake,
  framedSnowflake,
  InvalidBucketsError,
  isFingerprinted,
  refusals,
  rowHashPostgres,
  rowHashSnowflake,
  rowTextPostgres,
  snowflakeTextSettings,
  valueExpression,
  type BucketSum,
  type PostgresColumn,
  type SnowflakeColumn,
} from "../../src/sql/index.ts";
import { copyIn } from "./copy.ts";
import { createHashes, generated, insertGenerated } from "./generated.ts";
import { StandIn, type Row } from "./stand-in.ts";

/** One sequence of rows; the seed says which stretch of it. */
const { cases: count, seed, tell } = campaign("type-map-generated-rows", { cases: 5_000, seed: 0 });
const first = seed * count;

jest.setTimeout(count > 20_000 ? 1_200_000 : 240_000);

interface Target extends SnowflakeColumn, PostgresColumn {
  readonly name: string;
}

const targets: readonly (Target & { readonly quoted: string })[] = generated.flatMap(({ name, type, policies }) =>
  mapType(type, policies).parts.map((part) => ({
    name: `${name}${part.suffix}`.toLowerCase(),
    quoted: `"${name}"`,
    source: { type: parseSnowflakeType(type), part: part.part, ...(policies && { policies }) },
    type: part.type,
    reference: `"${name}"`,
  })),
);
const inSnowflake: readonly SnowflakeColumn[] = targets.map(({ source, quoted }) => ({ source, reference: quoted }));
const inPostgres: readonly PostgresColumn[] = targets.map(({ name, type }) => ({ type, reference: `"${name}"` }));

let standIn: StandIn;

beforeAll(async () => {
  standIn = await StandIn.open(snowflakeTextSettings);
  await standIn.rows(
    `CREATE TABLE G (N NUMBER(38,0), ${generated.map(({ name, type }) => `${name} ${type}`).join(", ")})`,
  );
});
afterAll(() => standIn.close());

/** Values as they travel, and the hash that Snowflake gives the row; a text that is both is made once. */
function unload(): string {
  const texts = new Map<string, string>();
  const alias = (text: string): string => {
    const known = texts.get(text) ?? `X${String(texts.size)}`;
    texts.set(text, known);
    return known;
  };
  const values = targets.map(({ source, quoted }) => alias(valueExpression(source, quoted)));
  const canonical = targets.map(({ source, quoted }) => alias(canonicalSnowflake(source, quoted)));
  const items = [...texts].map(([text, name]) => `${text} AS ${name}`);
  const hash = rowHashSnowflake(framedSnowflake(canonical));
  return `SELECT N, ${hash}, ${values.join(", ")} FROM (SELECT N, ${items.join(", ")} FROM G)`;
}

async function* rowsOf(batches: AsyncIterable<readonly Row[]>): AsyncGenerator<Row> {
  for await (const rows of batches) yield* rows;
}

async function collect(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

async function sums(client: Client, buckets: number, where = "true"): Promise<BucketSum[]> {
  const from = `(SELECT * FROM g WHERE ${where}) AS part`;
  return (await client.query<BucketSum>(bucketSumsPostgres({ columns: inPostgres, buckets, from }))).rows;
}

async function sumsInSnowflake(options: { buckets: number; key?: readonly SnowflakeColumn[] }): Promise<unknown[]> {
  const rows = await standIn.rows(bucketSumsSnowflake({ columns: inSnowflake, from: "G", ...options }));
  return rows.map(([bucket, rows, lane1, lane2]) => ({ bucket, rows, lane1, lane2 }));
}

test("every generated column is fingerprinted, and all types that can be are there", () => {
  expect(targets.filter(({ source }) => !isFingerprinted(source))).toEqual([]);
  const names = new Set(generated.map(({ type }) => parseSnowflakeType(type).name));
  expect(names.size).toBe(16);
});

test(`${String(count)} generated rows of all types: no value refused, one SHA-256 a row and the same sums in both engines`, async () => {
  await standIn.rows(createHashes(first, count));
  for (const sql of insertGenerated("G")) await standIn.rows(sql);
  const conditions = targets.flatMap(({ source, quoted }) =>
    refusals(source, quoted).map(({ condition }) => condition),
  );
  const refused = conditions.map((condition) => `COUNT_IF(${condition})`);
  expect(new Set((await standIn.rows(`SELECT ${refused.join(", ")} FROM G`))[0])).toEqual(new Set(["0"]));

  await withDatabase(async (client) => {
    await client.query("SET TimeZone = 'UTC'");
    await client.query(
      `CREATE TABLE g (n integer, snowflake text, ${targets.map(({ name, type }) => `"${name}" ${type}`).join(", ")})`,
    );
    await copyIn(client, "COPY g FROM STDIN", await collect(rowsOf(standIn.batches(unload()))));
    const hash = rowHashPostgres(rowTextPostgres(inPostgres));
    const { rows } = await client.query(
      `SELECT count(*)::integer AS rows, count(*) FILTER (WHERE snowflake = ${hash})::integer AS same,
         count(DISTINCT snowflake)::integer AS different FROM g`,
    );
    expect(rows).toEqual([{ rows: count, same: count, different: count }]);

    const whole = await sums(client, 64);
    expect(await sumsInSnowflake({ buckets: 64 })).toEqual(whole);
    expect(whole.reduce((sum, one) => sum + Number(one.rows), 0)).toBe(count);
    let parts: readonly BucketSum[] = [];
    for (const part of [0, 1, 2]) parts = addBucketSums(parts, await sums(client, 64, `n % 3 = ${String(part)}`));
    expect(parts).toEqual(whole);

    const key = { snowflake: inSnowflake.slice(0, 2), postgres: inPostgres.slice(0, 2) };
    const keyed = bucketSumsPostgres({ columns: inPostgres, key: key.postgres, buckets: 16, from: "g" });
    const before = (await client.query<BucketSum>(keyed)).rows;
    expect(await sumsInSnowflake({ buckets: 16, key: key.snowflake })).toEqual(before);

    await client.query(`UPDATE g SET small = coalesce(small, 0) + 1 WHERE n = ${String(first + 7)}`);
    const after = (await client.query<BucketSum>(keyed)).rows;
    expect(after.filter((one, index) => one.lane1 !== before[index]?.lane1)).toHaveLength(1);
  });
  tell({ rows: count });
});

test("buckets are powers of two", () => {
  for (const buckets of [0, 3, 1.5, -2, 131_072, Number.NaN]) {
    expect(() => bucketSumsPostgres({ columns: [], buckets, from: "g" })).toThrow(InvalidBucketsError);
  }
});
