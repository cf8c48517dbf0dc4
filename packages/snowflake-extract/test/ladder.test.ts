import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SourceTable } from "@dp/metadata";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";
import { extractSources, type ExtractOptions, type WantedTable } from "../src/index.ts";

const user = { name: "EXTRACTOR", password: "of-the-test", roles: ["DP_METADATA"] };

interface Account {
  readonly sim: SnowflakeSim;
  readonly db: SnowflakeConnection;
  readonly close: () => Promise<void>;
}

async function open(sql: readonly string[], listingCap?: number): Promise<Account> {
  const sim = await startSnowflakeSim({ account: "sim", users: [user], sql, ...(listingCap && { listingCap }) });
  const credentials = { method: "password", password: user.password } as const;
  const db = await connectSnowflake(
    {
      account: "sim",
      user: user.name,
      accessUrl: sim.url,
      role: "DP_METADATA",
      warehouse: "COMPUTE_WH",
      credentials,
    },
    { tag: "dp/0.0.0/test" },
  );
  const close = async (): Promise<void> => {
    await db.close();
    await sim.close();
  };
  return { sim, db, close };
}

interface Read {
  readonly sources: readonly SourceTable[];
  /** How often each kind of statement was sent: its first two or three words. */
  readonly sent: Readonly<Record<string, number>>;
}

async function read({ sim, db }: Account, tables: readonly string[], options?: ExtractOptions): Promise<Read> {
  sim.resetStatements();
  const wanted = tables.map((table): WantedTable => ({ name: table, database: "BIG", schema: "S", table }));
  const outcomes = await extractSources(db, wanted, { protection: "none", ...options });
  const sources = outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.source;
  });
  const sent: Record<string, number> = {};
  for (const { text } of sim.statements()) {
    const kind = /^(?:SHOW \w+(?: KEYS)?|\w+)/.exec(text)?.[0] ?? text;
    const scope = / IN (SCHEMA|TABLE)/.exec(text)?.[1];
    const key = scope === undefined ? kind : `${kind} ${scope}`;
    sent[key] = (sent[key] ?? 0) + 1;
  }
  return { sources, sent };
}

const rights = `
  CREATE ROLE IF NOT EXISTS DP_METADATA; GRANT USAGE ON DATABASE BIG TO ROLE DP_METADATA; GRANT USAGE ON SCHEMA BIG.S TO ROLE DP_METADATA;
  GRANT SELECT ON ALL TABLES IN SCHEMA BIG.S TO ROLE DP_METADATA; GRANT SELECT ON ALL VIEWS IN SCHEMA BIG.S TO ROLE DP_METADATA;`;

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `T${String(index).padStart(4, "0")}`);

describe("a schema whose columns fill a listing to its last row", () => {
  const names = numbered(500);
  const columns = Array.from({ length: 19 }, (_, index) => `C${String(index)} NUMBER(9,0)`).join(", ");
  let account: Account;

  beforeAll(async () => {
    const sql = names.map((name) => `CREATE TABLE BIG.S.${name} (ID NUMBER(9,0) NOT NULL, ${columns});`);
    account = await open([`CREATE DATABASE BIG; CREATE SCHEMA BIG.S; ${sql.join("\n")}${rights}`]);
  }, 60_000);

  afterAll(() => account.close());

  const complete = (sources: readonly SourceTable[]): number =>
    sources.filter(({ columns: all }) => all.length === 20 && all[0]?.name === "ID" && !all[0].nullable).length;

  test("comes out complete at exactly 10,000 rows, and does not trust them", async () => {
    const { sources, sent } = await read(account, names);
    expect(complete(sources)).toBe(500);
    expect(sent).toMatchObject({ "SHOW COLUMNS SCHEMA": 1, DESCRIBE: 500 });
  });

  test("comes out complete when it is cut, and the last table with it", async () => {
    await account.sim.load(`CREATE TABLE BIG.S.Z9 (ID NUMBER(9,0) NOT NULL, ${columns}); ${rights}`);
    const { sources } = await read(account, [...names.slice(-20), "Z9"]);
    expect(complete(sources)).toBe(21);
  });

  test("is asked table by table where few of its tables are wanted", async () => {
    const { sources, sent } = await read(account, ["T0007", "Z9"]);
    expect(complete(sources)).toBe(2);
    expect(sent).toEqual({
      "SHOW TABLES SCHEMA": 2,
      "SHOW COLUMNS TABLE": 2,
      "SHOW PRIMARY KEYS TABLE": 2,
      "SHOW UNIQUE KEYS TABLE": 2,
      "SHOW IMPORTED KEYS TABLE": 2,
    });
  });

  test("is read from INFORMATION_SCHEMA, five hundred tables at a time, when there is a warehouse", async () => {
    const { sources, sent } = await read(account, [...names, "Z9"], { warehouse: true });
    expect(complete(sources)).toBe(501);
    // And one for CHECK constraints.
    expect(sent.SELECT).toBe(3);
    expect(sent.DESCRIBE).toBeUndefined();
  });
});

