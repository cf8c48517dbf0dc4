import { knownEditions, lossCodes } from "@dp/type-map";

import { policies } from "../policies.ts";

import { relationKindWords } from "./patterns/kinds.ts";
import { choice, flag, list, object, text, type SchemaNode } from "./schema-parts.ts";

/** Of a file that names none, in every release: a newer one must not map its tables anew. */
const FIRST_EDITION = 1;

const TREATMENTS = ["enforced", "not_enforced", "omit"];
const SCHEDULES = ["hourly", "daily", "weekly", "monthly", "manual"];

/**
 * The JSON Schema of `config/tables.yaml`, published as `schema/tables.v1.schema.json` for editors.
 * Policies and loss codes come from `@dp/type-map`, so that the two cannot disagree.
 */
export function tablesSchema(): SchemaNode {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:dp:schema:tables:1",
    title: "config/tables.yaml",
    ...object("Which tables go from Snowflake to PostgreSQL, and how.", topLevel(), ["tables"]),
  };
}

function topLevel(): Readonly<Record<string, SchemaNode>> {
  const table = tableKeys();
  const { name, ...shared } = table;
  const place = "Shared by every table that does not say otherwise.";
  return {
    version: { description: "Version of this file's format.", type: "integer", enum: [1], default: 1 },
    edition: {
      description: "Mapping edition: another mapping, name or print only ever comes under a new number.",
      type: "integer",
      enum: knownEditions,
      default: FIRST_EDITION,
    },
    source: object("When set, a session of any other account or role is refused.", {
      account: text("Account identifier, e.g. MYORG-PROD."),
      role: text("Name of the role."),
      zone: text(
        "Time zone (IANA name) of the sessions that write rows: what CURRENT_TIMESTAMP() means on a TIMESTAMP_NTZ column.",
      ),
    }),
    protection: {
      description: "How much extract asks of the policies and tags on a table: one statement more, three, or none.",
      type: "string",
      enum: ["none", "masking", "full"],
      default: "masking",
    },
    defaults: object("Inherited by every table: maps key by key, everything else whole.", {
      ...shared,
      snowflake: object(place, {
        database: snowflakeName("Database."),
        schema: snowflakeName("Schema."),
        ...patternKeys(),
      }),
      postgres: object(place, { schema: text("Schema.") }),
    }),
    tables: list(
      "The tables, in any order.",
      object("One table.", { ...(name === undefined ? {} : { name }), ...shared }, ["name"]),
      { minItems: 1 },
    ),
    delivery: object("Where bundles of rows go.", {
      folder: text("Folder that bundles are written to.", { maxLength: 4096 }),
      recipients: list("Files with the public keys of those who may read bundles.", text("A file."), { minItems: 1 }),
      signing_key: text("File with the key that signs bundles.", { maxLength: 4096 }),
      receipts: text("Folder in which the applier leaves receipts.", { maxLength: 4096 }),
      keep_days: {
        description:
          "Days for which sent bundles are kept in .dp/outbox for `unload --resend`; after as many days `unload --purge` may remove them from the folder. Not kept when left out.",
        type: "integer",
        minimum: 1,
        maximum: 3650,
      },
      receipt_signers: list("Files with the public keys whose signatures on receipts count.", text("A file."), {
        minItems: 1,
      }),
    }),
  };
}

