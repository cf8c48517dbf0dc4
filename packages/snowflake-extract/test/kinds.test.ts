import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";
import { extractSources, type ExtractOptions, type ExtractOutcome } from "../src/index.ts";

const setUp = `
CREATE ROLE IF NOT EXISTS DP_METADATA;
CREATE DATABASE GOV; CREATE SCHEMA GOV.RULES; CREATE SCHEMA GOV."odd 'name'"; CREATE ROLE DP_GOVERNOR;
CREATE TAG GOV.RULES.PII; CREATE TAG GOV.RULES.OWNER; CREATE MASKING POLICY GOV.RULES.STARS AS (V VARCHAR) RETURNS VARCHAR -> '*';
CREATE MASKING POLICY GOV.RULES.ZERO AS (V VARCHAR) RETURNS VARCHAR -> '0';
CREATE ROW ACCESS POLICY GOV.RULES.BY_REGION AS (R VARCHAR, Z VARCHAR) RETURNS BOOLEAN -> TRUE;
ALTER TAG GOV.RULES.PII SET MASKING POLICY GOV.RULES.STARS;
CREATE TABLE GOV."odd 'name'"."T""" (
  ID INT, MAIL VARCHAR WITH TAG (GOV.RULES.PII = 'e-mail', GOV.RULES.OWNER = ''), NAME VARCHAR MASKING POLICY GOV.RULES.ZERO,
  REGION VARCHAR, ZONE VARCHAR
) WITH ROW ACCESS POLICY GOV.RULES.BY_REGION ON (REGION, ZONE) WITH TAG (GOV.RULES.OWNER = 'risk');
ALTER TABLE GOV."odd 'name'"."T""" MODIFY COLUMN NAME SET TAG GOV.RULES.PII = 'name', COLUMN ZONE SET TAG GOV.RULES.OWNER = 'x';
ALTER TABLE GOV."odd 'name'"."T""" MODIFY COLUMN ZONE UNSET TAG GOV.RULES.OWNER;
CREATE VIEW GOV."odd 'name'".V WITH TAG (GOV.RULES.OWNER = 'view') AS SELECT ID FROM GOV."odd 'name'"."T""";
GRANT USAGE ON DATABASE GOV TO ROLE DP_METADATA; GRANT USAGE ON SCHEMA GOV."odd 'name'" TO ROLE DP_METADATA;
GRANT SELECT ON ALL TABLES IN SCHEMA GOV."odd 'name'" TO ROLE DP_METADATA; GRANT SELECT ON ALL VIEWS IN SCHEMA GOV."odd 'name'" TO ROLE DP_METADATA;
GRANT ROLE DP_METADATA TO ROLE DP_GOVERNOR; GRANT APPLY ROW ACCESS POLICY ON ACCOUNT TO ROLE DP_GOVERNOR;

CREATE DATABASE FIN; CREATE SCHEMA FIN.CORE; CREATE DATABASE OTHER; CREATE SCHEMA OTHER.PARTY;
CREATE MASKING POLICY FIN.CORE.HIDE AS (V VARCHAR) RETURNS VARCHAR -> '*';
CREATE TABLE OTHER.PARTY.CUSTOMER (ID INT PRIMARY KEY);
CREATE SEQUENCE FIN.CORE.NUMBERS START 5 INCREMENT 10; CREATE SEQUENCE OTHER.PARTY."odd.name" INCREMENT -1;

CREATE TABLE FIN.CORE.PLAIN (
  ID INT PRIMARY KEY, NO INT DEFAULT FIN.CORE.NUMBERS.NEXTVAL, ODD INT DEFAULT OTHER.PARTY."odd.name".NEXTVAL,
  NAME VARCHAR(20) COLLATE 'en-ci' MASKING POLICY FIN.CORE.HIDE, TWICE NUMBER(38,0) AS (ID * 2),
  CUSTOMER INT REFERENCES OTHER.PARTY.CUSTOMER (ID),
  PEOPLE ARRAY(OBJECT(name VARCHAR NOT NULL, age NUMBER(3,0))), BY_DAY MAP(VARCHAR, ARRAY(DATE)),
  CONSTRAINT POSITIVE CHECK (ID > 0)
);
CREATE TRANSIENT TABLE FIN.CORE.TRANS (ID INT);
CREATE EVENT TABLE FIN.CORE.EVENTS;
CREATE EXTERNAL TABLE FIN.CORE.FILES (C VARCHAR AS (value:c1::VARCHAR)) LOCATION = @stage/a/ FILE_FORMAT = (TYPE = CSV);
CREATE ICEBERG TABLE FIN.CORE.ICE (ID NUMBER(19,0), AT TIMESTAMP_NTZ(6)) CATALOG = 'SNOWFLAKE' EXTERNAL_VOLUME = 'v' BASE_LOCATION = 'b';
CREATE INTERACTIVE TABLE FIN.CORE.QUICK (ID INT);
CREATE HYBRID TABLE FIN.CORE.HYB (
  ID INT PRIMARY KEY, CODE VARCHAR(9) UNIQUE, PARENT INT REFERENCES FIN.CORE.HYB (ID), INDEX BY_CODE (CODE, ID)
);
CREATE VIEW FIN.CORE.V AS SELECT ID FROM FIN.CORE.TRANS;
CREATE SECURE VIEW FIN.CORE.SV AS SELECT ID FROM FIN.CORE.TRANS;
CREATE MATERIALIZED VIEW FIN.CORE.MV AS SELECT ID FROM FIN.CORE.TRANS;
CREATE SEMANTIC VIEW FIN.CORE.MODEL TABLES (T AS FIN.CORE.TRANS) DIMENSIONS (T.D AS ID);
GRANT USAGE ON DATABASE FIN TO ROLE DP_METADATA; GRANT USAGE ON SCHEMA FIN.CORE TO ROLE DP_METADATA;
GRANT SELECT ON ALL TABLES IN SCHEMA FIN.CORE TO ROLE DP_METADATA; GRANT SELECT ON ALL VIEWS IN SCHEMA FIN.CORE TO ROLE DP_METADATA;
GRANT USAGE ON DATABASE OTHER TO ROLE DP_METADATA; GRANT USAGE ON SCHEMA OTHER.PARTY TO ROLE DP_METADATA;
GRANT CREATE TABLE ON SCHEMA FIN.CORE TO ROLE DP_METADATA;
GRANT USAGE ON SEQUENCE FIN.CORE.NUMBERS TO ROLE DP_METADATA;
`;

