import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { readTablesConfig, type TableConfig, type TablesConfig } from "../src/index.ts";

async function read(yaml: string): Promise<TablesConfig> {
  return readTablesConfig(yaml, "config/tables.yaml");
}

async function only(yaml: string): Promise<TableConfig> {
  const { tables } = await read(yaml);
  const [table] = tables;
  if (table === undefined || tables.length > 1) throw new Error(`${String(tables.length)} tables`);
  return table;
}

test("the shape of the first use is read to the letter", async () => {
  const table = await only(`tables:
  - name: financial_data
    snowflake: { database: PROD_DB, schema: PUBLIC, table: FINANCIAL_DATA }
    postgres: { schema: public, table: financial_data }
    sync_mode: full
    schedule: daily
    encryption: true
    compression: true
`);
  expect(table).toEqual({
    name: "financial_data",
    line: 2,
    column: 5,
    snowflake: { database: "PROD_DB", schema: "PUBLIC", table: "FINANCIAL_DATA" },
    postgres: { schema: "public", table: "financial_data" },
    syncMode: "full",
    schedule: { kind: "daily" },
    encryption: true,
    compression: true,
    policies: {},
    acceptLoss: [],
    acceptLossInherited: false,
    losses: "warn",
    columns: {},
    keys: { primary: "enforced", unique: "enforced", foreign: "enforced" },
    foreignKeyIndexes: true,
    indexes: [],
    verify: "every-bundle",
  });
});

test("what is left out has a standard value", async () => {
  const table = await only("tables: [{ name: a_b, snowflake: { database: D, schema: S } }]");
  expect(table.snowflake.table).toBe("A_B");
  expect(table.postgres).toEqual({ schema: "public", table: "a_b" });
  expect([table.syncMode, table.schedule, table.encryption]).toEqual(["full", { kind: "manual" }, true]);
});

test("every key is read", async () => {
  const config = await read(`version: 1
edition: 1
source: { account: MYORG-PROD, role: DP_METADATA, zone: America/Los_Angeles }
tables:
  - name: a
    snowflake: { database: D, schema: S, table: my "Table" }
    postgres: { schema: Fin, table: A b }
    sync_mode: incremental
    schedule: { cron: " 0 2  * * MON-FRI ", zone: Europe/Zurich }
    encryption: false
    reason: public data
    compression: false
    policies: { sub_microsecond: text, timestamp_tz_offset: extra-column }
    accept_loss: [SUB_MICROSECOND]
    losses: fail
    columns:
      AMOUNT: { type: "numeric(20,4)", accept_loss: [NUMERIC_OVERFLOW_REFUSED] }
      LEGACY: { exclude: true }
      CUST_REF: { name: customer_ref, sensitive: pii, policies: { varchar_length: keep }, exclude: false }
    keys: { primary: not_enforced, foreign: omit }
    foreign_key_indexes: false
    indexes: [{ columns: [trade_date] }, { columns: [x, y], unique: true }]
    incremental: { cursor: UPDATED_AT, key: [ID] }
delivery: { folder: ./exchange, recipients: [config/keys/ops.pub], signing_key: keys/sign, receipts: ../back, receipt_signers: [a.signer.json] }
`);
  expect(config).toEqual({
    version: 1,
    edition: 1,
    patterns: [],
    source: { account: "MYORG-PROD", role: "DP_METADATA", zone: "America/Los_Angeles" },
    tables: [
      {
        name: "a",
        line: 5,
        column: 5,
        snowflake: { database: "D", schema: "S", table: 'my "Table"' },
        postgres: { schema: "Fin", table: "A b" },
        syncMode: "incremental",
        schedule: { kind: "cron", cron: "0 2 * * MON-FRI", zone: "Europe/Zurich" },
        encryption: false,
        encryptionReason: "public data",
        compression: false,
        policies: { subMicrosecond: "text", timestampTzOffset: "extra-column" },
        acceptLoss: ["SUB_MICROSECOND"],
        acceptLossInherited: false,
        losses: "fail",
        zone: "America/Los_Angeles",
        columns: {
          AMOUNT: { type: "numeric(20,4)", acceptLoss: ["NUMERIC_OVERFLOW_REFUSED"] },
          LEGACY: { exclude: true },
          CUST_REF: { name: "customer_ref", sensitive: "pii", policies: { varcharLength: "keep" } },
        },
        keys: { primary: "not_enforced", unique: "enforced", foreign: "omit" },
        foreignKeyIndexes: false,
        indexes: [
          { columns: ["trade_date"], unique: false },
          { columns: ["x", "y"], unique: true },
        ],
        incremental: { cursor: "UPDATED_AT", key: ["ID"], overlap: 15 },
        verify: "every-bundle",
      },
    ],
    delivery: {
      folder: "./exchange",
      recipients: ["config/keys/ops.pub"],
      signingKey: "keys/sign",
      receipts: "../back",
      receiptSigners: ["a.signer.json"],
    },
  });
});

