import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { SourceTable } from "@dp/metadata";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";
import { extractSources, type ExtractEvent, type ExtractOptions, type ExtractOutcome } from "../src/index.ts";
import { finance } from "./finance.ts";

let sim: SnowflakeSim;
let db: SnowflakeConnection;

const user = { name: "EXTRACTOR", password: "of-the-test", roles: ["DP_METADATA"] };

async function connectTo(account: SnowflakeSim): Promise<SnowflakeConnection> {
  const credentials = { method: "password", password: "of-the-test" } as const;
  const settings = { account: "sim", user: "extractor", accessUrl: account.url, role: "DP_METADATA", credentials };
  return connectSnowflake(settings, { tag: "dp/0.0.0/test" });
}

beforeAll(async () => {
  sim = await startSnowflakeSim({ account: "sim", users: [user], sql: [finance] });
  db = await connectTo(sim);
});

afterEach(() => {
  sim.faults.clear();
});

afterAll(async () => {
  await db.close();
  await sim.close();
});

async function extract(names: readonly string[], options?: ExtractOptions): Promise<readonly ExtractOutcome[]> {
  return extractSources(
    db,
    names.map((table) => ({ name: table.toLowerCase(), database: "FIN", schema: "CORE", table })),
    options,
  );
}

async function source(table: string): Promise<SourceTable> {
  const [outcome] = await extract([table]);
  if (outcome?.ok !== true) throw new Error(`${table}: ${outcome?.error.message ?? "nothing came back"}`);
  return outcome.source;
}

async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  sim.resetStatements();
  await work();
  return sim.statements().map(({ text }) => text);
}

describe("a table", () => {
  test("comes out with columns, keys and comments as declared", async () => {
    expect(await source("ORDERS")).toEqual({
      system: "snowflake",
      database: "FIN",
      schema: "CORE",
      table: "ORDERS",
      kind: "TABLE",
      comment: "Aufträge, 注文 'and' more",
      clusterBy: ["BOOKED_AT", "SUBSTRING(REGION, 1, 2)"],
      columns: [
        {
          name: "ID",
          type: "NUMBER(38,0)",
          nullable: false,
          identity: { start: "100", increment: "10", ordered: true },
        },
        { name: "REGION", type: "VARCHAR(20)", nullable: false, comment: "Land und Region" },
        { name: "LINE", type: "NUMBER(9,0)", nullable: false },
        { name: "CUSTOMER_ID", type: "NUMBER(38,0)", nullable: true },
        { name: "AMOUNT", type: "NUMBER(20,4)", nullable: false, default: "0" },
        { name: "NOTE", type: "VARCHAR(16777216)", nullable: true, default: "'it''s'" },
        { name: "BOOKED_AT", type: "TIMESTAMP_TZ(9)", nullable: true, default: "CURRENT_TIMESTAMP()" },
      ],
      primaryKey: { name: "ORDERS_PK", columns: ["LINE", "REGION"], enforced: false },
      uniqueKeys: [{ name: "ORDERS_UQ", columns: ["REGION", "ID"], enforced: false }],
      foreignKeys: [
        {
          name: "ORDERS_CUSTOMER",
          columns: ["CUSTOMER_ID"],
          references: { database: "FIN", schema: "PARTY", table: "CUSTOMER", columns: ["ID"] },
          enforced: false,
        },
      ],
    });
  });

  test("has every type in its canonical text", async () => {
    const { columns } = await source("EVERY_TYPE");
    expect(Object.fromEntries(columns.map(({ name, type }) => [name, type]))).toEqual({
      C_INT: "NUMBER(38,0)",
      C_NUMBER: "NUMBER(10,2)",
      C_FLOAT: "FLOAT",
      C_DECFLOAT: "DECFLOAT(38)",
      C_STRING: "VARCHAR(16777216)",
      C_CHAR: "VARCHAR(1)",
      C_COLLATED: "VARCHAR(200) COLLATE 'en-ci'",
      C_BINARY: "BINARY(20)",
      C_BOOLEAN: "BOOLEAN",
      C_DATE: "DATE",
      C_TIME: "TIME(3)",
      C_NTZ: "TIMESTAMP_NTZ(9)",
      C_LTZ: "TIMESTAMP_LTZ(6)",
      C_TZ: "TIMESTAMP_TZ(0)",
      C_VARIANT: "VARIANT",
      C_OBJECT: "OBJECT",
      C_ARRAY: "ARRAY",
      C_TYPED_ARRAY: "ARRAY(NUMBER(38,0))",
      C_TYPED_OBJECT: "OBJECT(a VARCHAR(16777216), b NUMBER(38,0))",
      C_MAP: "MAP(VARCHAR(16777216), NUMBER(38,0))",
      C_GEOGRAPHY: "GEOGRAPHY",
      C_GEOMETRY: "GEOMETRY",
      C_VECTOR: "VECTOR(FLOAT, 256)",
      C_UUID: "UUID",
      C_FILE: "FILE",
      C_INTERVAL_YM: "INTERVAL YEAR(9) TO MONTH",
      C_INTERVAL_DS: "INTERVAL DAY(9) TO SECOND(9)",
      C_PERIOD: "PERIOD(TIMESTAMP_NTZ(9))",
    });
  });

  test("keeps hostile names and comments to the letter", async () => {
    const named = await source('we"ird.%_ näme');
    expect(named.columns.map(({ name }) => name)).toEqual(["ID", "id", "Id", "a b", 'a"b', "é", "😀", "$1", "select"]);
    expect(named.comment).toBe("line one\nline 'two' \\ \"three\" 😀");
  });

  test("points at itself, at a unique key, and in cycles", async () => {
    expect((await source("EMPLOYEE")).foreignKeys).toEqual([
      {
        columns: ["MANAGER_ID"],
        references: { database: "FIN", schema: "CORE", table: "EMPLOYEE", columns: ["ID"] },
        enforced: false,
      },
      {
        columns: ["BADGE"],
        references: { database: "FIN", schema: "CORE", table: "BADGE", columns: ["CODE"] },
        enforced: false,
      },
    ]);
    expect((await source("BADGE")).foreignKeys).toHaveLength(1);
  });

  test("that shares a constraint name with another keeps to its own columns", async () => {
    expect((await source("TWIN_A")).primaryKey).toEqual({ name: "SAME_NAME", columns: ["A"], enforced: false });
    expect((await source("TWIN_B")).primaryKey).toEqual({ name: "SAME_NAME", columns: ["B"], enforced: false });
  });

  test("comes out the same by itself and with its whole schema", async () => {
    const names = ["ORDERS", "EVERY_TYPE", "EMPLOYEE", "TWIN_A"];
    const together = await extract(names);
    const alone = await Promise.all(names.map((name) => extract([name])));
    expect(together).toEqual(alone.flat());
  });

  test("comes out the same after its rows changed and after CREATE OR REPLACE", async () => {
    const before = await source("ACCOUNT");
    await sim.load("INSERT INTO FIN.CORE.ACCOUNT VALUES (1, 'a')");
    expect(await source("ACCOUNT")).toEqual(before);
    await sim.load("CREATE OR REPLACE TABLE FIN.CORE.ACCOUNT (ID INT PRIMARY KEY, NAME VARCHAR(10) UNIQUE)");
    await sim.load("GRANT SELECT ON TABLE FIN.CORE.ACCOUNT TO ROLE DP_METADATA");
    expect(await source("ACCOUNT")).toEqual(before);
  });
});

