import { settingsOf, type Side } from "../src/index.ts";
import type { SchemaNode } from "../src/tables/schema-parts.ts";

/** `docs/configuration.md`, from the schemas of both files and the table of variables. */
export function printConfiguration(schema: SchemaNode, postgres: SchemaNode): string {
  const { defaults, tables, ...top } = schema.properties ?? {};
  const table = (tables as { readonly items?: SchemaNode } | undefined)?.items ?? {};
  const sections = [
    HEAD,
    "### The file",
    keyTable({
      type: "object",
      properties: {
        ...top,
        defaults: { description: `${defaults?.description ?? ""} Every key of a table but \`name\`.` },
        tables: { description: "The tables: a list of what follows." },
      },
    }),
    "### A table",
    keyTable(table),
    RULES,
    TARGETS,
    "### The file of targets",
    keyTable(withoutShared(postgres)),
    "### A target",
    keyTable(targetOf(postgres)),
    TARGET_RULES,
    ENVIRONMENT,
    "### Snowflake, read by `extractor-cli`",
    variableTable("snowflake"),
    SIGN_IN,
    markdownTable(METHODS),
    TOKEN_CACHE,
    "### PostgreSQL, read by `applier-cli`",
    variableTable("postgres"),
    TLS,
  ];
  return `${sections.join("\n\n")}\n`;
}

const HEAD = `# Configuration

A project is a folder with \`config/\` and \`metadata/\`: the nearest one upwards from where a program runs, or the one
that \`--project DIR\` names. \`extractor-cli init\` makes one.

## config/tables.yaml

YAML 1.2. Unknown keys are errors, and everything that is wrong is reported at once with file, line and column. For
completion in an editor, put this on the first line:
\`# yaml-language-server: $schema=<path>/tables.v1.schema.json\`; the schema is in \`packages/config/schema/\`.`;

const RULES = `What a table does not say it takes from \`defaults\`: maps (\`snowflake\`, \`postgres\`, \`policies\`, \`keys\`, \`columns\`)
key by key, everything else whole. Beyond the table above:

- \`name\`, the Snowflake table and the PostgreSQL table are each unique in the file.
- Snowflake names are written as Snowflake stores them, in exact case and without quotes: \`CREATE TABLE orders\` stores
  \`ORDERS\`. Where \`*\`, \`?\` or \`%\` is part of a name, it stands in brackets: \`SALES[%]\`.
- PostgreSQL names have at most 63 bytes.
- \`sync_mode: incremental\` needs \`incremental\` with \`cursor\` and \`key\`, \`append\` a \`cursor\` unless Snowflake tracks the table's changes; \`encryption: false\` needs \`reason\`.
- An excluded column has no other settings, and does not find changed rows.

### Policies and tags

\`protection\` says what \`extract\` asks beside the structure of each table. What it finds stands in the metadata, in
\`explain\` and in what \`diff\` shows a reviewer; nothing of it is made in PostgreSQL.

- \`masking\`: one DESCRIBE, which shows the masking policies that stand on columns themselves. No warehouse.
- \`full\`: two statements more, for row access policies, tags, and masking policies that come with tags. They need a
  warehouse, and of the role APPLY MASKING POLICY or APPLY ROW ACCESS POLICY on the account. What cannot be seen is a
  finding of the table.
- \`none\`: nothing; for many thousands of tables, or where no policies are used.

### Patterns

One entry can stand for many tables. In \`snowflake.schema\` and \`snowflake.table\`, \`*\` stands for any characters and \`?\`
for one, in exact case; \`_\` is only itself.

\`\`\`yaml
tables:
  - name: "{schema}_{table}"
    snowflake: { database: PROD_DB, schema: SALES_*, table: "*", exclude: ["*_BAK", { schema: SALES_TEST }] }
    postgres: { schema: sales }
  - name: orders # an entry of its own wins over a pattern
    snowflake: { database: PROD_DB, schema: SALES_EU, table: ORDERS }
\`\`\`

- \`name\`, \`postgres.schema\` and \`postgres.table\` are templates: \`{database}\`, \`{schema}\` and \`{table}\` are the stored
  names in small letters, with an underscore for everything but letters, digits and underscores.
- \`exclude\` leaves tables out by name or pattern, and by schema as a map; \`kinds\` takes only some kinds, e.g.
  \`[table, transient-table]\`. \`INFORMATION_SCHEMA\` and the passing tables of Snowpark (\`SNOWPARK_TEMP_…\`,
  \`SN_TEMP_OBJECT_…\`) are never meant.
- \`extract\` asks Snowflake each time what a pattern means. Two patterns that match one table, or two tables that get one
  name, are an error that names both with their lines. A pattern that matches nothing, tables that newly match and tables
  that are gone are warnings; files of tables that are gone stay until \`extract --prune\`.
- What a pattern matches and cannot be carried over (a kind that is refused) is a warning and left out; the same table in
  an entry of its own fails.
- Other settings of the entry are for all of its tables; settings of a column only for tables that have it.

### Losses

\`docs/type-map.md\` names each loss and its effect. \`accept_loss\`, of a table or of one column, says that it is known:

- Where values are \`truncated\` or \`changed\` and nobody accepted it, the table has the finding \`LOSS_NOT_ACCEPTED\`. Under
  \`losses: fail\` the table is refused instead (exit code 3), and its files stay as they were.
- \`refused\` and \`behaviour\` are no losses in this sense, and never fail a table: a refused value stops the load that meets
  it, by table, column and reason, so it cannot be lost in silence; under \`behaviour\` every value arrives as it was, and
  only PostgreSQL's comparing differs, which has a finding of its own.
- A \`type\` of a column that is narrower than its mapping brings losses of whatever effect; each must be accepted by name,
  or the table is refused with the names. A wider type wants nothing. A type that cannot hold the values is refused.
- An acceptance that no value of its table or column can need has the finding \`ACCEPTED_LOSS_UNUSED\`; one in \`defaults\`
  when no table needs it.

Columns joined by foreign keys get one type, and a \`type\` that is said for one of them is the others' too. Where they
cannot take it, so that PostgreSQL could not join them, the table that says it is refused, with both columns named.

### Editions

\`edition\` fixes what tables become: types, losses, defaults, names. A release that would map a type otherwise does so
under a new number only, and goes on mapping by the older ones, so that an update changes no file by itself.`;