function tableKeys(): Readonly<Record<string, SchemaNode>> {
  return {
    name: text(
      "Names the files and the feed: small letters, digits and underscores; of a pattern a template with {database}, {schema}, {table}.",
      { pattern: "^([a-z0-9_]|\\{(database|schema|table)\\})+$", maxLength: 100 },
    ),
    snowflake: object("The table in Snowflake: names as stored, in exact case, without quotes.", {
      database: snowflakeName("Database."),
      schema: snowflakeName("Schema; may be a pattern."),
      table: snowflakeName("Table or view; the upper-cased `name` when left out; may be a pattern."),
      ...patternKeys(),
    }),
    postgres: object("The table in PostgreSQL: names as they will be stored; of a pattern templates.", {
      schema: text("Schema.", { default: "public" }),
      table: text("Table; `name` when left out."),
      was: object("Where the table stood before: it is renamed or moved from there instead of made anew.", {
        schema: text("Schema; the present one when left out."),
        table: text("Table; the present one when left out."),
      }),
    }),
    sync_mode: choice(
      "How rows travel: the whole table each time, changed rows by key, or new rows only.",
      ["full", "incremental", "append"],
      { default: "full" },
    ),
    schedule: schedule(),
    encryption: flag("Whether rows are encrypted on their way; false wants a `reason`.", true),
    reason: text("Why the rows of this table may travel unencrypted.", { maxLength: 1000 }),
    compression: flag("Whether rows are compressed on their way.", true),
    policies: policyKeys(),
    accept_loss: acceptedLosses("Losses that are accepted for this table, by code."),
    losses: choice(
      "What a loss that is not accepted is: a warning, or an error that refuses the table.",
      ["warn", "fail"],
      { default: "warn" },
    ),
    columns: columns(),
    keys: keys(),
    foreign_key_indexes: flag("Whether the columns of each foreign key get an index.", true),
    indexes: list(
      "Further indexes.",
      object(
        "One B-tree index.",
        { columns: names("PostgreSQL column names, in order."), unique: flag("Whether it is unique.", false) },
        ["columns"],
      ),
    ),
    incremental: object(
      "How changed or new rows are found; needed by `sync_mode: incremental`.",
      {
        cursor: snowflakeName("Snowflake column that grows with every change, or with every new row."),
        key: names("Snowflake columns that identify a row; needed by `sync_mode: incremental`."),
        overlap: {
          description:
            "Minutes: rows whose cursor is that much older than the newest one sent are sent again, for writers that commit late.",
          type: "integer",
          minimum: 0,
          maximum: 10_080,
          default: 15,
        },
      },
      ["cursor"],
    ),
    verify: choice(
      "When a bundle of changes also carries counts and sums of the whole table, by which the other side finds what the cursor missed; manual: with `unload --verify`.",
      ["every-bundle", "daily", "manual"],
      { default: "every-bundle" },
    ),
  };
}

function acceptedLosses(description: string): SchemaNode {
  return list(description, choice("", Object.keys(lossCodes)), { uniqueItems: true });
}

function snowflakeName(description: string): SchemaNode {
  return text(description);
}

/** What only means something beside a pattern. */
function patternKeys(): Readonly<Record<string, SchemaNode>> {
  const table = snowflakeName("Table or view; may be a pattern.");
  return {
    exclude: list("What a pattern leaves out: tables, by name or pattern, or { schema: …, table: … }.", {
      description: "A table, or tables of a schema.",
      type: ["string", "object"],
      if: { type: "string" },
      then: table,
      else: object("All whose names fit.", { schema: snowflakeName("Schema; may be a pattern."), table }),
    }),
    kinds: list("What a pattern means; all kinds when left out.", choice("", relationKindWords), {
      minItems: 1,
      uniqueItems: true,
    }),
  };
}

function names(description: string): SchemaNode {
  return list(description, text(""), { minItems: 1, uniqueItems: true });
}

function schedule(): SchemaNode {
  return {
    description: "When rows travel: a word, or a cron line with its time zone.",
    type: ["string", "object"],
    default: "manual",
    if: { type: "string" },
    then: { enum: SCHEDULES },
    else: object(
      "A cron line.",
      {
        cron: text('Five fields: minute, hour, day, month, weekday; e.g. "0 2 * * 1-5".'),
        zone: text("IANA time zone the fields are read in, e.g. Europe/Zurich."),
      },
      ["cron", "zone"],
    ),
  };
}

function policyKeys(): SchemaNode {
  const known = policies.map((policy): [string, SchemaNode] => [
    policy.yamlName,
    choice(policy.description, policy.values, { default: policy.default }),
  ]);
  return object("How values are mapped where there is a choice; see docs/type-map.md.", Object.fromEntries(known));
}

function columns(): SchemaNode {
  return {
    description: "Settings of single columns, by stored Snowflake name.",
    type: "object",
    propertyNames: { type: "string", minLength: 1, maxLength: 255, not: { const: "__proto__" } },
    additionalProperties: object("One column.", {
      type: text(
        'PostgreSQL type instead of the mapped one, e.g. "numeric(20,4)"; a narrower one wants its losses accepted.',
      ),
      name: text("PostgreSQL column name."),
      was: text("PostgreSQL name that the column had before: it is renamed instead of made anew."),
      exclude: flag("true: the column is left behind.", false),
      sensitive: text("Label for reviewers, e.g. pii.", { maxLength: 100 }),
      policies: policyKeys(),
      accept_loss: acceptedLosses("Losses that are accepted for this column, by code."),
    }),
  };
}

function keys(): SchemaNode {
  const kind = (which: string): SchemaNode => choice(`${which}.`, TREATMENTS, { default: "enforced" });
  return object("What becomes of keys, which Snowflake does not enforce: a constraint, a plain index, or nothing.", {
    primary: kind("Primary key"),
    unique: kind("Unique keys"),
    foreign: kind("Foreign keys"),
  });
}