let sim: SnowflakeSim;
let db: SnowflakeConnection;

beforeAll(async () => {
  const user = { name: "EXTRACTOR", password: "of-the-test", roles: ["DP_METADATA", "DP_GOVERNOR"] };
  sim = await startSnowflakeSim({ account: "sim", users: [user], sql: [setUp] });
  const credentials = { method: "password", password: user.password } as const;
  db = await connectSnowflake(
    { account: "sim", user: user.name, accessUrl: sim.url, role: "DP_METADATA", warehouse: "COMPUTE_WH", credentials },
    { tag: "dp/0.0.0/test" },
  );
});

afterAll(async () => {
  await db.close();
  await sim.close();
});

async function extract(tables: readonly string[], warehouse = false): Promise<readonly ExtractOutcome[]> {
  const wanted = tables.map((table) => ({ name: table, database: "FIN", schema: "CORE", table }));
  return extractSources(db, wanted, { warehouse });
}

test("every kind of table and view is told apart", async () => {
  const kinds = {
    PLAIN: "TABLE",
    TRANS: "TRANSIENT TABLE",
    EVENTS: "EVENT TABLE",
    FILES: "EXTERNAL TABLE",
    ICE: "ICEBERG TABLE",
    QUICK: "INTERACTIVE TABLE",
    HYB: "HYBRID TABLE",
    V: "VIEW",
    SV: "SECURE VIEW",
    MV: "MATERIALIZED VIEW",
  };
  const outcomes = await extract(Object.keys(kinds));
  expect(Object.fromEntries(outcomes.map((each) => [each.name, each.ok && each.source.kind]))).toEqual(kinds);
});

test("a temporary table is seen by the session that made it, in the place of the permanent one", async () => {
  await db.query("CREATE TEMPORARY TABLE FIN.CORE.TRANS (OWN INT)");
  expect(await extract(["TRANS"])).toMatchObject([
    { source: { kind: "TEMPORARY TABLE", columns: [{ name: "OWN", type: "NUMBER(38,0)" }] } },
  ]);
  await db.query("DROP TABLE FIN.CORE.TRANS");
});

test("a semantic view is refused by name; what is not there is not taken for one", async () => {
  const [model, nowhere] = await extract(["MODEL", "NOWHERE", "TRANS"]);
  expect(model).toMatchObject({ ok: false, error: { code: "UNSUPPORTED_KIND", where: "FIN.CORE.MODEL" } });
  expect(nowhere).toMatchObject({ ok: false, error: { code: "TABLE_NOT_FOUND" } });
});

test("an external table has VALUE and virtual columns, an event table its thirteen", async () => {
  const [files, events] = await extract(["FILES", "EVENTS"]);
  expect(files).toMatchObject({
    source: {
      columns: [
        { name: "VALUE", type: "VARIANT" },
        { name: "C", type: "VARCHAR(16777216)", expression: "value:c1::VARCHAR" },
      ],
    },
  });
  expect(events?.ok === true && events.source.columns.length).toBe(13);
});