/** The top of postgres.yaml; what a target says has a table of its own. */
function withoutShared({ properties = {} }: SchemaNode): SchemaNode {
  const { defaults, targets, ...top } = properties;
  return {
    type: "object",
    properties: {
      ...top,
      defaults: {
        description: `${defaults?.description ?? ""} Every key of a target but \`default\` and \`database\`.`,
      },
      targets: { description: `${targets?.description ?? ""} What follows.` },
    },
  };
}

function targetOf({ properties = {} }: SchemaNode): SchemaNode {
  const { verify, ...others } = (properties.targets?.additionalProperties as SchemaNode).properties ?? {};
  const codes = { "<CODE>": { description: verify?.description ?? "", enum: ["error", "warning", "ignore"] } };
  return {
    properties: { ...others, verify: { description: "What `verify` says of differences.", properties: codes } },
  };
}

const TARGETS = `## config/postgres.yaml

Optional, and owned by those who run PostgreSQL: where the tables stand, and what is there beside what the metadata says.
It is laid over the metadata when \`applier-cli\` plans, applies and verifies. The same rules as for tables.yaml; the schema for
editors is \`packages/config/schema/postgres.v1.schema.json\`.

\`\`\`yaml
version: 1
defaults:
  owner: dp_owner
  grants: { dp_reader: [select] }
  verify: { INDEX_EXTRA: ignore } # an index that a DBA added is nobody's harm
targets:
  test:
    default: true
    database: finance_test
  production:
    database: finance # a connection to any other database is refused
    schemas: { public: finance } # what the metadata puts into public stands in finance
    protected: true
    tables:
      financial_data:
        indexes: [{ columns: [trade_date, amount] }]
\`\`\``;

const TARGET_RULES = `- Without \`--target NAME\` the target that is the default is taken, or the only one. A saved plan says its target itself.
- What is not said is not compared: without \`owner\`, \`grants\` or \`tablespace\` nobody looks at them. With \`grants\`, a
  privilege that is missing is given, one more is \`GRANT_EXTRA\` (a warning unless \`verify\` says otherwise), and
  \`extra_grants: revoke\` takes it away. \`reader: []\` in a table gives that role nothing there.
- \`USAGE\` on a schema is given to every role that \`grants\` names for a table in it; it is never taken away.
- A schema that \`apply\` makes gets the target's \`owner\`. The role that applies must be a member of it, and it needs
  \`CREATE\` on the schemas: \`applier-cli roles --print\` writes that SQL.
- Another \`tablespace\` of a table that stands moves it: \`--allow REWRITES_TABLE\`.
- \`INDEX_EXTRA\`, \`GRANT_EXTRA\` and the other names under \`verify\` are the codes that \`verify\` prints. A kind that is a warning
  or ignored is planned and applied all the same.
- A saved plan is refused when the file means something else for its tables than it did. \`verify\` and \`protected\` may change.
- Names of tables and schemas that the metadata does not have are warnings; a column of an index that its table does not
  have is an error.`;

