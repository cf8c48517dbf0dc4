import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";

import {
  conformance,
  connectSnowflake,
  probe,
  type Conformance,
  type ConformanceCheck,
  type ProbeOutcome,
  type SnowflakeConnection,
} from "../src/index.ts";

const names = { database: "PROBE", schema: "S", table: "T" };

let sim: SnowflakeSim;
let db: SnowflakeConnection;

beforeAll(async () => {
  sim = await startSnowflakeSim({
    account: "sim",
    sql: [
      `CREATE DATABASE PROBE; CREATE SCHEMA PROBE.S;
       CREATE TABLE PROBE.S.P (ID NUMBER PRIMARY KEY);
       CREATE TABLE PROBE.S.T (ID NUMBER AUTOINCREMENT PRIMARY KEY, P NUMBER REFERENCES PROBE.S.P (ID), C VARCHAR UNIQUE);
       CREATE VIEW PROBE.S.V AS SELECT ID FROM PROBE.S.T;`,
    ],
    users: [{ name: "DEMO", password: "pw-of-the-probe", roles: ["ACCOUNTADMIN"] }],
  });
  db = await connectSnowflake(
    {
      account: "sim",
      user: "demo",
      accessUrl: sim.url,
      warehouse: "COMPUTE_WH",
      credentials: { method: "password", password: "pw-of-the-probe" },
    },
    { tag: "dp/0.0.0/probe", cancelTimeoutMs: 500 },
  );
});

afterEach(() => {
  sim.faults.clear();
});

afterAll(async () => {
  await db.close();
  await sim.close();
});

function check(over: Partial<ConformanceCheck>): ConformanceCheck {
  const base = { id: "one", kind: "expression", text: "'x'", expected: { is: "x" }, source: "a manual" } as const;
  return { ...base, ...over };
}

async function only(over: Partial<ConformanceCheck>): Promise<ProbeOutcome> {
  const [outcome, ...others] = await probe(db, { checks: [check(over)] }, names);
  if (outcome === undefined || others.length > 0) throw new Error("one check gives one outcome");
  return outcome;
}

describe("the list of what the product counts on", () => {
  test("holds on the stand-in as a whole: expressions in one SELECT, and statements that only show", async () => {
    sim.resetStatements();
    const outcomes = await probe(db, conformance, names);
    expect(outcomes.map(({ id }) => id)).toEqual(conformance.checks.map(({ id }) => id));
    expect(outcomes.filter(({ status }) => status === "differs")).toEqual([]);
    const skipped = outcomes.filter(({ status }) => status === "skipped");
    for (const { kind, text } of skipped)
      expect([kind, text]).toEqual(["statement", expect.not.stringMatching(/^(SHOW|DESC)/)]);
    const sent = sim.statements().map(({ text }) => text);
    const selects = sent.filter((text) => text.startsWith("SELECT"));
    expect(selects.filter((text) => !text.includes(".INFORMATION_SCHEMA."))).toHaveLength(1);
    expect(selects).toHaveLength(5);
    expect(sent.filter((text) => !/^(?:SELECT|SHOW|DESC|DESCRIBE) /.test(text))).toEqual([]);
  });

  test("has ids of its own, sources, and expectations that can be read", () => {
    const ids = conformance.checks.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, kind, expected, source } of conformance.checks) {
      expect([id, kind]).toEqual([id, expect.stringMatching(/^(?:expression|statement)$/)]);
      expect([id, source]).toEqual([id, expect.stringMatching(/\S/)]);
      expect(Object.keys(expected)).toEqual(
        expect.arrayContaining([expect.stringMatching(/^(?:is|matches|row|columns|error)$/)]),
      );
      const pattern = "matches" in expected ? expected.matches : "";
      expect(() => new RegExp(pattern, "u")).not.toThrow();
    }
  });
});

