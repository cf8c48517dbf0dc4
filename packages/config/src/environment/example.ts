import { settingDefinitions, settingsOf, type Side } from "./settings-table.ts";

interface Block {
  readonly title: readonly string[];
  readonly names: readonly string[];
  /** Whether the lines are ready to use, or commented out. */
  readonly active: boolean;
  /** Method that the block switches on. */
  readonly method?: string;
}

const snowflakeBlocks: readonly Block[] = [
  {
    title: ["Snowflake: read by extractor-cli, inside the VPN."],
    names: [
      "SNOWFLAKE_USER",
      "SNOWFLAKE_ACCOUNT",
      "SNOWFLAKE_WAREHOUSE",
      "SNOWFLAKE_DATABASE",
      "SNOWFLAKE_SCHEMA",
      "SNOWFLAKE_ROLE",
    ],
    active: true,
  },
  {
    title: ["Or from a connection of Snowflake's own connections.toml, for all that is not set here."],
    names: ["SNOWFLAKE_DEFAULT_CONNECTION_NAME", "SNOWFLAKE_HOME"],
    active: false,
  },
  {
    title: ["How to sign in: keep one of these seven.", "1. Single sign-on: opens the browser."],
    names: ["SNOWFLAKE_SSO_URL", "SNOWFLAKE_BROWSER_PORT", "SNOWFLAKE_TOKEN_CACHE"],
    active: false,
    method: "sso",
  },
  {
    title: ["2. Key pair: for programs, and wherever no browser is."],
    names: ["SNOWFLAKE_PRIVATE_KEY_PATH", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"],
    active: false,
    method: "key_pair",
  },
  { title: ["3. Programmatic access token."], names: ["SNOWFLAKE_TOKEN"], active: false, method: "pat" },
  {
    title: ["4. OAuth: a token (method oauth, SNOWFLAKE_TOKEN), or a client."],
    names: [
      "SNOWFLAKE_OAUTH_CLIENT_ID",
      "SNOWFLAKE_OAUTH_CLIENT_SECRET",
      "SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL",
      "SNOWFLAKE_OAUTH_SCOPE",
    ],
    active: false,
    method: "oauth_client_credentials",
  },
  {
    title: ["5. Workload identity: the platform vouches, and no secret is kept."],
    names: [
      "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER",
      "SNOWFLAKE_WORKLOAD_IDENTITY_ENTRA_RESOURCE",
      "SNOWFLAKE_WORKLOAD_IDENTITY_IMPERSONATION_PATH",
    ],
    active: false,
    method: "workload_identity",
  },
  {
    title: ["6. Okta without a browser: SNOWFLAKE_SSO_URL and SNOWFLAKE_PASSWORD; no second factor."],
    names: [],
    active: false,
    method: "okta",
  },
  {
    title: ["7. Password: with a second factor only, since Snowflake ended the password alone in 2026."],
    names: ["SNOWFLAKE_PASSWORD", "SNOWFLAKE_PASSCODE"],
    active: false,
    method: "password",
  },
  {
    title: ["The way there: rarely needed."],
    names: [
      "SNOWFLAKE_ACCESS_URL",
      "SNOWFLAKE_PROXY",
      "SNOWFLAKE_PROXY_USER",
      "SNOWFLAKE_PROXY_PASSWORD",
      "SNOWFLAKE_NO_PROXY",
      "SNOWFLAKE_REVOCATION_CHECK",
    ],
    active: false,
  },
];

const postgresBlocks: readonly Block[] = [
  {
    title: ["PostgreSQL: read by applier-cli, outside the VPN. PGHOST, PGPORT … stand in for what is not set."],
    names: ["POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_DATABASE", "POSTGRES_USER", "POSTGRES_PASSWORD"],
    active: true,
  },
  {
    title: ["TLS."],
    names: ["POSTGRES_SSLMODE", "POSTGRES_SSLROOTCERT", "POSTGRES_SSLCERT", "POSTGRES_SSLKEY"],
    active: false,
  },
  {
    title: ["libpq's own files, and what is rarely needed."],
    names: [
      "POSTGRES_SERVICE",
      "POSTGRES_SERVICEFILE",
      "POSTGRES_PASSFILE",
      "POSTGRES_CONNECT_TIMEOUT",
      "POSTGRES_APPNAME",
      "POSTGRES_OPTIONS",
      "POSTGRES_TARGET_SESSION_ATTRS",
    ],
    active: false,
  },
];

const deliveryBlock = (side: Side): Block => ({
  title: ["Bundles of rows: where they cross and the keys, where tables.yaml or postgres.yaml do not say it."],
  names: settingsOf(side).flatMap(({ name }) => (name.startsWith("DELIVERY_") ? [name] : [])),
  active: false,
});

const HEAD = [
  "Copy this file to .env, fill it in, and: chmod 600 .env. It is never committed.",
  "Quote values that hold # or spaces; comments stand on lines of their own.",
  "Each variable may come from the process instead (which wins), or from a file: NAME_FILE=/run/secrets/name.",
];

/** An example of `.env` for one side or for both, with each way to sign in as a commented block. */
export function printEnvExample(side: Side | "all"): string {
  const blocks = [
    ...(side === "postgres" ? [] : snowflakeBlocks),
    ...(side === "snowflake" ? [] : postgresBlocks),
    // The applier's variables hold the extractor's.
    deliveryBlock(side === "snowflake" ? "snowflake" : "postgres"),
  ].map(printBlock);
  return `${[HEAD.map(comment).join("\n"), ...blocks].join("\n\n")}\n`;
}

function printBlock({ title, names, active, method }: Block): string {
  const before = active ? "" : "# ";
  const lines = names.flatMap((name) => {
    const definition = settingDefinitions.find((candidate) => candidate.name === name);
    return definition === undefined ? [] : [comment(definition.description), `${before}${name}=${definition.example}`];
  });
  const chosen = method === undefined ? [] : [`${before}SNOWFLAKE_AUTH_METHOD=${method}`];
  return [...title.map(comment), ...chosen, ...lines].join("\n");
}

function comment(line: string): string {
  return `# ${line}`;
}
