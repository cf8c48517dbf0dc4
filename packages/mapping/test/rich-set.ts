import type { MappingSettings, SourceTable } from "@dp/metadata";

import type { MappingInput } from "../src/index.ts";
import { key, references, table } from "./tables.ts";

/** Tables that together use all that the mapping knows. */
export const richSet: readonly MappingInput[] = [
  member(
    "customers",
    {
      ...table(
        "CUSTOMERS",
        {},
        { primaryKey: key("ID"), uniqueKeys: [{ ...key("E_MAIL"), name: "UQ_MAIL", rely: true }] },
      ),
      comment: 'Kunden, "клиенты", 顧客\nsecond line',
      columns: [
        { name: "ID", type: "NUMBER(38,0)", nullable: false, identity: { start: "1", increment: "1" } },
        { name: "E_MAIL", type: "VARCHAR(320) COLLATE 'en-ci'", nullable: false, maskingPolicy: "GOV.MASKS.MAIL" },
        { name: "Full Name", type: "VARCHAR(200)", nullable: true, comment: "as on the passport" },
        { name: "BORN", type: "DATE", nullable: true },
        { name: "SCORE", type: "FLOAT", nullable: true, default: "0.5" },
        { name: "ACTIVE", type: "BOOLEAN", nullable: false, default: "TRUE" },
        { name: "REFERRED_BY", type: "NUMBER(38,0)", nullable: true },
        { name: "PROFILE", type: "VARIANT", nullable: true, default: "PARSE_JSON('{}')" },
        { name: "PASSWORD", type: "VARCHAR(100)", nullable: true },
      ],
      foreignKeys: [{ ...references(["REFERRED_BY"], "CUSTOMERS", ["ID"]), onDelete: "SET NULL" }],
    },
    {
      acceptLoss: ["JSON_NORMALISED"],
      columns: { E_MAIL: { sensitive: "pii" }, PASSWORD: { exclude: true }, "Full Name": { name: "full_name" } },
    },
  ),
  member(
    "orders",
    {
      ...table(
        "ORDERS",
        {},
        { clusterBy: ["TO_DATE(BOOKED_AT)", "CUSTOMER_ID"], primaryKey: { ...key("ID"), name: "PK" } },
      ),
      columns: [
        { name: "ID", type: "NUMBER(38,0)", nullable: true, identity: { start: "0", increment: "-5", ordered: true } },
        { name: "CUSTOMER_ID", type: "NUMBER(12,0)", nullable: false },
        { name: "BOOKED_AT", type: "TIMESTAMP_TZ(9)", nullable: false, default: "CURRENT_TIMESTAMP()" },
        { name: "SEEN_AT", type: "TIMESTAMP_NTZ(9)", nullable: true, default: "CURRENT_TIMESTAMP()" },
        { name: "TOTAL", type: "NUMBER(18,4)", nullable: true, default: "0" },
        { name: "TAX", type: "NUMBER(18,4)", nullable: true, expression: "TOTAL * 0.081" },
        { name: "NOTE", type: "VARCHAR(16777216)", nullable: true, default: "'it''s \\\\ ok'" },
        { name: "KEY", type: "VARCHAR(36)", nullable: false, default: "UUID_STRING()" },
        { name: "SEQ", type: "NUMBER(38,0)", nullable: true, default: "DB.S.NUMBERS.NEXTVAL" },
        { name: "SIGNATURE", type: "BINARY(64)", nullable: true },
      ],
      foreignKeys: [references(["CUSTOMER_ID"], "CUSTOMERS", ["ID"]), references(["KEY"], "KEYS", ["KEY"])],
    },
    { policies: { timestampTzOffset: "extra-column" }, indexes: [{ columns: ["booked_at"] }, { columns: ["id"] }] },
  ),
  member(
    "order_lines",
    table(
      "ORDER_LINES",
      { ORDER_ID: "NUMBER(38,0)!", LINE: "NUMBER(4,0)!", PRODUCT: "VARCHAR(20)", PRICE: "NUMBER(10,2)", TAGS: "ARRAY" },
      {
        kind: "TRANSIENT TABLE",
        primaryKey: { ...key("ORDER_ID", "LINE"), name: "PK" },
        uniqueKeys: [key("LINE", "ORDER_ID")],
        foreignKeys: [
          { ...references(["ORDER_ID"], "ORDERS", ["ID"]), name: "FK_ORDER", onDelete: "CASCADE", onUpdate: "CASCADE" },
          references(["PRODUCT"], "PRODUCTS", ["CODE"]),
        ],
      },
    ),
    { policies: { integers: "smallest" }, columns: { PRICE: { type: "numeric(12,4)" } } },
  ),
  member(
    "products",
    table(
      "PRODUCTS",
      {
        CODE: "VARCHAR(20)!",
        PLACE: "GEOGRAPHY",
        SHAPE: "GEOMETRY",
        EMBEDDING: "VECTOR(FLOAT, 3)",
        OPENS: "TIME(9)",
        CHANGED: "TIMESTAMP_LTZ(3)",
        AMOUNT: "DECFLOAT",
        SPAN: "INTERVAL DAY TO SECOND",
        ID: "UUID",
        ATTRIBUTES: "MAP(VARCHAR, NUMBER(38,0))",
        DETAILS: "OBJECT(a NUMBER(38,0), b VARCHAR(16777216))",
      },
      { uniqueKeys: [key("CODE")] },
    ),
    { policies: { geo: "postgis", vector: "pgvector" }, keys: { unique: "not_enforced" } },
  ),
  member("hostile", table('Weird "table".name', hostileColumns(), { uniqueKeys: [key("SELECT", 'a"b')] }), {
    columns: { Id: { name: "third_id" }, id: { name: "second_id" }, CTID: { name: "row_place" } },
  }),
  member(
    "order_totals",
    table("ORDER_TOTALS", { CUSTOMER_ID: "NUMBER(38,0)", TOTAL: "NUMBER(38,4)" }, { kind: "VIEW" }),
  ),
];

function hostileColumns(): Readonly<Record<string, string>> {
  const names = [
    "ID",
    "id",
    "Id",
    "a b",
    'a"b',
    "é",
    "🧾",
    "a.b",
    "%_",
    "SELECT",
    "CTID",
    "$1",
    " ",
    "'; DROP TABLE x; --",
  ];
  const long = ["X".repeat(63), `${"X".repeat(63)}1`, `${"X".repeat(63)}2`, "ü".repeat(40), "constructor", "toString"];
  const columns = Object.fromEntries([...names, ...long].map((name) => [name, "NUMBER(5,0)"]));
  return columns;
}

function member(name: string, source: SourceTable, settings: MappingSettings = {}): MappingInput {
  const target = name === "hostile" ? source.table : name;
  return { name, source, settings, postgres: { schema: name === "products" ? "shop" : "public", table: target } };
}
