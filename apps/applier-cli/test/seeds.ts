/** A difference made by hand in a database that is as it should be. */
export interface Seed {
  readonly what: string;
  readonly sql: string;
  /** Everything in which the database then differs, as it is printed. */
  readonly differences: readonly string[];
}

const lines = '"ware house".order_lines';

const columns: readonly Seed[] = [
  {
    what: "type",
    sql: `ALTER TABLE ${lines} ALTER article TYPE varchar(30)`,
    differences: [`COLUMN_TYPE column ${lines}.article`],
  },
  {
    what: "length",
    sql: "ALTER TABLE sales.customers ALTER email TYPE varchar(64)",
    differences: ["COLUMN_TYPE column sales.customers.email"],
  },
  {
    what: "scale",
    sql: "ALTER TABLE sales.orders ALTER total TYPE numeric(14,3)",
    differences: ["COLUMN_TYPE column sales.orders.total"],
  },
  {
    what: "decimals of the second",
    sql: "ALTER TABLE sales.customers ALTER since TYPE timestamptz(3)",
    differences: ["COLUMN_TYPE column sales.customers.since"],
  },
  {
    what: "may be NULL",
    sql: "ALTER TABLE sales.customers ALTER credit DROP NOT NULL",
    differences: ["COLUMN_NULLABLE column sales.customers.credit"],
  },
  {
    what: "may not be NULL",
    sql: "ALTER TABLE sales.orders ALTER customer_id SET NOT NULL",
    differences: ["COLUMN_NULLABLE column sales.orders.customer_id"],
  },
  {
    what: "default",
    sql: "ALTER TABLE sales.customers ALTER credit SET DEFAULT 1",
    differences: ["COLUMN_DEFAULT column sales.customers.credit"],
  },
  {
    what: "no default",
    sql: "ALTER TABLE sales.customers ALTER country DROP DEFAULT",
    differences: ["COLUMN_DEFAULT column sales.customers.country"],
  },
  {
    what: "missing column, and its index with it",
    sql: "ALTER TABLE sales.orders DROP open",
    differences: ["COLUMN_MISSING column sales.orders.open", "INDEX_MISSING index sales.orders.orders_total_idx"],
  },
  {
    what: "renamed column",
    sql: `ALTER TABLE ${lines} RENAME facts TO notes`,
    differences: [`COLUMN_MISSING column ${lines}.facts`, `COLUMN_EXTRA column ${lines}.notes`],
  },
  {
    what: "extra column",
    sql: "ALTER TABLE sales.orders ADD more text",
    differences: ["COLUMN_EXTRA column sales.orders.more"],
  },
  {
    what: "extra column that must be filled",
    sql: `ALTER TABLE ${lines} ADD must int NOT NULL`,
    differences: [`COLUMN_EXTRA column ${lines}.must`],
  },
  {
    what: "identity step",
    sql: "ALTER TABLE sales.customers ALTER id SET INCREMENT BY 1",
    differences: ["COLUMN_IDENTITY column sales.customers.id"],
  },
  {
    what: "table comment",
    sql: "COMMENT ON TABLE sales.orders IS 'other'",
    differences: ["TABLE_COMMENT comment on table sales.orders"],
  },
  {
    what: "column comment",
    sql: "COMMENT ON COLUMN sales.customers.email IS NULL",
    differences: ["COLUMN_COMMENT column sales.customers.email"],
  },
];

