import { withDatabase } from "@dp/embedded-postgres";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { MappingSettings, TableMetadata } from "@dp/metadata";
import {
  fromMetadata,
  printForeignKeysDdl,
  printTableDdl,
  quoteColumns,
  quoteLiteral,
  quoteQualified,
} from "@dp/pg-ddl";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { checkKeys, extractSources, type KeyCheck } from "@dp/snowflake-extract";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";
import { parseSnowflakeType } from "@dp/type-map";
import { valueExpression } from "@dp/type-map/sql";
import type pg from "pg";

import { Dice } from "./random/dice.ts";
import { mapAll } from "./tables.ts";

let sim: SnowflakeSim;
let db: SnowflakeConnection;

const users = ["ACCOUNTADMIN", "LOOKS_ONLY"].map((role) => ({
  name: `IS_${role}`,
  password: "of-the-test",
  roles: [role],
}));

async function connectAs(role: string, warehouse?: string): Promise<SnowflakeConnection> {
  const credentials = { method: "password", password: "of-the-test" } as const;
  const settings = { account: "sim", user: `is_${role}`, accessUrl: sim.url, role, credentials };
  return connectSnowflake({ ...settings, ...(warehouse !== undefined && { warehouse }) }, { tag: "dp/0.0.0/test" });
}

beforeAll(async () => {
  sim = await startSnowflakeSim({ account: "sim", users, sql: ["CREATE DATABASE K; CREATE SCHEMA K.S;"] });
  db = await connectAs("ACCOUNTADMIN", "COMPUTE_WH");
});

afterAll(async () => {
  await db.close();
  await sim.close();
});

/** Makes the tables anew, and maps them. */
async function mapped(
  sql: string,
  names: readonly string[],
  settings: MappingSettings = {},
): Promise<readonly TableMetadata[]> {
  await sim.load(`CREATE OR REPLACE SCHEMA K.S; USE SCHEMA K.S; ${sql}`);
  const wanted = names.map((table) => ({ name: table.toLowerCase(), database: "K", schema: "S", table }));
  const inputs = (await extractSources(db, wanted)).map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    const { name, source } = outcome;
    return { name, source, settings, postgres: { schema: "public", table: name } };
  });
  return [...mapAll(...inputs).values()];
}

const found = (checks: readonly KeyCheck[]): readonly object[] =>
  checks.map(({ table, kind, columns, counts }) => ({ key: `${table} ${kind} ${columns.join()}`, ...counts }));

const none = { keys: "0", rows: "0" };

