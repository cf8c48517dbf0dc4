import { completeTableMetadata, type TableMetadata } from "../src/index.ts";

/** A table that uses most of the contract. */
export const orders: TableMetadata = completeTableMetadata({
  edition: 1,
  name: "orders",
  source: {
    system: "snowflake",
    database: "PROD_DB",
    schema: "PUBLIC",
    table: "ORDERS",
    kind: "TABLE",
    comment: 'Bestellungen, "Ж" 🧾\nzweite Zeile',
    clusterBy: ["BOOKED_AT"],
    columns: [
      { name: "ID", type: "NUMBER(38,0)", nullable: false, identity: { start: "1", increment: "1" } },
      { name: "BOOKED_AT", type: "TIMESTAMP_TZ(9)", nullable: true, default: "CURRENT_TIMESTAMP()" },
      { name: "1", type: "VARCHAR(200) COLLATE 'en-ci'", nullable: true, comment: "a name like a number" },
      { name: "CUSTOMER_ID", type: "NUMBER(38,0)", nullable: true, maskingPolicy: "DB.S.MASK_ID" },
      { name: "TOTAL", type: "NUMBER(12,2)", nullable: true, default: "0" },
    ],
    primaryKey: { columns: ["ID"], enforced: false },
    uniqueKeys: [{ name: "UQ_BOOKED", columns: ["BOOKED_AT", "ID"], enforced: false, rely: true }],
    foreignKeys: [
      {
        columns: ["CUSTOMER_ID"],
        references: { database: "PROD_DB", schema: "PUBLIC", table: "CUSTOMERS", columns: ["ID"] },
        onDelete: "CASCADE",
        enforced: false,
      },
    ],
  },
  settings: {
    policies: { timestampTzOffset: "extra-column" },
    keys: { primary: "enforced" },
    columns: { "1": { name: "one" }, CUSTOMER_ID: { sensitive: "pii" } },
    indexes: [{ columns: ["total"] }],
  },
  target: {
    schema: "public",
    table: "orders",
    comment: 'Bestellungen, "Ж" 🧾\nzweite Zeile',
    requires: { postgres: 14, extensions: [] },
    columns: [
      {
        name: "id",
        from: "ID",
        type: "bigint",
        nullable: false,
        identity: { start: "1", increment: "1" },
        fidelity: "exact-with-policy",
        loss: ["OUTSIDE_INT8_REFUSED"],
      },
      {
        name: "booked_at",
        from: "BOOKED_AT",
        part: "instant",
        type: "timestamp(6) with time zone",
        nullable: true,
        default: { kind: "current-timestamp" },
        fidelity: "truncated",
        loss: ["SUB_MICROSECOND"],
      },
      {
        name: "booked_at_offset",
        from: "BOOKED_AT",
        part: "offset-minutes",
        type: "smallint",
        nullable: true,
        fidelity: "exact",
      },
      { name: "one", from: "1", type: "text", nullable: true, comment: "a name like a number", fidelity: "exact" },
      { name: "customer_id", from: "CUSTOMER_ID", type: "bigint", nullable: true, sensitive: "pii", fidelity: "exact" },
      {
        name: "total",
        from: "TOTAL",
        type: "numeric(12,2)",
        nullable: true,
        default: { kind: "number", value: "0" },
        fidelity: "exact",
      },
    ],
    primaryKey: { name: "orders_pkey", columns: ["id"] },
    uniqueKeys: [{ name: "uq_booked", columns: ["booked_at", "id"] }],
    foreignKeys: [
      {
        name: "orders_customer_id_fkey",
        columns: ["customer_id"],
        references: { schema: "public", table: "customers", columns: ["id"] },
        onDelete: "CASCADE",
      },
    ],
    indexes: [
      { name: "orders_customer_id_idx", columns: ["customer_id"], reason: "foreign-key" },
      { name: "orders_total_idx", columns: ["total"], reason: "configured" },
    ],
  },
  findings: [
    { code: "COLLATION_DROPPED", severity: "warning", column: "1", details: { collation: "en-ci" } },
    { code: "MASKED_COLUMN", severity: "warning", column: "CUSTOMER_ID", details: { policy: "DB.S.MASK_ID" } },
    { code: "CLUSTERING_KEY_ADVICE", severity: "info", details: { clusterBy: ["BOOKED_AT"] } },
  ],
});
