import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";

import { extractSources, type ExtractEvent, type ExtractOptions, type ExtractOutcome } from "../src/index.ts";

let sim: SnowflakeSim;
let db: SnowflakeConnection;

const names = ["A", "B", "C", "D", "E"];
const fresh = `CREATE OR REPLACE SCHEMA FIN.CORE; USE SCHEMA FIN.CORE;
  ${names.map((name) => `CREATE TABLE ${name} (ID NUMBER(9,0) PRIMARY KEY, NOTE VARCHAR);`).join("\n")}
  CREATE VIEW V AS SELECT ID FROM A;
  GRANT USAGE ON SCHEMA FIN.CORE TO ROLE DP_METADATA; GRANT SELECT ON ALL TABLES IN SCHEMA FIN.CORE TO ROLE DP_METADATA;
  GRANT SELECT ON ALL VIEWS IN SCHEMA FIN.CORE TO ROLE DP_METADATA;`;
const granted = "GRANT SELECT ON ALL TABLES IN SCHEMA FIN.CORE TO ROLE DP_METADATA;";

beforeAll(async () => {
  const user = { name: "EXTRACTOR", password: "of-the-test", roles: ["DP_METADATA"] };
  const sql = ["CREATE DATABASE FIN; CREATE ROLE DP_METADATA; GRANT USAGE ON DATABASE FIN TO ROLE DP_METADATA;"];
  sim = await startSnowflakeSim({ account: "sim", users: [user], sql });
  const credentials = { method: "password", password: "of-the-test" } as const;
  const settings = { account: "sim", user: "extractor", accessUrl: sim.url, role: "DP_METADATA", credentials };
  db = await connectSnowflake(settings, { tag: "dp/0.0.0/test" });
});

afterAll(async () => {
  await db.close();
  await sim.close();
});

/** A change that somebody makes just before a statement of the reading comes, once. */
interface Meanwhile {
  readonly before: string;
  readonly sql: string;
}

async function readWhile(
  { before, sql }: Meanwhile,
  tables: readonly string[],
  options: ExtractOptions = { protection: "none" },
): Promise<readonly ExtractOutcome[]> {
  await sim.load(fresh);
  let done: Promise<unknown> | undefined;
  const query = async (text: string): ReturnType<SnowflakeConnection["query"]> => {
    if (text.startsWith(before)) await (done ??= sim.load(sql));
    return db.query(text);
  };
  const wanted = tables.map((table) => ({ name: table, database: "FIN", schema: "CORE", table }));
  const outcomes = await extractSources({ query }, wanted, options);
  expect(done).toBeDefined();
  return outcomes;
}

/** What fails, with its message; all else came out. */
function faults(outcomes: readonly ExtractOutcome[]): unknown {
  return Object.fromEntries(
    outcomes.flatMap((outcome) => {
      if (outcome.ok) return [];
      const { code, message, retryable } = outcome.error;
      expect({ code, retryable }).toEqual({ code: "CHANGED_WHILE_READING", retryable: true });
      return [[outcome.name, message]];
    }),
  );
}

const said = (name: string, how: string): string => `FIN.CORE.${name} changed while it was read: ${how}`;

test.each<[what: string, sql: string, how: string]>([
  ["dropped", "DROP TABLE FIN.CORE.C", "it is no longer there"],
  ["renamed", "ALTER TABLE FIN.CORE.C RENAME TO FIN.CORE.C2", "it is no longer there"],
  ["replaced", `CREATE OR REPLACE TABLE FIN.CORE.C (ID NUMBER(9,0), NOTE VARCHAR); ${granted}`, "it was replaced"],
  ["taken from the role", "REVOKE SELECT ON TABLE FIN.CORE.C FROM ROLE DP_METADATA", "it is no longer there"],
  ["given another comment", "COMMENT ON TABLE FIN.CORE.C IS 'new'", "it was altered"],
])("a table that is %s between the first listing and the last fails alone", async (_what, sql, how) => {
  for (const before of ["SHOW COLUMNS", "SHOW IMPORTED KEYS"])
    expect(faults(await readWhile({ before, sql }, names))).toEqual({ C: said("C", how) });
});

test("a view that is replaced is noticed like a table", async () => {
  const sql =
    "CREATE OR REPLACE VIEW FIN.CORE.V AS SELECT NOTE FROM FIN.CORE.A; GRANT SELECT ON VIEW FIN.CORE.V TO ROLE DP_METADATA";
  const outcomes = await readWhile({ before: "SHOW COLUMNS", sql }, [...names, "V"]);
  expect(faults(outcomes)).toEqual({ V: said("V", "it was replaced") });
});

test("a schema that is dropped takes its tables, each of which says so", async () => {
  const outcomes = await readWhile({ before: "SHOW PRIMARY KEYS", sql: "DROP SCHEMA FIN.CORE" }, names);
  expect(outcomes.map(({ ok }) => ok)).toEqual(names.map(() => false));
});

test.each<[what: string, sql: string, how: string]>([
  ["a column dropped", "ALTER TABLE FIN.CORE.C DROP COLUMN NOTE", "its column NOTE is no longer there"],
  ["a column added", "ALTER TABLE FIN.CORE.C ADD COLUMN MORE DATE", "it has a new column MORE"],
])("a table with %s before it is described fails alone, also among three", async (_what, sql, how) => {
  for (const tables of [names, ["B", "C"], ["C"]]) {
    const outcomes = await readWhile({ before: "DESCRIBE", sql }, tables, {});
    expect(faults(outcomes)).toEqual({ C: said("C", how) });
  }
});

test("a table that becomes another where each is asked for by itself fails alone, and is told once", async () => {
  const events: ExtractEvent[] = [];
  const outcomes = await readWhile(
    { before: "DESCRIBE", sql: `CREATE OR REPLACE TABLE FIN.CORE.E (X DATE); ${granted}` },
    names,
    { listingCap: 6, protection: "none", onEvent: (event) => events.push(event) },
  );
  expect(faults(outcomes)).toEqual({ E: said("E", "it was replaced") });
  expect(events.filter(({ type }) => type === "table-finished")).toHaveLength(names.length);
});

test("what changes elsewhere in the schema, and rows that come and go, harm nobody", async () => {
  const sql = "DROP TABLE FIN.CORE.E; INSERT INTO FIN.CORE.A (ID) VALUES (1), (2)";
  expect(faults(await readWhile({ before: "SHOW COLUMNS", sql }, ["A", "B", "C", "D"]))).toEqual({});
});

test("when the second look itself fails, no table of the schema is trusted", async () => {
  await sim.load(fresh);
  let listings = 0;
  const query = (text: string): ReturnType<SnowflakeConnection["query"]> =>
    db.query(text.startsWith("SHOW TABLES") && ++listings === 2 ? "SHOW NONSENSE" : text);
  const wanted = names.map((table) => ({ name: table, database: "FIN", schema: "CORE", table }));
  const outcomes = await extractSources({ query }, wanted, { protection: "none" });
  expect(outcomes.map((outcome) => !outcome.ok && outcome.error.code)).toEqual(
    names.map(() => "SNOWFLAKE_STATEMENT_REFUSED"),
  );
});
