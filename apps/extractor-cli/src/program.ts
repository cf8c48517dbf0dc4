import type { CommandDefinition, ProgramDefinition } from "@dp/cli-kit";

import manifest from "../package.json" with { type: "json" };

const tableOptions = {
  all: { type: "boolean", describe: "Every table of tables.yaml" },
  table: { type: "string", array: true, requiresArg: true, describe: "Tables by name; * and ? stand for anything" },
} as const;

const connectOptions = {
  connection: {
    type: "string",
    requiresArg: true,
    describe: "Connection of Snowflake's connections.toml, for all that the environment does not set",
  },
  "connect-timeout": {
    type: "number",
    requiresArg: true,
    describe: "Seconds for signing in",
    defaultDescription: "60, with a browser 180",
  },
  "statement-timeout": {
    type: "number",
    requiresArg: true,
    describe: "Seconds for one statement",
    defaultDescription: "300",
  },
} as const;

const limitOption = {
  type: "number",
  requiresArg: true,
  describe: "With --format md: most characters; what does not fit is counted",
} as const;

const init: CommandDefinition = {
  name: "init",
  positionals: "[folder]",
  positionalOptions: { folder: { type: "string", describe: "Where; the present folder when absent" } },
  summary: "Make a project folder: config/tables.yaml, .env.example, metadata/",
  options: {},
  examples: [
    ["$0 init", "in the present folder"],
    ["$0 init finance", "in a new folder"],
  ],
  load: async () => (await import("./commands/init.ts")).init,
};

const ping: CommandDefinition = {
  name: "ping",
  summary: "Connect to Snowflake; say as whom, how, where each setting came from, and which tables the role sees",
  options: {
    probe: {
      type: "boolean",
      describe: "Compare what the product counts on with what the account answers; exit 2 when something differs",
    },
    ...connectOptions,
  },
  examples: [
    ["$0 ping", "with the settings of the environment and .env; exit 3 when a table cannot be seen"],
    ["$0 ping --probe", "before the first use of an account; needs a warehouse"],
    ["$0 ping --connection prod", "with a connection of ~/.snowflake/connections.toml"],
    ["$0 ping --json", "for a program"],
    ["BROWSER=none $0 ping", "sso without a desktop: prints the address to open elsewhere"],
  ],
  load: async () => (await import("./commands/ping.ts")).ping,
};

const roles: CommandDefinition = {
  name: "roles",
  summary: "Print the SQL that gives the least rights for the tables of tables.yaml; changes nothing",
  options: {
    print: { type: "boolean", default: true, describe: "Print it; nothing is ever run" },
    for: {
      choices: ["people", "service"],
      describe: "Structure only for people, or rows for a program's user; both when absent",
    },
    role: {
      type: "string",
      requiresArg: true,
      describe: "Name of the role",
      defaultDescription: "source.role of tables.yaml or DP_METADATA; DP_UNLOAD",
    },
    user: {
      type: "string",
      requiresArg: true,
      describe: "Name of the program's user",
      defaultDescription: "DP_NIGHTLY",
    },
    warehouse: { type: "string", requiresArg: true, describe: "Its warehouse", defaultDescription: "DP_WH" },
  },
  examples: [
    ["$0 roles --print", "for a Snowflake administrator to read and run"],
    ["$0 roles --print --for people --role ANALYSTS", "for a role of another name, in exact case"],
    ["$0 roles --print --for service --warehouse NIGHT_WH", "for a program that reads rows"],
  ],
  load: async () => (await import("./commands/roles.ts")).roles,
};

const discover: CommandDefinition = {
  name: "discover",
  positionals: "[place]",
  positionalOptions: {
    place: {
      type: "string",
      describe:
        "DB, DB.SCHEMA or DB.SCHEMA.TABLE, with * and ? for others; capitals unless in double quotes; all databases when absent",
    },
  },
  summary: "List the tables and views that the role sees in Snowflake, without a warehouse",
  options: {
    like: { type: "string", requiresArg: true, describe: "Names that fit, as Snowflake's LIKE: % and _, any case" },
    kind: {
      type: "string",
      array: true,
      requiresArg: true,
      describe: "Only these kinds: table, transient-table, dynamic-table, iceberg-table, view, materialized-view …",
    },
    format: {
      choices: ["table", "json", "yaml"],
      default: "table",
      describe: "How to print it; yaml is entries for tables.yaml",
    },
    ...connectOptions,
  },
  examples: [
    ["$0 discover", "everything that the role sees"],
    ["$0 discover PROD_DB.PUBLIC", "one schema"],
    ["$0 discover 'PROD_DB.SALES_*' --kind view", "what a pattern of tables.yaml would mean"],
    ["$0 discover PROD_DB.PUBLIC --format yaml", "to paste into config/tables.yaml"],
  ],
  load: async () => (await import("./commands/discover.ts")).discover,
};

