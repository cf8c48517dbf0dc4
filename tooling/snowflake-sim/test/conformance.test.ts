import { readFileSync } from "node:fs";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Connection } from "snowflake-sdk";

import { startSnowflakeSim, type SnowflakeSim } from "../src/index.ts";
import { connect, destroy, execute } from "./driver.ts";

type Expected =
  | { readonly matches: string; readonly orNull?: true }
  | { readonly is: string }
  | { readonly row: readonly string[] }
  | { readonly columns: readonly string[] }
  | { readonly error: string; readonly sqlState: string };

interface Check {
  readonly id: string;
  readonly kind: "expression" | "statement";
  readonly text: string;
  readonly expected: Expected;
  readonly source: string;
  readonly unsure?: true;
}

const { checks } = JSON.parse(
  readFileSync(new URL("../../../packages/snowflake-client/conformance.json", import.meta.url), "utf8"),
) as {
  checks: Check[];
};

const setUp = `
  CREATE DATABASE PROBE; CREATE SCHEMA PROBE.S;
  CREATE TABLE PROBE.S.PARENT (ID NUMBER PRIMARY KEY, CODE VARCHAR(10) UNIQUE);
  CREATE TABLE PROBE.S.T (ID NUMBER AUTOINCREMENT PRIMARY KEY, P NUMBER REFERENCES PROBE.S.PARENT (ID), C VARCHAR DEFAULT 'x' UNIQUE) CHANGE_TRACKING = TRUE;
  CREATE VIEW PROBE.S.V AS SELECT ID FROM PROBE.S.T;
  CREATE SEQUENCE PROBE.S.SEQ;
`;

const names: Readonly<Record<string, string>> = {
  database: '"PROBE"',
  schema: '"PROBE"."S"',
  table: '"PROBE"."S"."T"',
  tableText: `'"PROBE"."S"."T"'`,
  missing: '"PROBE"."NOT THERE"',
};

let sim: SnowflakeSim;
let connection: Connection;

beforeAll(async () => {
  sim = await startSnowflakeSim({
    sql: [setUp],
    users: [{ name: "DEMO", password: "pw", roles: ["ACCOUNTADMIN"] }],
  });
  connection = await connect(sim, { password: "pw" });
  await execute(connection, "USE WAREHOUSE COMPUTE_WH");
  await execute(connection, checks.find(({ id }) => id === "alter-session")?.text ?? "");
});

afterAll(async () => {
  await destroy(connection);
  await sim.close();
});

const texts = { fetchAsString: ["String", "Boolean", "Number", "Date", "JSON", "Buffer"] } as Parameters<
  typeof execute
>[2];

test.each(checks.map((check) => [check.id, check] as const))(
  "the stand-in answers as the list says: %s",
  async (_id, { kind, text, expected }) => {
    const sql = text.replaceAll(/\{(\w+)\}/g, (_match, name: string) => names[name] ?? "");
    const seen = await ask(kind === "expression" ? `SELECT ${sql}` : sql);
    expect(disagreement(expected, seen)).toBeNull();
  },
);

test("every expression in one SELECT, as a probe of a real account sends it", async () => {
  const expressions = checks.filter(({ kind }) => kind === "expression");
  const list = expressions.map(({ id, text }) => `${text} AS "${id}"`).join(", ");
  const { rows } = await execute(connection, `SELECT ${list}`, texts);
  expect(rows[0]).toHaveLength(expressions.length);
});

test("ids are unique, and every check says where its fact comes from", () => {
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  expect(checks.filter(({ source }) => source.trim() === "")).toEqual([]);
});

type Seen =
  | { readonly columns: readonly string[]; readonly rows: readonly unknown[][] }
  | { readonly code: unknown; readonly sqlState: unknown; readonly message: string };

async function ask(sql: string): Promise<Seen> {
  try {
    const { rows, statement } = await execute(connection, sql, texts);
    return { rows, columns: statement.getColumns()?.map((column) => column.getName().toLowerCase()) ?? [] };
  } catch (error) {
    return error as Seen;
  }
}

/** What differs from the expectation, as text; null when nothing does. */
function disagreement(expected: Expected, seen: Seen): string | null {
  if ("error" in expected) {
    const same = "code" in seen && seen.code === expected.error && seen.sqlState === expected.sqlState;
    return same ? null : `expected error ${expected.error}, got ${JSON.stringify(seen)}`;
  }
  if (!("rows" in seen)) return `${String(seen.code)}: ${seen.message}`;
  if ("columns" in expected) {
    const missing = expected.columns.filter((name) => !seen.columns.includes(name));
    return missing.length === 0 ? null : `missing columns: ${missing.join(", ")}`;
  }
  const row = "row" in expected ? expected.row : [];
  const value = seen.rows[0]?.[0];
  const good =
    "is" in expected
      ? value === expected.is
      : "matches" in expected
        ? value === null
          ? expected.orNull === true
          : typeof value === "string" && new RegExp(expected.matches).test(value)
        : JSON.stringify(seen.rows) === JSON.stringify([row]);
  return good ? null : `got ${JSON.stringify(seen.rows)}`;
}