describe("keys that Snowflake does not enforce", () => {
  const sql = `
    CREATE TABLE PARENT (ID INT PRIMARY KEY, CODE VARCHAR(10) COLLATE 'en-ci', AT TIMESTAMP_NTZ(9), B INT,
      UNIQUE (CODE), UNIQUE (AT), UNIQUE (ID, B));
    CREATE TABLE CHILD (ID INT AUTOINCREMENT, A INT REFERENCES PARENT (ID), B INT, LONG VARCHAR UNIQUE, UP INT,
      PRIMARY KEY (A), FOREIGN KEY (A, B) REFERENCES PARENT (ID, B), FOREIGN KEY (UP) REFERENCES CHILD (A));
    INSERT INTO PARENT SELECT 1, 'a', '2024-01-01 00:00:00.123456789'::TIMESTAMP_NTZ(9), 1;
    INSERT INTO PARENT SELECT 1, 'A', '2024-01-01 00:00:00.123456001'::TIMESTAMP_NTZ(9), NULL;
    INSERT INTO PARENT SELECT 2, 'b', '2024-01-01 00:00:00.123457'::TIMESTAMP_NTZ(9), NULL;
    INSERT INTO PARENT SELECT 2, 'b', NULL, 2;
    INSERT INTO PARENT SELECT 2, NULL, NULL, NULL;
    INSERT INTO CHILD SELECT NULL, 1, 1, REPEAT('x', 2692), 1;
    INSERT INTO CHILD SELECT 5, 2, 1, REPEAT('ä', 1347), 3;
    INSERT INTO CHILD SELECT 6, 3, NULL, 'x', NULL;`;

  test("are counted as PostgreSQL will see them", async () => {
    const tables = await mapped(sql, ["PARENT", "CHILD"]);
    expect(found(await checkKeys(db, tables))).toEqual(
      [
        { key: "parent primary key ID", duplicates: { keys: "2", rows: "5" } },
        { key: "parent unique key ID,B", duplicates: none },
        // Code points decide where the collation is dropped; NULLs are no duplicates.
        { key: "parent unique key CODE", duplicates: { keys: "1", rows: "2" } },
        // Nanoseconds that are cut off make two values one.
        { key: "parent unique key AT", duplicates: { keys: "1", rows: "2" } },
        { key: "child primary key A", duplicates: none },
        { key: "child unique key LONG", duplicates: none, tooLong: "1" },
        { key: "child not null ID", nulls: "1" },
        { key: "child foreign key A", orphans: "1" },
        { key: "child foreign key A,B", orphans: "1" },
        { key: "child foreign key UP", orphans: "0" },
      ].map((each) => expect.objectContaining(each)),
    );
  });

  test("are shown with a few of their values when that is asked for, and never otherwise", async () => {
    const tables = await mapped(sql, ["PARENT", "CHILD"]);
    const shown = await checkKeys(db, tables, { values: 1 });
    expect(
      shown.flatMap(({ kind, columns, values }) => (values === undefined ? [] : [[kind, ...columns, ...values]])),
    ).toEqual([
      ["primary key", "ID", ["1"]],
      ["unique key", "CODE", ["b"]],
      ["unique key", "AT", ["2024-01-01 00:00:00.123456"]],
      ["foreign key", "A", ["3"]],
      ["foreign key", "A", "B", ["2", "1"]],
    ]);
    expect((await checkKeys(db, tables)).filter(({ values }) => values !== undefined)).toEqual([]);
  });

  test("are checked for chosen tables only, none of which is left out of the set", async () => {
    const tables = await mapped(sql, ["PARENT", "CHILD"]);
    const checks = await checkKeys(db, tables, { only: new Set(["child"]) });
    expect(new Set(checks.map(({ table }) => table))).toEqual(new Set(["child"]));
    expect(checks.filter(({ kind }) => kind === "foreign key")).toHaveLength(3);
  });

  test("come out with their errors where the role may not read, or no warehouse runs", async () => {
    const tables = await mapped(
      `${sql} GRANT USAGE ON DATABASE K TO ROLE LOOKS_ONLY; GRANT USAGE ON SCHEMA K.S TO ROLE LOOKS_ONLY;
       GRANT REFERENCES ON ALL TABLES IN SCHEMA K.S TO ROLE LOOKS_ONLY;`,
      ["PARENT"],
    );
    const looks = await connectAs("LOOKS_ONLY", "COMPUTE_WH");
    const denied = await checkKeys(looks, tables);
    await looks.close();
    expect(denied.map(({ error, counts }) => [error?.code, counts])).toEqual(
      denied.map(() => ["SNOWFLAKE_NO_PRIVILEGE", {}]),
    );
    expect(denied).toHaveLength(4);
  });
});

/** A type with SQL of values among which some are equal to PostgreSQL, to Snowflake, or to both. */
const types: readonly (readonly [type: string, ...values: string[]])[] = [
  ["NUMBER(10,2)", "1", "1.00", "2", "-0"],
  ["NUMBER(38,0)", "1", "99999999999999999999999999999999999999", "2"],
  ["FLOAT", "0", "1.5", "'NaN'"],
  ["VARCHAR(20)", "'a'", "'A'", "'a '", "''"],
  ["VARCHAR(20) COLLATE 'en-ci'", "'a'", "'A'", "'b'"],
  ["BINARY(4)", "TO_BINARY('00')", "TO_BINARY('0000')", "TO_BINARY('')"],
  ["DATE", "'2024-01-01'", "'0001-01-01'", "'2024-01-02'"],
  ["BOOLEAN", "TRUE", "FALSE"],
  ["TIME(9)", "'12:00:00.123456789'", "'12:00:00.123456001'", "'12:00:00'"],
  ["TIMESTAMP_NTZ(9)", "'2024-01-01 00:00:00.123456789'", "'2024-01-01 00:00:00.123456001'", "'2024-01-01'"],
  [
    "TIMESTAMP_TZ(9)",
    "'2024-01-01 00:00:00 +00:00'",
    "'2024-01-01 01:00:00 +01:00'",
    "'2024-01-01 00:00:00.0000009 +00:00'",
  ],
];

const policies: readonly MappingSettings[] = [
  {},
  { policies: { subMicrosecond: "extra-column", timestampTzOffset: "extra-column" } },
  { policies: { subMicrosecond: "text" } },
];