describe("every rung of the ladder says the same", () => {
  const names = numbered(60);
  /** Keys of all kinds, and types that only DESCRIBE spells out on some tables. */
  const table = (name: string, index: number): string => {
    const parent = names[index - 1];
    const extra = [
      index % 3 === 0 ? "TAGS ARRAY(INT), NOTE VARCHAR(20) COLLATE 'en-ci'" : "AMOUNT NUMBER(20,4) DEFAULT 0",
      "AT TIMESTAMP_NTZ(6) DEFAULT CURRENT_TIMESTAMP()",
      "TWICE NUMBER(38,0) AS (A * 2) COMMENT 'made'",
      "CONSTRAINT PK PRIMARY KEY (B, A)",
      ...(index % 2 === 0 ? ["UNIQUE (A)", `CONSTRAINT UQ_${name} UNIQUE (N, A)`] : []),
      ...(index % 4 === 1 && parent !== undefined ? [`FOREIGN KEY (N) REFERENCES BIG.S.${parent} (A)`] : []),
    ];
    const identity = index % 5 === 0 ? "N INT IDENTITY START 7 INCREMENT 3 ORDER" : "N INT";
    return `CREATE TABLE BIG.S.${name} (A INT, B NUMBER(9,0), ${identity}, ${extra.join(", ")});`;
  };
  const sql = `CREATE DATABASE BIG; CREATE SCHEMA BIG.S; ${names.map(table).join("\n")}
    CREATE VIEW BIG.S.V1 AS SELECT A, AT FROM BIG.S.T0000; CREATE VIEW BIG.S.V2 AS SELECT NOTE FROM BIG.S.T0000; ${rights}`;
  const wanted = [...names, "V1", "V2"];
  let whole: readonly SourceTable[];

  beforeAll(async () => {
    const account = await open([sql]);
    ({ sources: whole } = await read(account, wanted));
    await account.close();
  });

  // 60 tables, 120 columns of primary keys, 90 of unique keys, 15 of foreign keys, some 400 columns.
  test.each([
    ["one row below the listing of tables", 59],
    ["the listing of tables full", 60],
    ["a listing of foreign keys that is full", 15],
    ["every listing cut early", 7],
    ["the listings of keys cut in their middle", 100],
    ["only the listing of columns cut", 200],
  ])("with %s", async (_, cap) => {
    const account = await open([sql], cap);
    try {
      expect((await read(account, wanted, { listingCap: cap })).sources).toEqual(whole);
      expect((await read(account, wanted, { listingCap: cap, warehouse: true })).sources).toEqual(whole);
      expect((await read(account, wanted.slice(3, 7), { listingCap: cap })).sources).toEqual(whole.slice(3, 7));
    } finally {
      await account.close();
    }
  });

  test("when the warehouse turns out not to be there", async () => {
    const account = await open([sql], 200);
    await account.sim.load("REVOKE USAGE ON WAREHOUSE COMPUTE_WH FROM ROLE PUBLIC");
    const few = names.filter((_, index) => index % 3 !== 0);
    const expected = whole.filter(({ table: name }) => few.includes(name));
    expect((await read(account, few, { listingCap: 200, warehouse: true })).sources).toEqual(expected);
    await account.close();
  });
});