describe("what differs is named, with what was wanted and what came", () => {
  test("in the value of an expression", async () => {
    expect(await only({ expected: { is: "y" }, changes: "the quoting of texts" })).toEqual({
      ...check({ expected: { is: "y" }, changes: "the quoting of texts" }),
      status: "differs",
      wanted: '"y"',
      seen: '"x"',
    });
    expect(await only({ text: "NULL", expected: { matches: "^x$" } })).toMatchObject({
      status: "differs",
      seen: "NULL",
    });
    expect(await only({ text: "NULL", expected: { matches: "^x$", orNull: true } })).toMatchObject({ status: "holds" });
  });

  test("in the columns of a listing, also when it has no rows", async () => {
    const text = "SHOW UNIQUE KEYS IN TABLE {table}";
    const empty = { ...names, table: "P" };
    const list: Conformance = {
      checks: [check({ kind: "statement", text, expected: { columns: ["column_name", "no_such"] } })],
    };
    expect(await probe(db, list, empty)).toMatchObject([{ status: "differs", seen: "no column no_such" }]);
  });

  test("in an error, in one that does not come, and in one that comes instead", async () => {
    const text = "SHOW TABLES IN SCHEMA {missing}";
    const wanted = { error: "002003", sqlState: "42S02" };
    const other = await only({ kind: "statement", text, expected: wanted });
    expect(other).toMatchObject({ status: "differs", wanted: "error 002003 (SQLSTATE 42S02)" });
    expect(other.seen).toMatch(/^error 002043 \(SQLSTATE 02000\)/);
    const none = await only({ kind: "statement", text: "SHOW TABLES IN SCHEMA {schema}", expected: wanted });
    expect(none).toMatchObject({ status: "differs", seen: "no error, 2 rows" });
    const instead = await only({ kind: "statement", text: "SHOW NOTHING AT ALL", expected: { columns: ["name"] } });
    expect(instead).toMatchObject({ status: "differs", seen: expect.stringMatching(/^error 00/) });
  });

  test("when one expression does not compile: it alone, for the others go one by one", async () => {
    const checks = [check({ id: "a" }), check({ id: "b", text: "NO_SUCH_FUNCTION(1)" }), check({ id: "c" })];
    const outcomes = await probe(db, { checks }, names);
    expect(outcomes.map(({ id, status }) => [id, status])).toEqual([
      ["a", "holds"],
      ["b", "differs"],
      ["c", "holds"],
    ]);
    expect(outcomes[1]?.seen).toMatch(/^error \d{6}/);
  });
});

describe("what cannot be said is skipped, with the reason", () => {
  test.each([
    "ALTER SESSION SET TIMEZONE = 'UTC'",
    "USE DATABASE {database}",
    "SHOW TABLES; DROP TABLE {table}",
    "SELEC 1",
  ])("a statement that does more than show is not sent: %s", async (text) => {
    sim.resetStatements();
    const outcome = await only({ kind: "statement", text, expected: { row: ["Statement executed successfully."] } });
    expect(outcome).toMatchObject({ status: "skipped", reason: expect.stringContaining("changes the session") });
    expect(sim.statements()).toEqual([]);
  });

  test("a table that is not there says nothing about the columns of a listing", async () => {
    const text = "SHOW COLUMNS IN TABLE {table}";
    const list = { checks: [check({ kind: "statement", text, expected: { columns: ["column_name"] } })] };
    const [outcome] = await probe(db, list, { ...names, table: "GONE" });
    expect(outcome).toMatchObject({ status: "skipped", reason: "the role does not see PROBE.S.GONE" });
  });
});

test("an account that does not answer is an error, not a difference", async () => {
  const gone = await connectSnowflake(
    {
      account: "sim",
      user: "demo",
      accessUrl: sim.url,
      credentials: { method: "password", password: "pw-of-the-probe" },
    },
    { tag: "dp/0.0.0/probe", cancelTimeoutMs: 500 },
  );
  sim.faults.add({ kind: "expire-master", match: { statement: "'x'" } });
  await expect(probe(gone, { checks: [check({})] }, names)).rejects.toMatchObject({ code: "SNOWFLAKE_SESSION_GONE" });
  await gone.close();
});
