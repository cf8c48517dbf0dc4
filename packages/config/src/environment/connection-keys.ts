import { driverNames } from "./auth-method.ts";

/** Text of a key of a connection; a file that it names is read by the caller. */
type Keys = ReadonlyMap<string, string>;

/** How one key of a `connections.toml` fills a variable of ours. */
interface ConnectionKey {
  /** Names of the key, the usual one first. */
  readonly keys: readonly string[];
  readonly variable: string;
  /** The key names a file that holds the value. */
  readonly file?: true;
  readonly convert?: (value: string, keys: Keys) => string | undefined;
}

/** Snowflake CLI documentation, "Configuring connections"; the driver's option names beside them. */
export const connectionKeys: readonly ConnectionKey[] = [
  { keys: ["user", "username"], variable: "SNOWFLAKE_USER" },
  { keys: ["account"], variable: "SNOWFLAKE_ACCOUNT", convert: withRegion },
  { keys: ["warehouse", "warehousename"], variable: "SNOWFLAKE_WAREHOUSE" },
  { keys: ["database", "dbname"], variable: "SNOWFLAKE_DATABASE" },
  { keys: ["schema", "schemaname"], variable: "SNOWFLAKE_SCHEMA" },
  { keys: ["role", "rolename"], variable: "SNOWFLAKE_ROLE" },
  { keys: ["authenticator"], variable: "SNOWFLAKE_AUTH_METHOD", convert: asMethod },
  {
    keys: ["authenticator"],
    variable: "SNOWFLAKE_SSO_URL",
    convert: (value) => (isAddress(value) ? value : undefined),
  },
  { keys: ["password"], variable: "SNOWFLAKE_PASSWORD" },
  { keys: ["passcode"], variable: "SNOWFLAKE_PASSCODE" },
  { keys: ["private_key_file", "private_key_path", "privateKeyPath"], variable: "SNOWFLAKE_PRIVATE_KEY_PATH" },
  {
    keys: ["private_key_file_pwd", "private_key_passphrase", "privateKeyPass"],
    variable: "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE",
  },
  { keys: ["token"], variable: "SNOWFLAKE_TOKEN" },
  { keys: ["token_file_path", "tokenFilePath"], variable: "SNOWFLAKE_TOKEN", file: true },
  { keys: ["oauth_client_id", "oauthClientId"], variable: "SNOWFLAKE_OAUTH_CLIENT_ID" },
  { keys: ["oauth_client_secret", "oauthClientSecret"], variable: "SNOWFLAKE_OAUTH_CLIENT_SECRET" },
  { keys: ["oauth_token_request_url", "oauthTokenRequestUrl"], variable: "SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL" },
  { keys: ["oauth_scope", "oauthScope"], variable: "SNOWFLAKE_OAUTH_SCOPE" },
  {
    keys: ["workload_identity_provider", "workloadIdentityProvider"],
    variable: "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER",
  },
  {
    keys: ["workload_identity_entra_resource", "workloadIdentityAzureEntraIdResource"],
    variable: "SNOWFLAKE_WORKLOAD_IDENTITY_ENTRA_RESOURCE",
  },
  {
    keys: ["workload_identity_impersonation_path", "workloadIdentityImpersonationPath"],
    variable: "SNOWFLAKE_WORKLOAD_IDENTITY_IMPERSONATION_PATH",
  },
  { keys: ["host"], variable: "SNOWFLAKE_ACCESS_URL", convert: asAddress },
  { keys: ["access_url", "accessUrl"], variable: "SNOWFLAKE_ACCESS_URL" },
  { keys: ["proxy_host", "proxyHost"], variable: "SNOWFLAKE_PROXY", convert: asProxy },
  { keys: ["proxy_user", "proxyUser"], variable: "SNOWFLAKE_PROXY_USER" },
  { keys: ["proxy_password", "proxyPassword"], variable: "SNOWFLAKE_PROXY_PASSWORD" },
  { keys: ["no_proxy", "noProxy"], variable: "SNOWFLAKE_NO_PROXY", convert: (value) => value.replaceAll("|", ",") },
  {
    keys: ["client_store_temporary_credential", "clientStoreTemporaryCredential"],
    variable: "SNOWFLAKE_TOKEN_CACHE",
    convert: (value) => (value === "true" ? "on" : "off"),
  },
];

/** Keys whose meaning would be lost if they were passed over, and what to write instead. */
export const refusedKeys: Readonly<Record<string, string>> = {
  private_key_raw: "Put the key into a file of mode 0600 and name it with private_key_file.",
  private_key: "Put the key into a file of mode 0600 and name it with private_key_file.",
};

function withRegion(account: string, keys: Keys): string {
  const region = keys.get("region");
  return region === undefined || account.includes(".") ? account : `${account}.${region}`;
}

function isAddress(value: string): boolean {
  return /^https:\/\//i.test(value);
}

/** A name that is not known stays as it is, and is refused by name where methods are checked. */
function asMethod(authenticator: string): string {
  if (isAddress(authenticator)) return "okta";
  const name = authenticator.toLowerCase();
  return Object.hasOwn(driverNames, name) ? (driverNames[name] ?? name) : name;
}

function asAddress(host: string, keys: Keys): string {
  const port = keys.get("port");
  return `${keys.get("protocol") ?? "https"}://${host}${port === undefined ? "" : `:${port}`}`;
}

function asProxy(host: string, keys: Keys): string {
  const port = keys.get("proxy_port") ?? keys.get("proxyPort");
  return `${keys.get("proxyProtocol") ?? "http"}://${host}${port === undefined ? "" : `:${port}`}`;
}
