import { settingDefinitions, type Side } from "./settings-table.ts";

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
    title: ["How to sign in: keep one of these three.", "1. Single sign-on: opens the browser."],
    names: ["SNOWFLAKE_SSO_URL"],
    active: false,
    method: "sso",
  },
  { title: ["2. Password."], names: ["SNOWFLAKE_PASSWORD"], active: false, method: "password" },
  {
    title: ["3. Key pair: for programs, and wherever no browser is."],
    names: ["SNOWFLAKE_PRIVATE_KEY_PATH", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"],
    active: false,
    method: "key_pair",
  },
  {
    title: ["Rarely needed."],
    names: ["SNOWFLAKE_TOKEN", "SNOWFLAKE_PASSCODE", "SNOWFLAKE_ACCESS_URL"],
    active: false,
  },
];

const postgresBlocks: readonly Block[] = [
  {
    title: ["PostgreSQL: read by applier-cli, outside the VPN. PGHOST, PGPORT … stand in for what is not set."],
    names: ["POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_DATABASE", "POSTGRES_USER", "POSTGRES_PASSWORD"],
    active: true,
  },
  { title: ["TLS."], names: ["POSTGRES_SSLMODE", "POSTGRES_SSLROOTCERT"], active: false },
];

const HEAD = [
  "Copy this file to .env, fill it in, and: chmod 600 .env. It is never committed.",
  "Quote values that hold # or spaces; comments stand on lines of their own.",
  "Each variable may come from the process instead (which wins), or from a file: NAME_FILE=/run/secrets/name.",
];

/** An example of `.env` for one side or for both, with each way to sign in as a commented block. */
export function printEnvExample(side: Side | "all"): string {
  const blocks = [...(side === "postgres" ? [] : snowflakeBlocks), ...(side === "snowflake" ? [] : postgresBlocks)].map(
    printBlock,
  );
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
