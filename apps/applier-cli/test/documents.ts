import { completeTableMetadata, type TableMetadata, type TargetTable } from "@dp/metadata";
import { column, document } from "@dp/sample-tables";

export { column, document };

/** The same table with another target half, fingerprints and all. */
export function changed(metadata: TableMetadata, target: Partial<TargetTable>): TableMetadata {
  return completeTableMetadata({ ...metadata, target: { ...metadata.target, ...target } });
}

const notNull = { nullable: false } as const;

/** With `orders` it is a cycle of foreign keys. */
export const customers: TableMetadata = document("customers", {
  comment: "People and firms; they're numbered",
  columns: [
    column("id", "bigint", { ...notNull, identity: { start: "100", increment: "5" } }),
    column("email", "character varying(320)", { ...notNull, comment: "as given, never folded" }),
    column("country", "character varying(2)", { default: { kind: "string", value: "CH" } }),
    column("credit", "numeric(12,2)", { ...notNull, default: { kind: "number", value: "0.00" } }),
    column("since", "timestamp(6) with time zone", { default: { kind: "current-timestamp" } }),
    column("last_day", "date"),
    column("last_number", "integer"),
  ],
  primaryKey: { name: "customers_pkey", columns: ["id"] },
  uniqueKeys: [{ name: "customers_email_key", columns: ["email", "country"] }],
  foreignKeys: [
    {
      name: "customers_last_order_fkey",
      columns: ["last_day", "last_number"],
      references: { schema: "sales", table: "orders", columns: ["day", "number"] },
    },
  ],
});

/** A composite key, a reference to itself, indexes. */
export const orders: TableMetadata = document("orders", {
  comment: "Bestellungen · 注文\nzweite Zeile",
  columns: [
    column("day", "date", notNull),
    column("number", "integer", notNull),
    column("customer_id", "bigint"),
    column("parent_day", "date"),
    column("parent_number", "integer"),
    column("total", "numeric(14,2)", { default: { kind: "number", value: "-1.50" } }),
    column("open", "boolean", { default: { kind: "boolean", value: true } }),
  ],
  primaryKey: { name: "orders_pkey", columns: ["day", "number"] },
  foreignKeys: [
    {
      name: "orders_customer_id_fkey",
      columns: ["customer_id"],
      references: { schema: "sales", table: "customers", columns: ["id"] },
    },
    {
      name: "orders_parent_fkey",
      columns: ["parent_day", "parent_number"],
      references: { schema: "sales", table: "orders", columns: ["day", "number"] },
      onDelete: "CASCADE",
    },
  ],
  indexes: [
    { name: "orders_customer_id_idx", columns: ["customer_id"], reason: "foreign-key" },
    { name: "orders_total_idx", columns: ["total", "open"], reason: "configured" },
  ],
});

/** In another schema than the table it references. */
export const lines: TableMetadata = document("lines", {
  schema: "ware house",
  table: "order_lines",
  columns: [
    column("order_day", "date", notNull),
    column("order_number", "integer", notNull),
    column("line", "smallint", notNull),
    column("article", "text", { ...notNull, default: { kind: "string", value: "it's \\ none" } }),
    column("facts", "jsonb", { default: { kind: "json", value: '{"a": [1, "it\'s"]}' } }),
  ],
  primaryKey: { name: "order_lines_pkey", columns: ["order_day", "order_number", "line"] },
  foreignKeys: [
    {
      name: "order_lines_order_fkey",
      columns: ["order_day", "order_number"],
      references: { schema: "sales", table: "orders", columns: ["day", "number"] },
    },
  ],
});

/** Names, comments and defaults that try to get out of their quotes, or at the terminal. */
export const hostile: TableMetadata = document("hostile", {
  schema: 'sch"ema; drop schema sales cascade; --',
  table: "Robert'); DROP TABLE students;--",
  comment: "'; drop schema sales cascade; -- \\'; \u001b[31m red",
  columns: [
    column('a"b', "text", { ...notNull, default: { kind: "string", value: "'); drop schema sales cascade; --" } }),
    column("select", "text", { comment: "*/ drop schema sales cascade; /* \\" }),
    column("line\nbreak\u001b[2J", "text", { default: { kind: "string", value: "\\'; $$ :name" } }),
    column("ß".repeat(31), "text"),
    column(":name", "uuid", { default: { kind: "random-uuid" } }),
  ],
  primaryKey: { name: 'pk"; drop schema sales cascade; --', columns: ['a"b'] },
  indexes: [{ name: "i\n--", columns: ["line\nbreak\u001b[2J"], reason: "configured" }],
});

/** In the order of their names. */
export const all: readonly TableMetadata[] = [customers, hostile, lines, orders];

/** Many small tables, so that an apply takes long enough to be met in the middle of it. */
export function manyTables(count: number): readonly TableMetadata[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `many_${String(index).padStart(4, "0")}`;
    return document(name, {
      schema: index % 2 === 0 ? "sales" : "ware house",
      comment: `number ${String(index)}`,
      columns: [
        column("id", "bigint", { ...notNull, identity: { start: "1", increment: "1" } }),
        column("before", "bigint"),
        column("note", "text", { comment: "a note" }),
      ],
      primaryKey: { name: `${name}_pkey`, columns: ["id"] },
      foreignKeys: [
        {
          name: `${name}_before_fkey`,
          columns: ["before"],
          references: {
            schema: index % 2 === 0 ? "sales" : "ware house",
            table: `many_${String(Math.max(index - 2, index % 2)).padStart(4, "0")}`,
            columns: ["id"],
          },
        },
      ],
      indexes: [{ name: `${name}_before_idx`, columns: ["before"], reason: "foreign-key" }],
    });
  });
}
