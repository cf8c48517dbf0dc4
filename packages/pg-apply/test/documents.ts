import type { TableMetadata, TargetTable } from "@dp/metadata";
import { column, document } from "@dp/sample-tables";

export { column, document };

/** The same table with another target. */
export function changed(metadata: TableMetadata, target: Partial<TargetTable>): TableMetadata {
  return document(metadata.name, { ...metadata.target, ...target });
}

export const customers: TableMetadata = document("customers", {
  comment: "People and firms",
  columns: [
    column("id", "bigint", { nullable: false, identity: { start: "1", increment: "1" } }),
    column("email", "character varying(320)", { nullable: false, comment: "as given" }),
    column("region", "text", { collation: "C" }),
    column("country", "character varying(2)", { default: { kind: "string", value: "CH" } }),
  ],
  primaryKey: { name: "customers_pkey", columns: ["id"] },
  uniqueKeys: [{ name: "customers_email_key", columns: ["email", "country"] }],
});

export const orders: TableMetadata = document("orders", {
  columns: [
    column("day", "date", { nullable: false }),
    column("number", "integer", { nullable: false }),
    column("customer_id", "bigint"),
    column("parent_day", "date"),
    column("parent_number", "integer"),
    column("booked_at", "timestamp(6) with time zone", { default: { kind: "current-timestamp" } }),
    column("local_at", "timestamp(3) without time zone", { default: { kind: "current-timestamp", zone: "UTC" } }),
    column("total", "numeric(12,2)", { nullable: false, default: { kind: "number", value: "-1.5" } }),
    column("token", "character varying(36)", { default: { kind: "random-uuid" } }),
    column("payload", "jsonb", { default: { kind: "json", value: '{"a": [1, "\\\\"]}' } }),
    column("hash", "bytea", { default: { kind: "bytes", value: "00ff" } }),
    column("open", "boolean", { default: { kind: "boolean", value: true } }),
    column("line", "integer", { nullable: false, identity: { start: "0", increment: "-5" } }),
  ],
  primaryKey: { name: "orders_pkey", columns: ["day", "number"] },
  foreignKeys: [
    {
      name: "orders_customer_id_fkey",
      columns: ["customer_id"],
      references: { schema: "sales", table: "customers", columns: ["id"] },
      onDelete: "CASCADE",
    },
    {
      name: "orders_parent_fkey",
      columns: ["parent_day", "parent_number"],
      references: { schema: "sales", table: "orders", columns: ["day", "number"] },
    },
  ],
  indexes: [{ name: "orders_customer_id_idx", columns: ["customer_id"], reason: "foreign-key" }],
});

/** Names and texts that try to get out of their quotes. */
export const hostile: TableMetadata = document("hostile", {
  schema: 'sch"ema; drop schema sales cascade; --',
  table: "Robert'); DROP TABLE students;--",
  comment: "'; drop table x; -- \\'; \u001b[31m",
  columns: [
    column('a"b', "text", { nullable: false, default: { kind: "string", value: "'); drop table x; -- \\" } }),
    column("line\nbreak", "text", { comment: "*/ \\" }),
    column("ß".repeat(31), "text", { default: { kind: "string", value: "$$ü$$" } }),
  ],
  primaryKey: { name: 'pk"; --', columns: ['a"b'] },
  indexes: [{ name: "i\n--", columns: ["line\nbreak"], reason: "configured" }],
});

export const all: readonly TableMetadata[] = [orders, customers, hostile];
