import { beforeAll, describe, expect, test } from "@jest/globals";
import { Bench } from "./fixture.ts";

const bench = new Bench({ users: [{ name: "outside", roles: ["reader"] }] });
const reader = bench.newSession("ANN", "READER");
const junior = bench.newSession("BEN", "JUNIOR");
const stranger = bench.newSession("EVE", "PUBLIC");

beforeAll(async () => {
  await bench.load(`
    CREATE TABLE open (a INT PRIMARY KEY); CREATE TABLE closed (a INT REFERENCES open); CREATE TABLE seen_only (a INT);
    CREATE ROLE reader; CREATE ROLE junior; CREATE ROLE builder; GRANT ROLE reader TO ROLE junior;
    CREATE USER ann PASSWORD = 'x'; GRANT ROLE reader TO USER ann; GRANT ROLE junior TO USER ben;
    GRANT USAGE ON DATABASE db TO ROLE reader; GRANT USAGE ON SCHEMA db.public TO ROLE reader;
    GRANT SELECT ON TABLE open TO ROLE reader; GRANT REFERENCES ON TABLE seen_only TO ROLE reader;
    GRANT SELECT ON FUTURE TABLES IN SCHEMA db.public TO ROLE reader;
    CREATE TABLE later (a INT);
    GRANT USAGE ON DATABASE db TO ROLE builder; GRANT USAGE, CREATE TABLE ON SCHEMA db.public TO ROLE builder;
    CREATE DATABASE hidden;`);
});

test("a role sees what it, or a role granted to it, holds a privilege on", async () => {
  expect(await bench.cells("SHOW TABLES IN SCHEMA db.public", "name", reader)).toEqual(["LATER", "OPEN", "SEEN_ONLY"]);
  expect(await bench.cells("SHOW TABLES IN SCHEMA db.public", "name", junior)).toEqual(["LATER", "OPEN", "SEEN_ONLY"]);
  expect(await bench.cells("SHOW DATABASES", "name", reader)).toEqual(["DB"]);
  expect(await bench.cells("SHOW DATABASES", "name", stranger)).toEqual([]);
  expect(await bench.cells("SHOW COLUMNS IN SCHEMA db.public", "table_name", reader)).toEqual([
    "LATER",
    "OPEN",
    "SEEN_ONLY",
  ]);
  expect(await bench.rows("SHOW IMPORTED KEYS IN SCHEMA db.public", reader)).toEqual([]);
});

test("what may not be seen is as good as absent", async () => {
  await expect(bench.execute("DESC TABLE db.public.closed", reader)).rejects.toMatchObject({
    code: "002003",
    sqlState: "42S02",
    message: "SQL compilation error:\nTable 'DB.PUBLIC.CLOSED' does not exist or not authorized.",
  });
  await expect(bench.execute("SHOW TABLES IN SCHEMA db.public", stranger)).rejects.toMatchObject({ code: "002043" });
  await expect(bench.execute("DESC TABLE db.public.open", stranger)).rejects.toMatchObject({
    message: "SQL compilation error:\nDatabase 'DB' does not exist or not authorized.",
  });
});

test("a privilege on a table without USAGE above it shows nothing", async () => {
  const made = new Bench();
  await made.load("CREATE TABLE t (a INT); CREATE ROLE r; GRANT SELECT ON TABLE t TO ROLE r");
  await expect(made.execute("DESC TABLE db.public.t", made.newSession("X", "R"))).rejects.toMatchObject({
    code: "002003",
  });
  await made.load("GRANT USAGE ON DATABASE db TO ROLE r; GRANT USAGE ON SCHEMA db.public TO ROLE r");
  expect(await made.rows("DESC TABLE db.public.t", made.newSession("X", "R"))).toHaveLength(1);
});

test("without ownership a table that is seen cannot be changed", async () => {
  await expect(bench.execute("ALTER TABLE open ADD COLUMN b INT", reader)).rejects.toMatchObject({
    code: "003001",
    sqlState: "42501",
    message: "SQL access control error:\nInsufficient privileges to operate on table 'OPEN'.",
  });
  await expect(bench.execute("CREATE TABLE mine (a INT)", reader)).rejects.toMatchObject({ code: "003001" });
});

test("who creates owns; ownership can be given away", async () => {
  const builder = bench.newSession("BO", "BUILDER");
  await bench.execute("CREATE TABLE built (a INT)", builder);
  await bench.execute("ALTER TABLE built ADD COLUMN b INT", builder);
  expect(await bench.cells("SHOW TABLES LIKE 'BUILT' IN SCHEMA db.public", "owner")).toEqual(["BUILDER"]);
  await bench.execute("GRANT OWNERSHIP ON TABLE db.public.built TO ROLE reader COPY CURRENT GRANTS");
  await expect(bench.execute("ALTER TABLE built DROP COLUMN b", builder)).rejects.toMatchObject({ code: "002003" });
  await bench.execute("DROP TABLE built", reader);
});

test("REVOKE and CREATE OR REPLACE take privileges away", async () => {
  const made = new Bench();
  await made.load(`CREATE TABLE a (x INT); CREATE TABLE b (x INT); CREATE ROLE r;
    GRANT USAGE ON DATABASE db TO ROLE r; GRANT USAGE ON SCHEMA db.public TO ROLE r;
    GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA db.public TO ROLE r;`);
  const session = made.newSession("X", "R");
  expect(await made.cells("SHOW TABLES IN SCHEMA db.public", "name", session)).toEqual(["A", "B"]);
  await made.load("REVOKE ALL ON TABLE a FROM ROLE r; CREATE OR REPLACE TABLE b (x INT)");
  expect(await made.cells("SHOW TABLES IN SCHEMA db.public", "name", session)).toEqual([]);
});

describe("roles of users", () => {
  test.each([
    ["ANN", "READER", true],
    ["BEN", "READER", true],
    ["ANN", "JUNIOR", false],
    ["OUTSIDE", "READER", true],
    ["NOBODY", "PUBLIC", true],
    ["ANN", "NO_SUCH_ROLE", false],
  ])("%s may use %s: %s", (user, role, allowed) => {
    expect(bench.engine.mayUseRole(user, role)).toBe(allowed);
  });

  test("USE ROLE needs a role that exists and is granted", async () => {
    const session = bench.newSession("BEN", "JUNIOR");
    await bench.execute("USE ROLE reader", session);
    expect(session.role).toBe("READER");
    await expect(bench.execute("USE ROLE builder", session)).rejects.toMatchObject({
      code: "003013",
      sqlState: "42501",
    });
    await expect(bench.execute("USE ROLE nothing", session)).rejects.toMatchObject({ code: "002043" });
  });
});

test("SHOW GRANTS lists by object, role and user", async () => {
  const grants = await bench.rows("SHOW GRANTS ON TABLE db.public.open");
  expect(grants.map((row) => [row.privilege, row.grantee_name])).toEqual([
    ["OWNERSHIP", "ACCOUNTADMIN"],
    ["SELECT", "READER"],
  ]);
  expect(await bench.cells("SHOW GRANTS TO USER ann", "role")).toEqual(["READER"]);
  expect(await bench.cells("SHOW GRANTS OF ROLE reader", "grantee_name")).toEqual(["JUNIOR", "OUTSIDE", "ANN"]);
  expect(await bench.rows("SHOW GRANTS TO ROLE reader")).toContainEqual(
    expect.objectContaining({ privilege: "USAGE", granted_on: "SCHEMA", name: "DB.PUBLIC" }),
  );
});
