import type { TableMetadata } from "@dp/metadata";
import { column, document } from "@dp/sample-tables";

export { column, document };

/** Three columns and a key. */
export const orders: TableMetadata = document("orders", {
  columns: [column("id", "bigint", { nullable: false }), column("note", "text"), column("amount", "numeric(12,2)")],
  primaryKey: { name: "orders_pkey", columns: ["id"] },
});

export const ordersSql = `CREATE SCHEMA IF NOT EXISTS sales;
CREATE TABLE sales.orders (id bigint CONSTRAINT orders_pkey PRIMARY KEY, note text, amount numeric(12,2));`;

/** Rows from one number to another. */
export function orderRows(from: number, to: number, note = "n"): (string | null)[][] {
  return Array.from({ length: to - from + 1 }, (_unused, index) => [
    String(from + index),
    `${note}${String(from + index)}`,
    `${String(from + index)}.50`,
  ]);
}