const keys: readonly Seed[] = [
  {
    what: "primary key order",
    sql: `ALTER TABLE ${lines} DROP CONSTRAINT order_lines_pkey, ADD PRIMARY KEY (line, order_day, order_number)`,
    differences: [`PRIMARY_KEY_COLUMNS primary key ${lines}.order_lines_pkey`],
  },
  {
    what: "unique key missing",
    sql: "ALTER TABLE sales.customers DROP CONSTRAINT customers_email_key",
    differences: ["UNIQUE_KEY_MISSING unique key sales.customers.customers_email_key"],
  },
  {
    what: "extra unique key",
    sql: "ALTER TABLE sales.orders ADD CONSTRAINT once UNIQUE (total)",
    differences: ["UNIQUE_KEY_EXTRA unique key sales.orders.once"],
  },
  {
    what: "foreign key missing",
    sql: "ALTER TABLE sales.orders DROP CONSTRAINT orders_customer_id_fkey",
    differences: ["FOREIGN_KEY_MISSING foreign key sales.orders.orders_customer_id_fkey"],
  },
  {
    what: "foreign key action",
    sql: `ALTER TABLE sales.orders DROP CONSTRAINT orders_parent_fkey,
      ADD CONSTRAINT by_hand FOREIGN KEY (parent_day, parent_number) REFERENCES sales.orders`,
    differences: ["FOREIGN_KEY_ACTION foreign key sales.orders.by_hand"],
  },
  {
    what: "index columns in another order",
    sql: "DROP INDEX sales.orders_total_idx; CREATE INDEX other ON sales.orders (open, total)",
    differences: ["INDEX_MISSING index sales.orders.orders_total_idx", "INDEX_EXTRA index sales.orders.other"],
  },
  {
    what: "check",
    sql: "ALTER TABLE sales.orders ADD CONSTRAINT positive CHECK (total > 0)",
    differences: ["CONSTRAINT_EXTRA constraint sales.orders.positive"],
  },
  {
    what: "identity gone",
    sql: "ALTER TABLE sales.customers ALTER id DROP IDENTITY",
    differences: ["COLUMN_IDENTITY column sales.customers.id"],
  },
];

const moved: readonly Seed[] = [
  {
    what: "wrong schema; who references it references another table now",
    sql: 'ALTER TABLE sales.orders SET SCHEMA "ware house"',
    differences: [
      "TABLE_MISSING table sales.orders",
      `FOREIGN_KEY_MISSING foreign key ${lines}.order_lines_order_fkey`,
      `FOREIGN_KEY_EXTRA foreign key ${lines}.order_lines_order_fkey`,
      "FOREIGN_KEY_MISSING foreign key sales.customers.customers_last_order_fkey",
      "FOREIGN_KEY_EXTRA foreign key sales.customers.customers_last_order_fkey",
    ],
  },
  {
    what: "primary key columns",
    sql: `ALTER TABLE ${lines} DROP CONSTRAINT order_lines_pkey, ADD PRIMARY KEY (order_day, order_number)`,
    differences: [`PRIMARY_KEY_COLUMNS primary key ${lines}.order_lines_pkey`],
  },
];

const gone: readonly Seed[] = [
  {
    what: "primary key missing",
    sql: `ALTER TABLE ${lines} DROP CONSTRAINT order_lines_pkey`,
    differences: [`PRIMARY_KEY_MISSING primary key ${lines}.order_lines_pkey`],
  },
  {
    what: "index missing",
    sql: "DROP INDEX sales.orders_customer_id_idx",
    differences: ["INDEX_MISSING index sales.orders.orders_customer_id_idx"],
  },
  {
    what: "default of another kind",
    sql: "ALTER TABLE sales.customers ALTER since SET DEFAULT clock_timestamp()",
    differences: ["COLUMN_DEFAULT column sales.customers.since"],
  },
];

const others: readonly Seed[] = [
  {
    what: "table missing",
    sql: "DROP TABLE sales.customers CASCADE",
    differences: [
      "TABLE_MISSING table sales.customers",
      "FOREIGN_KEY_MISSING foreign key sales.orders.orders_customer_id_fkey",
    ],
  },
  {
    what: "a view",
    sql: `DROP TABLE ${lines}; CREATE VIEW ${lines} AS SELECT 1 AS line`,
    differences: [`NOT_A_TABLE table ${lines}`],
  },
];

/** Seeds that can be made in one database, none of them hiding another. */
export const scenes: readonly { readonly name: string; readonly seeds: readonly Seed[] }[] = [
  { name: "columns", seeds: columns },
  { name: "keys and indexes", seeds: keys },
  { name: "tables in other places", seeds: moved },
  { name: "things that are gone", seeds: gone },
  { name: "tables that are gone", seeds: others },
];
