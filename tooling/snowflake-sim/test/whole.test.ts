import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Connection } from "snowflake-sdk";

import { SqlError, startSnowflakeSim, type SimOptions, type SnowflakeSim } from "../src/index.ts";
import { connect, destroy, execute } from "./driver.ts";

const rowCount = 2000;
const values = Array.from({ length: rowCount }, (_row, n) => `(${String(n)}, 'text ${String(n)} "ü"')`).join(", ");
const setUp = `
  CREATE DATABASE D; CREATE SCHEMA D.S; CREATE ROLE READER;
  CREATE TABLE D.S.MANY (N NUMBER(38,0), T VARCHAR);
  INSERT INTO D.S.MANY VALUES ${values};
  CREATE TABLE D.S.ONCE (N NUMBER);
  CREATE TABLE D.S.HIDDEN (N NUMBER);
  GRANT USAGE ON DATABASE D TO ROLE READER; GRANT USAGE ON SCHEMA D.S TO ROLE READER;
  GRANT SELECT ON TABLE D.S.MANY TO ROLE READER;
`;
const options: SimOptions = {
  sql: [setUp],
  syncMs: 300,
  users: [{ name: "demo", password: "pw", roles: ["accountadmin", "reader", "only_here"] }],
};

let sim: SnowflakeSim;
let connection: Connection;

beforeAll(async () => {
  sim = await startSnowflakeSim({ ...options, inlineRows: 100, chunkBytes: 10_000 });
  connection = await connect(sim, { password: "pw", database: "d", schema: "s", warehouse: "compute_wh" });
});

afterAll(async () => {
  await destroy(connection);
  await sim.close();
});

test("the session starts where the connection asked", async () => {
  const { rows } = await execute(
    connection,
    "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_ROLE(), CURRENT_USER(), CURRENT_ACCOUNT_NAME()",
  );
  expect(rows).toEqual([["D", "S", "ACCOUNTADMIN", "DEMO", "SIM"]]);
});

test("an INSERT whose answer was lost is there once", async () => {
  sim.faults.add({ kind: "status", status: 503, match: { statement: "INSERT INTO ONCE" } });
  await execute(connection, "INSERT INTO ONCE VALUES (1)");
  await expect(execute(connection, "SELECT COUNT(*) FROM ONCE")).resolves.toMatchObject({ rows: [[1]] });
});

test("the same rows come in the reply and in chunks", async () => {
  const whole = await startSnowflakeSim({ ...options, inlineRows: 100_000 });
  const other = await connect(whole, { password: "pw", database: "D", schema: "S", warehouse: "COMPUTE_WH" });
  const { rows } = await execute(other, "SELECT N, T FROM MANY ORDER BY N");
  await destroy(other);
  await whole.close();
  expect(rows).toHaveLength(rowCount);
  expect(rows[7]).toEqual([7, 'text 7 "ü"']);
  await expect(execute(connection, "SELECT N, T FROM MANY ORDER BY N")).resolves.toMatchObject({ rows });
});

test("a long statement is cancelled, and the next one runs at once", async () => {
  const ended = new Promise<unknown>((resolve) => {
    const statement = connection.execute({
      sqlText: "SELECT COUNT(*) FROM MANY A, MANY B, MANY C WHERE A.N + B.N + C.N = 1",
      complete: resolve,
    });
    setTimeout(() => {
      statement.cancel(() => undefined);
    }, 500);
  });
  expect(await ended).toMatchObject({ code: "000604", sqlState: "57014" });
  const started = Date.now();
  await execute(connection, "SELECT COUNT(*) FROM ONCE");
  expect(Date.now() - started).toBeLessThan(2000);
});

test("a role sees what it was granted, at sign-in and after USE ROLE", async () => {
  const names = async (reader: Connection): Promise<unknown[]> => {
    const { rows, statement } = await execute(reader, "SHOW TABLES IN SCHEMA D.S");
    const at = statement.getColumns()?.findIndex((column) => column.getName() === "name") ?? -1;
    return rows.map((row) => row[at]);
  };
  const reader = await connect(sim, { password: "pw", role: "reader" });
  expect(await names(reader)).toEqual(["MANY"]);
  await execute(reader, "USE ROLE ACCOUNTADMIN");
  expect(await names(reader)).toEqual(["HIDDEN", "MANY", "ONCE"]);
  await destroy(reader);
});

test("a role that only the options name is there", async () => {
  const other = await connect(sim, { password: "pw", role: "only_here" });
  await expect(execute(other, "SELECT CURRENT_ROLE()")).resolves.toMatchObject({ rows: [["ONLY_HERE"]] });
  await destroy(other);
});

test("SQL through the control address changes the schema under its clients", async () => {
  const reply = await fetch(`${sim.url}/__sim/sql`, { method: "POST", body: "ALTER TABLE D.S.ONCE ADD COLUMN C DATE" });
  expect(reply.status).toBe(200);
  const { rows } = await execute(connection, "DESCRIBE TABLE ONCE");
  expect(rows.map(([name]) => name)).toEqual(["N", "C"]);
});

test("SQL that fails at start is an error with its line, and nothing stays behind", async () => {
  const broken = startSnowflakeSim({ sql: ["CREATE DATABASE X;\n\nCREATE TABEL X.PUBLIC.T (A INT);"] });
  await expect(broken).rejects.toBeInstanceOf(SqlError);
  await expect(broken).rejects.toThrow(/line 3/);
});
