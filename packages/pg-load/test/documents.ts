import { completeTableMetadata, type TableMetadata, type TargetColumn, type TargetTable } from "@dp/metadata";

/** A target column in few words. */
export function column(name: string, type: string, rest: Partial<TargetColumn> = {}): TargetColumn {
  return { name, from: name.toUpperCase(), type, nullable: true, fidelity: "exact", ...rest };
}

type Target = Partial<TargetTable> & Pick<TargetTable, "columns">;

/** Metadata whose source half only says what must be said. */
export function document(name: string, target: Target): TableMetadata {
  return completeTableMetadata({
    edition: 1,
    name,
    source: {
      system: "snowflake",
      database: "PROD_DB",
      schema: "PUBLIC",
      table: name.toUpperCase(),
      kind: "TABLE",
      columns: target.columns.map(({ from, nullable }) => ({ name: from, type: "VARCHAR(16777216)", nullable })),
      uniqueKeys: [],
      foreignKeys: [],
    },
    settings: {},
    target: {
      schema: "sales",
      table: name,
      requires: { postgres: 14, extensions: [] },
      uniqueKeys: [],
      foreignKeys: [],
      indexes: [],
      ...target,
    },
    findings: [],
  });
}

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