describe("a view", () => {
  test("has columns and no keys, and says so", async () => {
    const [outcome] = await extract(["ORDERS_VIEW"]);
    expect(outcome).toMatchObject({
      ok: true,
      source: { kind: "VIEW", columns: [{ name: "ID" }, { name: "AMOUNT" }], uniqueKeys: [], foreignKeys: [] },
      notes: [{ code: "VIEW_HAS_NO_KEYS" }],
    });
  });

  test("that is secure is of that kind", async () => {
    expect((await source("SECRET_VIEW")).kind).toBe("SECURE VIEW");
  });
});

describe("a table that cannot be read", () => {
  test("stops no other, whether it is missing, denied or of another case", async () => {
    const outcomes = await extract(["ORDERS", "ORDERZ", "DENIED", "orders", "EMPLOYEE"]);
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false, false, false, true]);
    expect(outcomes[1]).toMatchObject({ error: { code: "TABLE_NOT_FOUND", nearNames: ["ORDERS"] } });
    expect(outcomes[2]).toMatchObject({ error: { code: "TABLE_NOT_FOUND" } });
    expect(outcomes[3]).toMatchObject({
      error: { nearNames: ["ORDERS"], hint: expect.stringContaining("Did you mean ORDERS?") },
    });
  });

  test("for want of its schema or database says which", async () => {
    const wanted = [
      { name: "a", database: "FIN", schema: "KORE", table: "T" },
      { name: "b", database: "FINN", schema: "CORE", table: "T" },
      { name: "c", database: "FIN", schema: "CORE", table: "ORDERS" },
    ];
    const outcomes = await extractSources(db, wanted);
    expect(outcomes).toMatchObject([
      { name: "a", error: { code: "SCHEMA_NOT_FOUND", nearNames: ["CORE"] } },
      { name: "b", error: { code: "DATABASE_NOT_FOUND", nearNames: ["FIN"] } },
      { name: "c", ok: true },
    ]);
  });

  test("for want of a name is refused before it is asked for", async () => {
    const outcomes = await extractSources(db, [{ name: "x", database: "FIN", schema: "", table: "T" }]);
    expect(outcomes).toMatchObject([{ ok: false, error: { code: "UNQUOTABLE" } }]);
  });
});