const extract: CommandDefinition = {
  name: "extract",
  summary: "Read tables from Snowflake and write metadata/schemas and metadata/ddl",
  options: {
    ...tableOptions,
    check: {
      type: "boolean",
      describe: "Write nothing; say what changed since the committed files, and by whom; exit 2 when something did",
    },
    format: { choices: ["text", "md"], default: "text", describe: "With --check: how to print it" },
    limit: limitOption,
    "check-keys": {
      type: "boolean",
      describe: "Count duplicates, NULLs and orphans of unenforced keys; needs a warehouse; exit 2 when there are any",
    },
    "show-values": { type: "boolean", describe: "With --check-keys: print a few of the offending keys" },
    prune: {
      type: "boolean",
      describe:
        "Remove the files of tables that tables.yaml does not name or its patterns no longer fit; with --check list them",
    },
    ...connectOptions,
  },
  examples: [
    ["$0 extract --all", "every table"],
    ["$0 extract --table 'market_*'", "some tables"],
    ["$0 extract --all --check", "in CI: are the committed files current?"],
    ["$0 extract --check --format md", "the same, for an issue or a summary page"],
    ["$0 extract --all --check-keys", "will PostgreSQL take the rows, too?"],
    ["$0 extract --all --prune", "and remove the files of tables that nobody names any more"],
  ],
  load: async () => (await import("./commands/extract.ts")).extract,
};

const diff: CommandDefinition = {
  name: "diff",
  positionals: "[rev]",
  positionalOptions: {
    rev: { type: "string", describe: "Git revision to compare with, or REV... for where HEAD left it" },
  },
  summary: "Show what the other side's plan will be: metadata now against an earlier revision",
  options: {
    format: { choices: ["text", "sql", "md", "json"], default: "text", describe: "How to print it" },
    check: { type: "boolean", describe: "Exit 2 when a file of metadata/ddl is not what `render` would print" },
    "exit-code": { type: "boolean", describe: "Exit 2 when the other side's plan is not empty" },
    limit: limitOption,
  },
  examples: [
    ["$0 diff", "what is not committed yet; on a pull request in GitHub Actions: what it changes"],
    ["$0 diff origin/main... --check --format md --limit 60000", "for a pull request"],
  ],
  load: async () => (await import("./commands/diff.ts")).diff,
};

const render: CommandDefinition = {
  name: "render",
  summary: "Print the DDL files and fingerprints again from the metadata files, without Snowflake",
  options: { check: { type: "boolean", describe: "Write nothing; exit 2 when a file would change" } },
  examples: [["$0 render", "after a merge of metadata files"]],
  load: async () => (await import("./commands/render.ts")).render,
};

const explain: CommandDefinition = {
  name: "explain",
  positionals: "[name]",
  positionalOptions: {
    name: { type: "string", describe: "Table, by its name in tables.yaml; every table when absent" },
  },
  summary: "Say what each column becomes, why, what can be lost and what could be chosen instead, without Snowflake",
  options: {
    type: { type: "string", requiresArg: true, describe: "Explain a Snowflake type; needs no project" },
    policy: {
      type: "string",
      array: true,
      requiresArg: true,
      describe: "With --type: a policy as in tables.yaml, NAME=VALUE",
    },
    format: { choices: ["text", "md"], default: "text", describe: "How to print it" },
  },
  examples: [
    ["$0 explain", "every table of metadata/schemas"],
    ["$0 explain orders --format md", "one table, for a pull request"],
    ["$0 explain --type 'TIMESTAMP_NTZ(9)'", "a type"],
    ["$0 explain --type 'NUMBER(9,0)' --policy integers=smallest", "a type under another policy"],
  ],
  load: async () => (await import("./commands/explain.ts")).explain,
};

const diagram: CommandDefinition = {
  name: "diagram",
  summary: "Draw the PostgreSQL tables and their foreign keys from the metadata files, without Snowflake",
  options: {
    table: tableOptions.table,
    format: {
      choices: ["mermaid", "md", "svg"],
      default: "mermaid",
      describe: "Mermaid text, alone or fenced, or a picture",
    },
    columns: { choices: ["all", "keys"], default: "all", describe: "All columns, or those of keys" },
    out: { type: "string", requiresArg: true, describe: "Write to this file instead of standard output" },
  },
  examples: [
    ["$0 diagram --format svg --out docs/tables.svg", "a picture to commit"],
    ["$0 diagram --table 'market_*' --format md", "for a pull request, which draws it"],
  ],
  load: async () => (await import("./commands/diagram.ts")).diagram,
};

