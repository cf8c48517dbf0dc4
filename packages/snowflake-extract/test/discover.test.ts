import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";
import { discoverAccount, discoverDatabase, type Discovered, type DiscoverOptions } from "../src/index.ts";

const cap = 6;

const many = Array.from({ length: 15 }, (_, index) => `T${String(index).padStart(2, "0")}`);

const sql = `
CREATE ROLE R;
CREATE DATABASE BIG; USE SCHEMA BIG.PUBLIC; CREATE SCHEMA BIG.MANY; CREATE SCHEMA BIG.EMPTY; CREATE SCHEMA BIG.HIDDEN;
CREATE TABLE BIG.PUBLIC.ORDERS (A NUMBER) COMMENT = 'Aufträge';
INSERT INTO BIG.PUBLIC.ORDERS VALUES (1), (2);
CREATE VIEW BIG.PUBLIC.ORDERS_V AS SELECT A FROM BIG.PUBLIC.ORDERS;
CREATE TRANSIENT TABLE BIG.PUBLIC."or%d_e's\\" (A NUMBER);
CREATE TABLE BIG.PUBLIC.SECRET (A NUMBER);
CREATE TABLE BIG.HIDDEN.T (A NUMBER);
${many.map((name) => `CREATE TABLE BIG.MANY.${name} (A NUMBER); CREATE VIEW BIG.MANY.V${name} AS SELECT 1 AS A;`).join("\n")}
GRANT USAGE ON DATABASE BIG TO ROLE R;
GRANT USAGE ON ALL SCHEMAS IN DATABASE BIG TO ROLE R;
REVOKE USAGE ON SCHEMA BIG.HIDDEN FROM ROLE R;
GRANT SELECT ON ALL TABLES IN SCHEMA BIG.PUBLIC TO ROLE R;
GRANT SELECT ON ALL VIEWS IN SCHEMA BIG.PUBLIC TO ROLE R;
GRANT SELECT ON ALL TABLES IN SCHEMA BIG.MANY TO ROLE R;
GRANT SELECT ON ALL VIEWS IN SCHEMA BIG.MANY TO ROLE R;
REVOKE SELECT ON TABLE BIG.PUBLIC.SECRET FROM ROLE R;
${Array.from({ length: 14 }, (_, index) => {
  const name = `D${String(index).padStart(2, "0")}`;
  return `CREATE DATABASE ${name}; CREATE TABLE ${name}.PUBLIC.T (A NUMBER); GRANT USAGE ON DATABASE ${name} TO ROLE R;
    GRANT USAGE ON SCHEMA ${name}.PUBLIC TO ROLE R; GRANT SELECT ON TABLE ${name}.PUBLIC.T TO ROLE R;`;
}).join("\n")}`;

let sim: SnowflakeSim;
let db: SnowflakeConnection;

function connect(options: { readonly statementTimeoutMs?: number } = {}): Promise<SnowflakeConnection> {
  const credentials = { method: "password", password: "of-the-test" } as const;
  const settings = { account: "sim", user: "u", accessUrl: sim.url, role: "R", credentials };
  return connectSnowflake(settings, { tag: "dp/0.0.0/test", ...options });
}

beforeAll(async () => {
  const users = [{ name: "U", password: "of-the-test", roles: ["R"] }];
  sim = await startSnowflakeSim({ account: "sim", users, sql: [sql], listingCap: cap });
  db = await connect();
});

beforeEach(() => {
  sim.faults.clear();
  sim.resetStatements();
});

afterAll(async () => {
  await db.close();
  await sim.close();
});

const names = ({ relations }: Discovered): readonly string[] =>
  relations.map(({ database, schema, name }) => `${database}.${schema}.${name}`);

const big = (options: DiscoverOptions = {}): Promise<Discovered> =>
  discoverDatabase(db, { database: "BIG" }, { listingCap: cap, ...options });

const inMany = [...many, ...many.map((name) => `V${name}`)].map((name) => `BIG.MANY.${name}`);
const inPublic = ["ORDERS", "ORDERS_V", "or%d_e's\\"].map((name) => `BIG.PUBLIC.${name}`);