test("defaults are inherited key by key in maps, and whole in lists", async () => {
  const { tables } = await read(`defaults:
  snowflake: { database: D, schema: S }
  postgres: { schema: fin }
  schedule: hourly
  policies: { sub_microsecond: truncate, geo: ewkb }
  keys: { primary: omit, unique: omit }
  accept_loss: [SUB_MICROSECOND]
  losses: fail
  columns: { LOADED_AT: { exclude: true } }
tables:
  - name: a
  - name: b
    snowflake: { schema: T }
    postgres: { table: x }
    schedule: manual
    policies: { geo: postgis }
    keys: { unique: enforced }
    accept_loss: []
    losses: warn
    columns: { N: { name: m } }
`);
  const [a, b] = tables;
  expect(a).toMatchObject({
    snowflake: { database: "D", schema: "S", table: "A" },
    postgres: { schema: "fin", table: "a" },
    schedule: { kind: "hourly" },
    policies: { subMicrosecond: "truncate", geo: "ewkb" },
    keys: { primary: "omit", unique: "omit", foreign: "enforced" },
    acceptLoss: ["SUB_MICROSECOND"],
    acceptLossInherited: true,
    losses: "fail",
  });
  expect(b).toMatchObject({
    snowflake: { database: "D", schema: "T", table: "B" },
    postgres: { schema: "fin", table: "x" },
    schedule: { kind: "manual" },
    policies: { subMicrosecond: "truncate", geo: "postgis" },
    keys: { primary: "omit", unique: "enforced", foreign: "enforced" },
    acceptLoss: [],
    acceptLossInherited: false,
    losses: "warn",
    columns: { LOADED_AT: { exclude: true }, N: { name: "m" } },
  });
});

describe("text", () => {
  const yaml = "tables:\n  - name: a\n    snowflake: { database: D, schema: S }\n";

  test("a byte order mark and Windows line ends change nothing", async () => {
    expect(await read(`\uFEFF${yaml.replaceAll("\n", "\r\n")}`)).toEqual(await read(yaml));
  });

  test("no, on and a date are text where text is wanted, and a name in any script is kept", async () => {
    const table = await only("tables: [{ name: no, snowflake: { database: on, schema: 2024-01-01, table: 表 } }]");
    expect([table.name, table.snowflake]).toEqual(["no", { database: "on", schema: "2024-01-01", table: "表" }]);
  });

  test("a column with the name of an object's method is a column", async () => {
    const table = await only(`${yaml}    columns: { constructor: { name: c }, toString: { exclude: true } }\n`);
    expect(Object.keys(table.columns)).toEqual(["constructor", "toString"]);
  });

  test("a few aliases may be used", async () => {
    const { tables } = await read(`tables:
  - { name: a, snowflake: &place { database: D, schema: S } }
  - { name: b, snowflake: *place }
`);
    expect(tables[1]?.snowflake).toEqual({ database: "D", schema: "S", table: "B" });
  });

  test("63 lists in one another are read, and refused for what they are", async () => {
    await expect(read("[".repeat(63) + "]".repeat(63))).rejects.toThrow("must be a map of keys, not a list");
  });

  test("any text is read or refused with ConfigError, never anything else", async () => {
    const seed = 20270101;
    const piece = fc.constantFrom(
      ..."tables:|\n|  |- |name: a|{|}|[|]|,|: |&x |*x|!t |<<: |'|\"|#|\t|%|snowflake: |__proto__: |null|1".split("|"),
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
    const property = fc.asyncProperty(text, async (yaml) => {
      const code = await read(yaml).then(
        () => "read",
        (error: unknown) => (error as { code?: string }).code,
      );
      expect(["read", "CONFIG_INVALID"]).toContain(code);
    });
    await expect(fc.assert(property, { seed, numRuns: 2000 })).resolves.toBeUndefined();
  });
});

test("a thousand tables are read, each with its line", async () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `  - name: t${String(index)}`);
  const { tables } = await read(`defaults: { snowflake: { database: D, schema: S } }\ntables:\n${lines.join("\n")}\n`);
  expect(tables.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 3));
});
