import type { CommandDefinition, ProgramDefinition } from "@dp/cli-kit";

import manifest from "../package.json" with { type: "json" };

const table = {
  type: "string",
  array: true,
  requiresArg: true,
  describe: "Tables by name; * and ? stand for anything",
} as const;

const format = { choices: ["text", "sql", "md", "json"], default: "text", describe: "How to print the plan" } as const;

const target = {
  type: "string",
  requiresArg: true,
  describe: "A target of config/postgres.yaml, by name; otherwise its default",
} as const;

const dropExisting = {
  type: "boolean",
  describe: "Drop tables that differ and create them again; never CASCADE",
} as const;

const wait = {
  type: "number",
  requiresArg: true,
  default: 30,
  describe: "Seconds to wait for another run to end",
} as const;

const dropColumns = {
  type: "boolean",
  describe: "Drop columns that are not in the metadata, with their values; they stay otherwise",
} as const;

const ping: CommandDefinition = {
  name: "ping",
  summary: "Connect to PostgreSQL and say as whom, what the role may do, and where each setting came from",
  options: {},
  examples: [["$0 ping", "with the settings of the environment and .env"]],
  load: async () => (await import("./commands/ping.ts")).ping,
};

const plan: CommandDefinition = {
  name: "plan",
  summary: "Show what apply would do; changes nothing",
  options: {
    table,
    target,
    format,
    "drop-existing": dropExisting,
    "drop-columns": dropColumns,
    out: { type: "string", requiresArg: true, describe: "Save the plan, to be applied as it is: apply FILE" },
    "exit-code": { type: "boolean", describe: "Exit 2 when there is something to do" },
  },
  examples: [
    ["$0 plan", "every table"],
    ["$0 plan --out plan.json", "save it: apply plan.json then does exactly this, or nothing"],
    ["$0 plan --format sql", "the statements, for a DBA"],
    ["$0 plan --format md", "for a pull request"],
  ],
  load: async () => (await import("./commands/plan.ts")).plan,
};

const apply: CommandDefinition = {
  name: "apply",
  positionals: "[file]",
  positionalOptions: {
    file: {
      type: "string",
      describe: "A plan that plan --out saved; refused when the metadata or the tables have moved",
    },
  },
  summary: "Create and change tables as planned, then verify",
  options: {
    all: { type: "boolean", describe: "Every table of metadata/schemas" },
    table,
    target,
    "drop-existing": dropExisting,
    "drop-columns": dropColumns,
    yes: { type: "boolean", alias: "y", describe: "Do not ask" },
    allow: {
      type: "string",
      array: true,
      requiresArg: true,
      describe: "Hazards that may happen, by name; again, or with commas between",
    },
    confirm: { type: "string", requiresArg: true, describe: "The database's name: rows may be dropped there" },
    wait,
  },
  examples: [
    ["$0 apply --all", "shows the plan, asks, applies, verifies"],
    ["$0 apply --all --yes", "in CI"],
    ["$0 apply plan.json", "what was saved and reviewed, without being asked"],
    ["$0 apply --all --yes --allow REWRITES_TABLE", "with a step that writes a table anew"],
    ["$0 apply --table orders --drop-existing --confirm finance", "make one table anew"],
  ],
  load: async () => (await import("./commands/apply.ts")).apply,
};

const verify: CommandDefinition = {
  name: "verify",
  summary: "Compare the tables with their metadata, and their rows with what was loaded; exit 2 when something differs",
  options: {
    table,
    target,
    data: {
      type: "boolean",
      describe: "Also sum up all rows anew, and name the buckets that are not as they were loaded",
    },
    rows: {
      type: "string",
      describe:
        "With --data: name the rows that differ, by what extractor-cli row-hashes wrote; the newest of each table that differs, or FEED/rows-TABLE-…",
    },
    "show-values": { type: "boolean", describe: "With --rows: print the keys of rows, or their hashes; in --json too" },
    limit: {
      type: "number",
      requiresArg: true,
      default: 20,
      describe: "With --rows: how many rows of a table are printed; --json has up to 10,000",
    },
  },
  examples: [
    ["$0 verify", "every table"],
    ["$0 verify --data", "and every row"],
    ["$0 verify --data --rows --show-values", "which rows differ, by key; see extractor-cli row-hashes"],
    ["$0 verify -q", "silent when all is well, for cron"],
  ],
  load: async () => (await import("./commands/verify.ts")).verify,
};

const status: CommandDefinition = {
  name: "status",
  summary:
    "Show what was applied and loaded, how fresh it is, and what is late, lost or different; exit 2 when something is",
  options: {
    grace: {
      type: "number",
      requiresArg: true,
      default: 3600,
      describe: "Seconds that a bundle may be on its way before it is called lost",
    },
    run: { type: "string", requiresArg: true, describe: "The statements of one run" },
    limit: { type: "number", requiresArg: true, default: 20, describe: "How many runs" },
  },
  examples: [
    ["$0 status", "the latest runs"],
    ["$0 status --run 20260102T030405Z-abcdef", "every statement of a run"],
  ],
  load: async () => (await import("./commands/status.ts")).status,
};