describe("statements", () => {
  test("are six for any number of tables, eight with views, and none needs a warehouse", async () => {
    const none = { protection: "none" } as const;
    const six = await statementsOf(() => extract(["ORDERS", "EMPLOYEE", "TWIN_A", "TWIN_B", "ACCOUNT"], none));
    expect(six).toHaveLength(6);
    expect(six.every((text) => text.startsWith("SHOW "))).toBe(true);
    expect(await statementsOf(() => extract(["ORDERS", "EMPLOYEE", "ORDERS_VIEW"], none))).toHaveLength(8);
    expect(await statementsOf(() => extract(["ORDERS"], none))).toHaveLength(6);
    expect(await statementsOf(() => extract(["NOWHERE"]))).toHaveLength(3);
  });

  test("stay below eight for every type there is", async () => {
    expect((await statementsOf(() => extract(["EVERY_TYPE", "ORDERS"]))).length).toBeLessThanOrEqual(8);
  });

  test("go to single tables when a listing reaches its cap, with the same outcome", async () => {
    const names = ["ORDERS", "EMPLOYEE", "TWIN_B", "NOWHERE"];
    const events: ExtractEvent[] = [];
    const cut = await extract(names, { listingCap: 8, onEvent: (event) => events.push(event) });
    expect(cut.map(comparable)).toEqual((await extract(names)).map(comparable));
    expect(events).toContainEqual({ type: "listing-cut", database: "FIN", schema: "CORE", listing: "SHOW COLUMNS" });
  });

  test("find a table behind the cap of a Snowflake that cuts without a word", async () => {
    const before = Array.from({ length: 9 }, (_, index) => `CREATE TABLE FIN.CORE.A${String(index)} (ID INT);`);
    const grant = "GRANT SELECT ON ALL TABLES IN SCHEMA FIN.CORE TO ROLE DP_METADATA;";
    const sql = [finance, ...before, grant];
    const cutting = await startSnowflakeSim({ account: "sim", users: [user], sql, listingCap: 8 });
    const capped = await connectTo(cutting);
    const wanted = ["ORDERS", "TWIN_B", "ORDERS_VIEW", "NOWHERE"].map((table) => ({
      name: table.toLowerCase(),
      database: "FIN",
      schema: "CORE",
      table,
    }));
    const outcomes = await extractSources(capped, wanted, { listingCap: 8 });
    await capped.close();
    await cutting.close();
    expect(outcomes.map(comparable)).toEqual((await extractSources(db, wanted)).map(comparable));
  });

  test("are six for a thousand tables of nine columns", async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `T${String(index)}`);
    const columns = Array.from({ length: 9 }, (_, index) => `C${String(index)} INT`).join(", ");
    await sim.load("CREATE SCHEMA FIN.WIDE");
    await sim.load(names.map((name) => `CREATE TABLE FIN.WIDE.${name} (${columns}, PRIMARY KEY (C1, C0));`).join("\n"));
    await sim.load("GRANT USAGE ON SCHEMA FIN.WIDE TO ROLE DP_METADATA");
    await sim.load("GRANT SELECT ON ALL TABLES IN SCHEMA FIN.WIDE TO ROLE DP_METADATA");
    const wanted = names.map((table) => ({ name: table.toLowerCase(), database: "FIN", schema: "WIDE", table }));
    let outcomes: readonly ExtractOutcome[] = [];
    const statements = await statementsOf(async () => {
      outcomes = await extractSources(db, wanted, { protection: "none" });
    });
    expect(statements).toHaveLength(6);
    expect(outcomes.filter((outcome) => outcome.ok && outcome.source.primaryKey?.columns[0] === "C1")).toHaveLength(
      1000,
    );
  }, 60_000);

  test("describe each table for its masking policies, unless nobody wants to know", async () => {
    expect(await statementsOf(() => extract(["ORDERS", "EMPLOYEE"]))).toHaveLength(7);
    expect(await statementsOf(() => extract(["ORDERS", "EMPLOYEE"], { protection: "none" }))).toHaveLength(6);
  });

  test("describe a table that has more columns than a listing has rows", async () => {
    const [cut] = await extract(["EVERY_TYPE"], { listingCap: 20 });
    expect(cut).toMatchObject({ ok: true });
    expect(cut).toEqual((await extract(["EVERY_TYPE"]))[0]);
  });

  test("end with the connection: what is left fails with its error, unasked", async () => {
    const lost = await connectTo(sim);
    await lost.close();
    const schemas = Array.from({ length: 30 }, (_, index) => `S${String(index)}`);
    const wanted = schemas.map((schema) => ({ name: schema, database: "FIN", schema, table: "CUSTOMER" }));
    const asked: string[] = [];
    const outcomes = await extractSources({ query: (sql) => (asked.push(sql), lost.query(sql)) }, wanted);
    const codes = outcomes.map((outcome) => !outcome.ok && outcome.error.code);
    expect(codes).toEqual(schemas.map(() => "SNOWFLAKE_SESSION_GONE"));
    // Those that were under way when the first one failed.
    expect(asked.length).toBeLessThanOrEqual(4);
  });
});

/** Names listed on the way differ with the cap; all else must not. */
function comparable(outcome: ExtractOutcome): unknown {
  return outcome.ok ? outcome : { name: outcome.name, code: outcome.error.code };
}