describe("what stands beside columns and keys", () => {
  test("masking policies, collations, virtual and structured columns are part of the source", async () => {
    const [plain] = await extract(["PLAIN"]);
    expect(plain?.ok === true && plain.source.columns).toMatchObject([
      {},
      {},
      {},
      { name: "NAME", type: "VARCHAR(20) COLLATE 'en-ci'", maskingPolicy: "FIN.CORE.HIDE" },
      { name: "TWICE", expression: "ID * 2" },
      { name: "CUSTOMER" },
      { type: "ARRAY(OBJECT(name VARCHAR(16777216) NOT NULL, age NUMBER(3,0)))" },
      { type: "MAP(VARCHAR(16777216), ARRAY(DATE))" },
    ]);
  });

  test("a foreign key may leave the database", async () => {
    const [plain] = await extract(["PLAIN"]);
    expect(plain).toMatchObject({ source: { foreignKeys: [{ references: { database: "OTHER", schema: "PARTY" } }] } });
  });

  test("sequences behind defaults are told with their increment, where the role sees them", async () => {
    const [plain] = await extract(["PLAIN"]);
    expect(plain).toMatchObject({
      notes: [
        { code: "DEFAULT_FROM_SEQUENCE", column: "NO", details: { sequence: "FIN.CORE.NUMBERS", increment: "10" } },
        { code: "DEFAULT_FROM_SEQUENCE", column: "ODD", details: { sequence: "OTHER.PARTY.odd.name", increment: "?" } },
      ],
    });
  });

  test("CHECK constraints are told when there is a warehouse, which alone shows them", async () => {
    const [plain] = await extract(["PLAIN"], true);
    const check = { code: "CHECK_NOT_CARRIED", severity: "warning", details: { name: "POSITIVE", clause: "ID > 0" } };
    expect(plain?.ok === true && plain.notes).toContainEqual(check);
  });

  test("a hybrid table's keys are enforced, and its own indexes told", async () => {
    const [hybrid] = await extract(["HYB"]);
    expect(hybrid).toMatchObject({
      source: {
        primaryKey: { columns: ["ID"], enforced: true },
        uniqueKeys: [{ columns: ["CODE"], enforced: true }],
        foreignKeys: [{ columns: ["PARENT"], enforced: true }],
      },
      notes: [{ code: "INDEX_NOT_CARRIED", details: { index: "BY_CODE", columns: "CODE, ID" } }],
    });
  });

  test("a view says that it has no keys", async () => {
    expect(await extract(["V"])).toMatchObject([{ notes: [{ code: "VIEW_HAS_NO_KEYS" }] }]);
  });
});

describe("what protects a table", () => {
  const place = { database: "GOV", schema: "odd 'name'" };
  const governed = async (table: string, options: ExtractOptions): Promise<ExtractOutcome | undefined> =>
    (await extractSources(db, [{ name: "t", ...place, table }], { protection: "full", ...options }))[0];

  test("tags, row access policies and masking policies that come with tags are told where the role sees them", async () => {
    await db.query("USE ROLE DP_GOVERNOR");
    const outcome = await governed('T"', { warehouse: true });
    await db.query("USE ROLE DP_METADATA");
    expect(outcome).toMatchObject({
      ok: true,
      notes: [],
      source: {
        tags: [{ name: "GOV.RULES.OWNER", value: "risk" }],
        policies: [{ kind: "ROW_ACCESS_POLICY", name: "GOV.RULES.BY_REGION", columns: ["REGION", "ZONE"] }],
      },
    });
    expect(outcome?.ok === true && outcome.source.columns).toEqual([
      { name: "ID", type: "NUMBER(38,0)", nullable: true },
      {
        name: "MAIL",
        type: "VARCHAR(16777216)",
        nullable: true,
        maskingPolicy: "GOV.RULES.STARS",
        tags: [
          { name: "GOV.RULES.OWNER", value: "" },
          { name: "GOV.RULES.PII", value: "e-mail" },
        ],
      },
      {
        name: "NAME",
        type: "VARCHAR(16777216)",
        nullable: true,
        maskingPolicy: "GOV.RULES.ZERO",
        tags: [{ name: "GOV.RULES.PII", value: "name" }],
      },
      { name: "REGION", type: "VARCHAR(16777216)", nullable: true },
      { name: "ZONE", type: "VARCHAR(16777216)", nullable: true },
    ]);
  });

  test("a view has tags as well", async () => {
    const outcome = await governed("V", { warehouse: true });
    expect(outcome).toMatchObject({ source: { tags: [{ name: "GOV.RULES.OWNER", value: "view" }] } });
  });

  test("what a role may not see is told, by what it is and why", async () => {
    const outcome = await governed('T"', { warehouse: true });
    const details = { what: "policies", reason: "SNOWFLAKE_NO_PRIVILEGE" };
    expect(outcome?.ok === true && outcome.notes).toEqual([
      { code: "PROTECTION_NOT_VISIBLE", severity: "warning", details },
    ]);
    expect(outcome).toMatchObject({
      source: { tags: [{}], columns: [{}, { tags: [{}, {}] }, { maskingPolicy: "GOV.RULES.ZERO" }, {}, {}] },
    });
  });

  test("without a warehouse nothing more is asked", async () => {
    const from = sim.statements().length;
    const outcome = await governed('T"', {});
    const notes = outcome?.ok === true ? outcome.notes : [];
    expect(notes.map(({ details }) => details)).toEqual([
      { what: "tags", reason: "no warehouse" },
      { what: "policies", reason: "no warehouse" },
    ]);
    expect(
      sim
        .statements()
        .slice(from)
        .filter(({ text }) => text.startsWith("SELECT")),
    ).toEqual([]);
  });
});