const load: CommandDefinition = {
  name: "load",
  summary: "Load bundles of rows from the exchange: each exactly once, all of it or nothing, proven equal by sums",
  options: {
    feed: {
      type: "string",
      array: true,
      requiresArg: true,
      describe: "Feeds by name, which is that of their first table; * and ? stand for anything; all when absent",
    },
    target,
    "dry-run": {
      type: "boolean",
      describe: "Look at everything and say what would be loaded, and how; change nothing",
    },
    "keep-previous": {
      type: "boolean",
      describe: "Keep a table that is swapped out as dp_load.previous_<schema>_<table>, until the next time",
    },
    "in-place": { type: "boolean", describe: "Never swap tables: change their rows where they are" },
    "accept-drift": {
      type: "boolean",
      describe: "Load although somebody else changed a table; what differs then is marked",
    },
    allow: {
      type: "string",
      array: true,
      requiresArg: true,
      describe:
        "BLOCKS_READERS: TRUNCATE where a table cannot be swapped; DELETES_DATA: values of columns that bundles do not have",
    },
    connections: { type: "number", requiresArg: true, default: 2, describe: "Sessions that copy at the same time" },
    hold: { type: "string", requiresArg: true, describe: "Load nothing more of this feed until it is released" },
    release: { type: "string", requiresArg: true, describe: "Load this feed again" },
    skip: {
      type: "string",
      requiresArg: true,
      describe: "FEED:NUMBER, the next bundle: go on without it; its rows are missing then",
    },
    reason: { type: "string", requiresArg: true, describe: "Why it is held, released or skipped; kept in the ledger" },
    purge: {
      type: "boolean",
      describe:
        "Afterwards remove old bundles from the exchange: those that this database has applied or does not need, for longer than delivery.keep_days (30)",
    },
    "show-values": { type: "boolean", describe: "Errors may show the value that PostgreSQL refuses" },
    wait,
  },
  examples: [
    ["$0 load", "every feed, every bundle that is new"],
    ["$0 load --dry-run", "what would be loaded, and why in that way"],
    ["$0 load --feed orders --keep-previous", "one feed; the old rows stay beside it"],
    ["$0 load --purge --dry-run", "which old bundles would be removed from the exchange"],
    ['$0 load --hold orders --reason "wrong prices since Monday"', "until --release"],
    ['$0 load --skip orders:7 --reason "file lost for good"', "the next full or --resync brings its rows"],
  ],
  load: async () => (await import("./commands/load.ts")).load,
};

const roles: CommandDefinition = {
  name: "roles",
  summary: "Print the SQL that makes the roles with the least rights: owner, loader, planner, reader; changes nothing",
  options: {
    print: { type: "boolean", default: true, describe: "Print it; nothing is ever run" },
    target,
    prefix: {
      type: "string",
      requiresArg: true,
      default: "dp",
      describe: "What the roles' names begin with; the owner is the target's where it names one",
    },
    database: {
      type: "string",
      requiresArg: true,
      describe: "Name of the database",
      defaultDescription: "that of the target, or POSTGRES_DATABASE",
    },
  },
  examples: [
    ["$0 roles --print", "for a DBA to read and run"],
    ["$0 roles --print --prefix fin --database finance", "fin_owner, fin_loader, fin_planner, fin_reader"],
  ],
  load: async () => (await import("./commands/roles.ts")).roles,
};

const keys: CommandDefinition = {
  name: "keys",
  positionals: "<action> [name]",
  positionalOptions: {
    action: { type: "string", choices: ["create", "list"], describe: "create: a new key; list: who may sign and read" },
    name: { type: "string", default: "applier", describe: "create: names the files" },
  },
  summary: "Make the key that opens bundles, or list the keys that are in use",
  options: {
    "private-folder": {
      type: "string",
      requiresArg: true,
      default: ".dp/keys",
      describe: "Where the private half goes; never into version control",
    },
    "post-quantum": { type: "boolean", describe: "create: age1pq1…; every recipient of a bundle must be of that kind" },
    receipts: { type: "boolean", describe: "create: instead, a key that signs receipts for the extractor" },
  },
  examples: [
    ["$0 keys create", "once, and again for each rotation under another name"],
    ["$0 keys create applier-receipts --receipts", "to tell the extractor what was applied"],
    ["$0 keys list", "what the files of config/keys say, and which of them count"],
  ],
  load: async () => (await import("./commands/keys.ts")).keys,
};

/** The external side's program. */
export const program: ProgramDefinition = {
  name: "applier-cli",
  version: manifest.version,
  description: "Makes PostgreSQL tables from reviewed metadata files, and verifies that they match.",
  commands: [ping, plan, apply, load, verify, status, roles, keys],
};