const ENVIRONMENT = `## Environment

Each variable comes from the first of these that has it; an empty value counts as none:

1. the process: \`NAME\`, or \`NAME_FILE\`, which names a file that holds the value;
2. \`.env\` in the project's folder: \`NAME\` or \`NAME_FILE\`;
3. for Snowflake, the connection of \`connections.toml\` that \`--connection NAME\` or \`SNOWFLAKE_DEFAULT_CONNECTION_NAME\` names;
4. the fallback in the table, from the process or from \`.env\`.

In \`.env\`, quote a value that holds \`#\`, and put comments on lines of their own: an unquoted \`#\` is an error, because
the value would be cut there. A \`.env\` that holds secrets must be readable by its owner alone (\`chmod 600 .env\`). Paths
may begin with \`~/\`; relative ones begin at the project's folder in \`.env\`, at the working folder otherwise. \`ping\` shows
where each value came from, and never a secret.

### connections.toml

The file of Snowflake's own programs is read as they read it: in \`SNOWFLAKE_HOME\`, else \`~/.snowflake\`, else
\`~/.config/snowflake\` (macOS: \`~/Library/Application Support/snowflake\`, Windows: \`%LOCALAPPDATA%\\snowflake\`);
\`connections.toml\` with \`[NAME]\`, or where there is none \`config.toml\` with \`[connections.NAME]\`. The file must be readable
by its owner alone (mode 0600). \`SNOWFLAKE_CONNECTIONS_<NAME>_<KEY>\` comes before a key of the file. Our own variables come
before both: what is set in the process or in \`.env\` wins over the connection, and \`ping\` shows it.

Read are \`account\`, \`region\`, \`user\`, \`role\`, \`warehouse\`, \`database\`, \`schema\`, \`authenticator\`, \`password\`, \`passcode\`,
\`private_key_file\`, \`private_key_file_pwd\`, \`token\`, \`token_file_path\`, \`oauth_client_id\`, \`oauth_client_secret\`,
\`oauth_token_request_url\`, \`oauth_scope\`, \`workload_identity_provider\`, \`host\`, \`port\`, \`protocol\`, \`proxy_host\`, \`proxy_port\`,
\`proxy_user\`, \`proxy_password\`, \`no_proxy\` and \`client_store_temporary_credential\`; other keys change nothing.
\`private_key_raw\` is refused: name a file.`;

const SIGN_IN = `Without \`SNOWFLAKE_AUTH_METHOD\`: \`key_pair\` when a key's path is set, else \`workload_identity\` when a provider is,
else \`oauth_client_credentials\` when a client is, else \`pat\` when a token is, else \`password\` when a password is, else \`sso\`.`;

const TOKEN_CACHE = `With \`SNOWFLAKE_TOKEN_CACHE\` on, what the account gives to spare the next sign-in (\`ALLOW_ID_TOKEN\`,
\`ALLOW_CLIENT_MFA_CACHING\`) is kept for some hours in \`~/.cache/dp\` (macOS: \`~/Library/Caches/dp\`), in a file that only you may
read. \`ping\` says whether it is on and whether the account gave one.`;

const METHODS: readonly Row[] = [
  ["method", "needs", "notes"],
  [
    "`sso`",
    "a browser, here or elsewhere",
    "prints the address too; one sign-in a run; keeps a token where the account allows it",
  ],
  ["`okta`", "`SNOWFLAKE_SSO_URL`, `SNOWFLAKE_PASSWORD`", "no browser and no second factor"],
  [
    "`key_pair`",
    "`SNOWFLAKE_PRIVATE_KEY_PATH`",
    "RSA, 2048 bits or more, PKCS#8 or PKCS#1, encrypted or not; the file of mode 0600",
  ],
  ["`pat`", "`SNOWFLAKE_TOKEN`", "the user must be under a network policy"],
  ["`oauth`", "`SNOWFLAKE_TOKEN`", "lives for minutes; not renewed here"],
  ["`oauth_client_credentials`", "`SNOWFLAKE_OAUTH_CLIENT_ID`, `SNOWFLAKE_OAUTH_CLIENT_SECRET`", "for programs"],
  [
    "`workload_identity`",
    "`SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER`",
    "no secret; only then is a cloud's metadata host asked. OIDC takes its token from `SNOWFLAKE_TOKEN`",
  ],
  [
    "`password`",
    "`SNOWFLAKE_PASSWORD`, `SNOWFLAKE_PASSCODE`",
    "Snowflake ended the password alone in 2026; without a passcode there is a warning",
  ],
];

