import { edition } from "@dp/type-map";

/** What `extractor-cli init` writes to `config/tables.yaml`: one table, and every key explained. */
export function starterTablesYaml(): string {
  return `# Which tables go from Snowflake to PostgreSQL, and how. Unknown keys are errors.
version: 1
edition: ${String(edition)} # mapping edition: a different mapping only ever comes under a new number

# Any other Snowflake session is refused:
# source: { account: MYORG-MYACCOUNT, role: DP_METADATA }
# With zone: America/Los_Angeles in it, the time zone of those who write, CURRENT_TIMESTAMP() can be a default.

# Inherited by every table below; a table that says otherwise wins.
# defaults:
#   snowflake: { database: PROD_DB, schema: PUBLIC }
#   postgres: { schema: public }
#   schedule: daily

tables:
  - name: my_table # names the files: small letters, digits, underscores
    # Names as Snowflake stores them, in exact case: unquoted names are stored in capitals.
    snowflake: { database: PROD_DB, schema: PUBLIC, table: MY_TABLE }
    postgres: { schema: public, table: my_table }
    sync_mode: full # full, incremental, append
    schedule: daily # hourly, daily, weekly, monthly, manual, { cron: "0 2 * * 1-5", zone: Europe/Zurich }
    encryption: true
    compression: true
    # Optional:
    # columns:
    #   AMOUNT: { type: "numeric(20,4)", accept_loss: [NUMERIC_OVERFLOW_REFUSED] } # narrower: its loss by name
    #   LEGACY: { exclude: true }
    #   CUST_REF: { name: customer_ref, sensitive: pii }
    # losses: fail # a loss that accept_loss does not name refuses the table
    # accept_loss: [SUB_MICROSECOND]
    # keys: { primary: enforced, unique: enforced, foreign: enforced } # enforced, not_enforced, omit
    # indexes: [{ columns: [trade_date] }]
    # incremental: { cursor: UPDATED_AT, key: [ID] } # for sync_mode: incremental
`;
}