interface Filled {
  readonly columns: readonly (readonly [type: string, ...values: string[]])[];
  readonly rows: number;
}

function rowsSql(dice: Dice, table: string, { columns, rows }: Filled): string {
  return Array.from({ length: rows }, (_, id) => {
    const values = columns.map(([type, ...values]) =>
      dice.once(8) ? "NULL" : `CAST(${dice.pick(values)} AS ${type.replace(/ COLLATE.*/, "")})`,
    );
    return `INSERT INTO ${table} SELECT ${[String(id), ...values].join(", ")};`;
  }).join("\n");
}

/** Puts a table's rows into PostgreSQL as the carried text. */
async function move(client: pg.Client, { source, settings, target }: TableMetadata): Promise<void> {
  const types = new Map(source.columns.map(({ name, type }) => [name, type]));
  const values = target.columns.map(({ from, part, type }) => {
    const of = { type: parseSnowflakeType(types.get(from) ?? ""), policies: settings.policies, part: part ?? "value" };
    const whole = part === undefined || part === "instant" ? { ...of, target: type } : of;
    return valueExpression(whole as Parameters<typeof valueExpression>[0], `"${from}"`);
  });
  const { rows } = await db.ask(`SELECT ${values.join(", ")} FROM K.S."${source.table}"`);
  const names = quoteColumns(target.columns.map(({ name }) => name));
  for (const row of rows) {
    const texts = row.map((value) => (value === null ? "NULL" : quoteLiteral(value)));
    await client.query(
      `INSERT INTO ${quoteQualified({ schema: target.schema, name: target.table })} (${names}) VALUES (${texts.join(", ")})`,
    );
  }
}

async function refuses(client: pg.Client, sql: string): Promise<boolean> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    return false;
  } catch (error) {
    expect(["23505", "23502", "23503"]).toContain((error as { code?: string }).code);
    return true;
  } finally {
    await client.query("ROLLBACK");
  }
}

test("a key is told to be broken exactly when PostgreSQL refuses it on the same rows", async () => {
  const seed = 11;
  await withDatabase(async (client) => {
    for (let index = 0; index < 24; index += 1) {
      const dice = new Dice(seed * 1000 + index);
      const columns = dice.some(types, dice.between(1, 2));
      const names = columns.map((_type, place) => `C${String(place)}`);
      const list = names.map((name, place) => `${name} ${columns[place]?.[0] ?? ""}`).join(", ");
      const keys = names.join(", ");
      const sql = `
        CREATE TABLE P (ID INT, ${list}, UNIQUE (${keys})); CREATE TABLE C (ID INT, ${list}, FOREIGN KEY (${keys}) REFERENCES P (${keys}));
        ${rowsSql(dice, "P", { columns, rows: dice.between(1, 4) })} ${rowsSql(dice, "C", { columns, rows: dice.between(0, 4) })}`;
      const [parent, child] = await mapped(sql, ["P", "C"], dice.pick(policies));
      if (parent === undefined || child === undefined) throw new Error("two tables");
      const [unique, foreign] = await checkKeys(db, [parent, child]);
      const told = { unique: unique?.counts.duplicates?.keys !== "0", foreign: foreign?.counts.orphans !== "0" };

      const bare = (metadata: TableMetadata): TableMetadata => ({
        ...metadata,
        target: { ...metadata.target, uniqueKeys: [], foreignKeys: [], indexes: [] },
      });
      for (const table of [parent, child]) {
        await client.query(printTableDdl(bare(table)));
        await move(client, table);
      }
      const [wanted] = fromMetadata([parent]).tables;
      const key = quoteColumns(wanted?.uniqueKeys[0]?.columns ?? []);
      const isRefused = await refuses(client, `ALTER TABLE p ADD UNIQUE (${key})`);
      // A foreign key wants its parents unique: duplicates go first.
      await client.query(
        `DELETE FROM p a USING p b WHERE a.ctid > b.ctid AND (${key
          .split(", ")
          .map((name) => `a.${name}`)
          .join(", ")}) = (${key
          .split(", ")
          .map((name) => `b.${name}`)
          .join(", ")})`,
      );
      const orphaned = await refuses(
        client,
        `ALTER TABLE p ADD UNIQUE (${key}); ${printForeignKeysDdl([parent, child])}`,
      );
      expect({ seed, index, sql, told }).toEqual({ seed, index, sql, told: { unique: isRefused, foreign: orphaned } });
      await client.query("DROP TABLE c; DROP TABLE p");
    }
  });
});
