import { quoteLiteral } from "./quote.ts";
import { SnowflakeError } from "./error.ts";
import type { Queryable, Row, SessionInfo } from "./types.ts";

/**
 * Session parameters that change the text of values or the meaning of names. Defaults differ by account, so each
 * one is set. Snowflake SQL reference, "Parameters".
 */
const pins: readonly (readonly [name: string, value: string])[] = [
  ["TIMEZONE", "'UTC'"],
  ["DATE_OUTPUT_FORMAT", "'YYYY-MM-DD'"],
  ["TIME_OUTPUT_FORMAT", "'HH24:MI:SS.FF9'"],
  ["TIMESTAMP_NTZ_OUTPUT_FORMAT", "'YYYY-MM-DD HH24:MI:SS.FF9'"],
  ["TIMESTAMP_LTZ_OUTPUT_FORMAT", "'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM'"],
  ["TIMESTAMP_TZ_OUTPUT_FORMAT", "'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM'"],
  ["TIMESTAMP_TYPE_MAPPING", "'TIMESTAMP_NTZ'"],
  ["BINARY_OUTPUT_FORMAT", "'HEX'"],
  ["GEOGRAPHY_OUTPUT_FORMAT", "'EWKB'"],
  ["GEOMETRY_OUTPUT_FORMAT", "'EWKB'"],
  ["JSON_INDENT", "0"],
  ["STRICT_JSON_OUTPUT", "TRUE"],
  ["QUOTED_IDENTIFIERS_IGNORE_CASE", "FALSE"],
  ["ROWS_PER_RESULTSET", "0"],
  ["LOCK_TIMEOUT", "60"],
];

const infoColumns = {
  account: "CURRENT_ACCOUNT_NAME()",
  locator: "CURRENT_ACCOUNT()",
  organization: "CURRENT_ORGANIZATION_NAME()",
  user: "CURRENT_USER()",
  role: "CURRENT_ROLE()",
  warehouse: "CURRENT_WAREHOUSE()",
  database: "CURRENT_DATABASE()",
  schema: "CURRENT_SCHEMA()",
  region: "CURRENT_REGION()",
  version: "CURRENT_VERSION()",
} as const satisfies Record<keyof SessionInfo, string>;

/** Three statements, none of which needs a warehouse. @throws SnowflakeError */
export async function prepareSession(
  db: Queryable,
  settings: { readonly tag: string; readonly statementTimeoutMs: number },
): Promise<SessionInfo> {
  await db.query(pinStatement(settings));
  // A secondary role would show tables to one person that the configured role does not show to the next.
  await db.query("USE SECONDARY ROLES NONE");
  const [row] = await db.query(infoStatement);
  return readInfo(row);
}

function pinStatement(settings: { readonly tag: string; readonly statementTimeoutMs: number }): string {
  const seconds = Math.max(1, Math.ceil(settings.statementTimeoutMs / 1000));
  const all = [
    ...pins.map(([name, value]) => `${name} = ${value}`),
    `STATEMENT_TIMEOUT_IN_SECONDS = ${String(seconds)}`,
    `QUERY_TAG = ${quoteLiteral(settings.tag)}`,
  ];
  return `ALTER SESSION SET ${all.join(" ")}`;
}

const infoStatement = `SELECT ${Object.entries(infoColumns)
  .map(([name, expression]) => `${expression} AS "${name}"`)
  .join(", ")}`;

function readInfo(row: Row | undefined): SessionInfo {
  const { account, user } = row ?? {};
  if (row === undefined || typeof account !== "string" || typeof user !== "string") {
    throw new SnowflakeError("SNOWFLAKE_UNEXPECTED_ANSWER", { detail: "no account or user", statement: infoStatement });
  }
  const of = (name: keyof SessionInfo): string | null => row[name] ?? null;
  return {
    account,
    locator: of("locator"),
    organization: of("organization"),
    user,
    role: of("role"),
    warehouse: of("warehouse"),
    database: of("database"),
    schema: of("schema"),
    region: of("region"),
    version: of("version"),
  };
}