describe("a database", () => {
  test("is listed in full though its listings are cut, and says which schemas show nothing", async () => {
    const found = await big();
    expect(names(found)).toEqual([...inMany, ...inPublic]);
    expect(found.unseen).toEqual([{ database: "BIG", schema: "EMPTY", reason: "nothing-visible" }]);
    const texts = sim.statements().map(({ text }) => text);
    expect(texts.every((text) => text.startsWith("SHOW "))).toBe(true);
    expect(texts.filter((text) => text.includes("FROM 'T"))).toEqual([
      `SHOW TABLES IN SCHEMA "BIG"."MANY" LIMIT 6 FROM 'T05'`,
      `SHOW TABLES IN SCHEMA "BIG"."MANY" LIMIT 6 FROM 'T11'`,
    ]);
  });

  test("has kinds, owners, comments and sizes as Snowflake says them", async () => {
    const { relations } = await discoverDatabase(db, { database: "BIG", schema: "PUBLIC" }, { listingCap: cap });
    expect(relations).toMatchObject([
      { name: "ORDERS", kind: { known: true, kind: "TABLE" }, comment: "Aufträge", owner: "ACCOUNTADMIN", rows: "2" },
      { name: "ORDERS_V", kind: { known: true, kind: "VIEW" } },
      { name: "or%d_e's\\", kind: { known: true, kind: "TRANSIENT TABLE" }, rows: "0" },
    ]);
    expect(sim.statements()).toHaveLength(2);
  });

  test("is narrowed by name and by schema", async () => {
    expect(names(await big({ like: "%t1_" }))).toEqual(inMany.filter((name) => /T1.$/.test(name)));
    expect(names(await big({ startsWith: "or%" }))).toEqual(["BIG.PUBLIC.or%d_e's\\"]);
    expect(names(await big({ schemaFits: (schema) => schema === "PUBLIC" }))).toEqual(inPublic);
    expect((await big({ schemaFits: () => false })).relations).toEqual([]);
  });

  test("takes three statements when no listing is cut", async () => {
    await discoverDatabase(db, { database: "D00" }, { listingCap: cap });
    expect(sim.statements()).toHaveLength(3);
  });

  test("one schema that cannot be listed stops no other", async () => {
    const hasty = await connect({ statementTimeoutMs: 500 });
    try {
      sim.faults.add({ kind: "delay", ms: 1500, times: 2, match: { statement: 'SCHEMA "BIG"."MANY"' } });
      const found = await discoverDatabase(hasty, { database: "BIG" }, { listingCap: cap, schemaFits: () => true });
      expect(names(found)).toEqual(inPublic);
      expect(found.unseen).toMatchObject([
        { database: "BIG", schema: "MANY", reason: "not-listed" },
        { database: "BIG", schema: "EMPTY", reason: "nothing-visible" },
      ]);
    } finally {
      await hasty.close();
    }
  });
});

describe("what is not there is named, with what may have been meant", () => {
  test.each([
    [{ database: "BIGG" }, "DATABASE_NOT_FOUND", []],
    [{ database: "BIG", schema: "PUBLICS" }, "SCHEMA_NOT_FOUND", ["PUBLIC"]],
    [{ database: "BIG", schema: "HIDDEN" }, "SCHEMA_NOT_FOUND", []],
  ])("%j", async (place, code, nearNames) => {
    await expect(discoverDatabase(db, place, { listingCap: cap })).rejects.toMatchObject({ code, nearNames });
  });
});

test("an account is listed database by database, over pages of databases", async () => {
  const told: string[] = [];
  const found = await discoverAccount(db, {
    listingCap: cap,
    onDatabase: ({ database, done, total }) => told.push(`${database} ${String(done)}/${String(total)}`),
  });
  const others = Array.from({ length: 14 }, (_, index) => `D${String(index).padStart(2, "0")}.PUBLIC.T`);
  expect(names(found)).toEqual([...inMany, ...inPublic, ...others].sort());
  expect(told).toHaveLength(15);
  expect(told.at(-1)).toMatch(/ 15\/15$/);
});