const keys: CommandDefinition = {
  name: "keys",
  positionals: "<action> [name]",
  positionalOptions: {
    action: { type: "string", choices: ["create", "list"], describe: "create: a new key; list: who may sign and read" },
    name: { type: "string", default: "extractor", describe: "create: names the files" },
  },
  summary: "Make the key that signs bundles, or list the keys that are in use",
  options: {
    "private-folder": {
      type: "string",
      requiresArg: true,
      default: ".dp/keys",
      describe: "Where the private half goes; never into version control",
    },
  },
  examples: [
    ["$0 keys create", "once, and again for each rotation under another name"],
    ["$0 keys create extractor-2028 --private-folder ~/.dp", "elsewhere"],
    ["$0 keys list", "what the files of config/keys say, and which of them count"],
  ],
  load: async () => (await import("./commands/keys.ts")).keys,
};

const unload: CommandDefinition = {
  name: "unload",
  summary: "Write the rows of committed tables into signed, encrypted bundles for the other side",
  options: {
    ...tableOptions,
    full: { type: "boolean", describe: "Send whole tables, whatever their sync_mode" },
    verify: { type: "boolean", describe: "Add counts and sums of the whole tables, whatever their `verify` says" },
    resync: {
      type: "string",
      array: true,
      requiresArg: true,
      describe: "Send again: TABLE, or TABLE:BUCKET,… as `applier-cli status` names them",
    },
    resend: {
      type: "number",
      requiresArg: true,
      describe: "Publish this bundle of one feed once more, byte for byte; asks Snowflake nothing",
    },
    purge: {
      type: "boolean",
      describe: "Afterwards remove old bundles: those that receipts say are applied, or older than delivery.keep_days",
    },
    "dry-run": { type: "boolean", describe: "Say what would be sent and how; write nothing" },
    reader: {
      choices: ["auto", "result", "driver", "stage"],
      default: "auto",
      describe: "How rows are fetched: chunks of the result, the driver's rows, or files that the warehouse writes",
    },
    ...connectOptions,
    "statement-timeout": { ...connectOptions["statement-timeout"], defaultDescription: "14400" },
  },
  examples: [
    ["$0 unload --all", "whatever is new of every table"],
    ["$0 unload --all --dry-run", "what that would be"],
    ["$0 unload --table orders --full", "a table as a whole, also after bundles were lost"],
    ["$0 unload --table orders --resync orders:3,17", "the parts that the other side found to differ"],
    ["$0 unload --table orders --resend 12", "a bundle that the transport lost"],
  ],
  load: async () => (await import("./commands/unload.ts")).unload,
};

const rowHashes: CommandDefinition = {
  name: "row-hashes",
  positionals: "<table>",
  positionalOptions: { table: { type: "string", describe: "Table, by its name in tables.yaml" } },
  summary: "Write hashes of the rows of a table as last sent, from which the other side names the rows that differ",
  options: {
    buckets: {
      type: "string",
      array: true,
      requiresArg: true,
      describe: "Only rows of these, as `applier-cli verify --data` names them: 3,17",
    },
    reader: {
      choices: ["auto", "result", "driver", "stage"],
      default: "auto",
      describe: "How rows are fetched, as for unload",
    },
    ...connectOptions,
    "statement-timeout": { ...connectOptions["statement-timeout"], defaultDescription: "14400" },
  },
  examples: [
    ["$0 row-hashes orders --buckets 3,17", "what applier-cli verify --data asked for"],
    ["$0 row-hashes orders", "of every row of the table"],
  ],
  load: async () => (await import("./commands/row-hashes.ts")).rowHashes,
};

const restart: CommandDefinition = {
  name: "restart",
  summary: "Begin the chain of bundles anew, where two extractors wrote it or the other side refuses to go on",
  options: tableOptions,
  examples: [["$0 restart --table orders", "then unload: everything is sent in full, in a new epoch"]],
  load: async () => (await import("./commands/restart.ts")).restart,
};

/** The VPN side's program. */
export const program: ProgramDefinition = {
  name: "extractor-cli",
  version: manifest.version,
  description: "Reads tables from Snowflake and writes files from which PostgreSQL tables are made elsewhere.",
  commands: [init, ping, roles, discover, extract, diff, explain, render, diagram, keys, unload, rowHashes, restart],
};