const TLS = `Without \`POSTGRES_SSLMODE\`, a server elsewhere must prove its name (\`verify-full\`), and a server on this machine (a
socket, \`localhost\`, \`127.0.0.0/8\`, \`::1\`) is spoken to without TLS. The modes mean what they mean to
libpq: \`require\` encrypts and trusts any certificate, unless an authority is named; \`allow\` and \`prefer\` take what they get;
a socket never uses TLS. \`ping\` says what was checked.

A value comes from \`POSTGRES_…\`, else from the service that \`POSTGRES_SERVICE\` or \`PGSERVICE\` names, else from \`PG…\`; a password
last from \`~/.pgpass\` (\`POSTGRES_PASSFILE\`), which is not read when others may read it. Host, database and user are never
guessed. Other keys of a service are refused, lists of hosts are not supported; \`PGHOSTADDR\`,
\`PGREQUIREAUTH\`, \`PGCHANNELBINDING=require\`, \`PGSSLCRL\` and \`PGSSLCRLDIR\` are not honoured, and a warning says so.

Refused with the reason: PostgreSQL before 14, a database that is not UTF8, a standby, and a pooler in transaction mode
(locks and settings of a session do not hold there; one in session mode does). PostgreSQL after 18 gives a warning.`;

type Row = readonly string[];

function keyTable(schema: SchemaNode): string {
  return markdownTable([["key", "what it says", "values", "default"], ...keyRows(schema, "")]);
}

function keyRows(schema: SchemaNode, prefix: string): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, node]) => {
    const name = `${prefix}${key}`;
    const own = [code(name), node.description ?? "", values(node), standard(node)];
    return [own, ...nestedRows(node, name)];
  });
}

function nestedRows(node: SchemaNode, name: string): readonly Row[] {
  const { items, additionalProperties, else: otherwise } = node as Record<string, SchemaNode | undefined>;
  if (items?.properties !== undefined) return keyRows(items, `${name}[].`);
  if (additionalProperties?.properties !== undefined) {
    const { policies, ...properties } = additionalProperties.properties;
    const rows = keyRows({ properties }, `${name}.<NAME>.`);
    return policies === undefined
      ? rows
      : [...rows, [code(`${name}.<NAME>.policies`), "Policies of this column alone.", "", ""]];
  }
  return keyRows(otherwise ?? node, `${name}.`);
}

function values(node: SchemaNode): string {
  const { enum: own, then, items } = node as { enum?: unknown[]; then?: SchemaNode; items?: { enum?: unknown[] } };
  const found = own ?? (then?.enum as unknown[] | undefined) ?? items?.enum;
  if (node.type === "boolean") return "`true`, `false`";
  // Loss codes have a page of their own.
  if (items?.enum?.includes("SUB_MICROSECOND") === true) return "see docs/type-map.md";
  return (found ?? []).map((value) => code(String(value))).join(", ");
}

function standard(node: SchemaNode): string {
  const { default: value } = node as { default?: string | number | boolean };
  return value === undefined ? "" : code(String(value));
}

function variableTable(side: Side): string {
  const rows = settingsOf(side).map(({ name, description, example, secret, fallback }) => [
    code(name),
    description,
    secret === true ? "secret" : code(example),
    fallback === undefined ? "" : code(fallback),
  ]);
  return markdownTable([["variable", "what it says", "example", "fallback"], ...rows]);
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Columns padded to one width, as the formatter leaves them; a column that is empty throughout is left out. */
function markdownTable(rows: readonly Row[]): string {
  const [head = [], ...body] = rows;
  const kept = head.flatMap((_, column) => (body.some((row) => row[column] !== "") ? [column] : []));
  const cells = rows.map((row) => kept.map((column) => (row[column] ?? "").replaceAll("|", "\\|")));
  const widths = kept.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row, fill: string): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  const [first = [], ...others] = cells;
  return [line(first, " "), line([], "-"), ...others.map((row) => line(row, " "))].join("\n");
}
