import type { TableMetadata, TargetTable } from "@dp/metadata";
import { column, document as sample } from "@dp/sample-tables";

export { column };

/** A table of schema `public`. */
export function document(name: string, target: Partial<TargetTable> & Pick<TargetTable, "columns">): TableMetadata {
  return sample(name, { schema: "public", ...target });
}

export const customers: TableMetadata = document("customers", {
  comment: "People and firms; they're numbered",
  columns: [
    column("id", "bigint", { nullable: false, identity: { start: "1", increment: "1" } }),
    column("email", "character varying(320)", { nullable: false, comment: "as given, never folded" }),
    column("country", "character varying(2)", { collation: "C" }),
  ],
  primaryKey: { name: "customers_pkey", columns: ["id"] },
  uniqueKeys: [{ name: "customers_email_key", columns: ["email"] }],
});

export const orders: TableMetadata = document("orders", {
  schema: "sales",
  comment: "Bestellungen · 注文\nzweite Zeile",
  columns: [
    column("id", "bigint", { nullable: false, identity: { start: "0", increment: "10" } }),
    column("customer_id", "bigint"),
    column("parent_id", "bigint"),
    column("booked_at", "timestamp(6) with time zone", { default: { kind: "current-timestamp" } }),
    column("total", "numeric(12,2)", { nullable: false, default: { kind: "number", value: "-1.50" } }),
    column("order", "text", { comment: "a reserved word" }),
  ],
  primaryKey: { name: "orders_pkey", columns: ["id"] },
  foreignKeys: [
    {
      name: "orders_customer_id_fkey",
      columns: ["customer_id"],
      references: { schema: "public", table: "customers", columns: ["id"] },
      onDelete: "CASCADE",
    },
    {
      name: "orders_parent_id_fkey",
      columns: ["parent_id"],
      references: { schema: "sales", table: "orders", columns: ["id"] },
    },
  ],
  indexes: [
    { name: "orders_customer_id_idx", columns: ["customer_id"], reason: "foreign-key" },
    { name: "orders_total_idx", columns: ["total", "booked_at"], reason: "configured" },
  ],
});

/** Every type that the mapping makes, and every kind of default. */
export const everything: TableMetadata = document("everything", {
  schema: "Data Lab",
  columns: [
    column("a_boolean", "boolean", { default: { kind: "boolean", value: true } }),
    column("a_smallint", "smallint", { default: { kind: "number", value: "7" } }),
    column("an_integer", "integer", { default: { kind: "number", value: "+5" } }),
    column("a_bigint", "bigint", { default: { kind: "number", value: "-9223372036854775808" } }),
    column("a_numeric", "numeric(38,37)", { default: { kind: "number", value: "1e-37" } }),
    column("a_bare_numeric", "numeric"),
    column("a_double", "double precision", { default: { kind: "number", value: ".5" } }),
    column("a_real", "real"),
    column("a_text", "text", { default: { kind: "string", value: "it's a \\ 'quote'\nand $$ a line" } }),
    column("a_varchar", "character varying(200)", { default: { kind: "string", value: "" } }),
    column("a_bytea", "bytea", { default: { kind: "bytes", value: "00ff5c27" } }),
    column("a_date", "date", { default: { kind: "string", value: "2024-02-29" } }),
    column("a_time", "time(6) without time zone", { default: { kind: "current-time" } }),
    column("a_timestamp", "timestamp(6) without time zone", { default: { kind: "current-timestamp", zone: "UTC" } }),
    column("a_local", "timestamp(3) without time zone", {
      default: { kind: "current-timestamp", zone: "Europe/Zurich" },
    }),
    column("a_timestamptz", "timestamp(6) with time zone", {
      default: { kind: "string", value: "2024-02-29 23:59:59+00" },
    }),
    column("a_uuid", "uuid", { default: { kind: "random-uuid" } }),
    column("a_uuid_text", "character varying(36)", { default: { kind: "random-uuid" } }),
    column("a_jsonb", "jsonb", { default: { kind: "json", value: '{"a": "it\'s \\"b\\""}' } }),
    column("a_json", "json", { default: { kind: "json", value: "[]" } }),
    column("today", "date", { default: { kind: "current-date" } }),
    column("who", "text", { default: { kind: "current-user" } }),
    column("none", "text", { default: { kind: "null" } }),
    column("down", "integer", { nullable: false, identity: { start: "5", increment: "-1" } }),
  ],
});

/** Names, comments and defaults that try to get out of their quotes. */
export const hostile: TableMetadata = document("hostile", {
  schema: 'sch"ema; drop schema public cascade; --',
  table: "Robert'); DROP TABLE students;--",
  comment: "'; drop table victim; -- \\'; \u001b[31m red",
  columns: [
    column('a"b', "text", { default: { kind: "string", value: "'); drop table victim; --" } }),
    column("c.d", "text", { comment: "*/ drop table victim; /* \\" }),
    column("line\nbreak\u001b[2J", "text", { default: { kind: "string", value: "\\'; drop table victim; --" } }),
    column("$$", "text"),
    column(":name", "text"),
    column("select", "text"),
    column("ß".repeat(31), "text"),
    column(" ", "jsonb", { default: { kind: "json", value: '"\'; drop table victim; --"' } }),
  ],
  primaryKey: { name: 'pk"; drop table victim; --', columns: ['a"b', "c.d"] },
  indexes: [{ name: "i\n--", columns: ["line\nbreak\u001b[2J"], reason: "configured" }],
});
