import { settingDefinitions, type Side } from "../src/index.ts";
import type { SchemaNode } from "../src/tables/schema-parts.ts";

/** `docs/configuration.md`, from the schema of tables.yaml and the table of variables. */
export function printConfiguration(schema: SchemaNode): string {
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
    ENVIRONMENT,
    "### Snowflake, read by `extractor-cli`",
    variableTable("snowflake"),
    SIGN_IN,
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
  \`ORDERS\`. A name with \`*\` or \`%\` is refused: patterns are not supported yet.
- PostgreSQL names have at most 63 bytes.
- \`sync_mode: incremental\` needs \`incremental\`; \`encryption: false\` needs \`reason\`.
- An excluded column has no other settings, and does not find changed rows.

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

const ENVIRONMENT = `## Environment

Each variable comes from the first of these that has it; an empty value counts as none:

1. the process: \`NAME\`, or \`NAME_FILE\`, which names a file that holds the value;
2. \`.env\` in the project's folder: \`NAME\` or \`NAME_FILE\`;
3. the fallback in the table, from the process or from \`.env\`.

In \`.env\`, quote a value that holds \`#\`, and put comments on lines of their own: an unquoted \`#\` is an error, because
the value would be cut there. A \`.env\` that holds secrets must be readable by its owner alone (\`chmod 600 .env\`). Paths
may begin with \`~/\`; relative ones begin at the project's folder in \`.env\`, at the working folder otherwise. \`ping\` shows
where each value came from, and never a secret.`;

const SIGN_IN = `Without \`SNOWFLAKE_AUTH_METHOD\`: \`key_pair\` when a key's path is set, else \`pat\` when a token is, else \`password\` when a
password is, else \`sso\`. The method \`okta\` is not supported yet; \`sso\` reaches Okta through the browser.`;

const TLS = `Without \`POSTGRES_SSLMODE\`, a server elsewhere must prove its name (\`verify-full\`), and a server on this machine (a
socket, \`localhost\`, \`127.0.0.0/8\`, \`::1\`) is spoken to without TLS.`;

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
  const { enum: own, then, items } = node as { enum?: unknown[]; then?: SchemaNode; items?: SchemaNode };
  const found = own ?? (then?.enum as unknown[] | undefined) ?? (items?.enum as unknown[] | undefined);
  if (node.type === "boolean") return "`true`, `false`";
  // Loss codes have a page of their own.
  if (items?.enum !== undefined) return "see docs/type-map.md";
  return (found ?? []).map((value) => code(String(value))).join(", ");
}

function standard(node: SchemaNode): string {
  const { default: value } = node as { default?: string | number | boolean };
  return value === undefined ? "" : code(String(value));
}

function variableTable(side: Side): string {
  const rows = settingDefinitions
    .filter((definition) => definition.side === side)
    .map(({ name, description, example, secret, fallback }) => [
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
