/** Which program reads a variable. */
export type Side = "snowflake" | "postgres";

/** One environment variable: what it fills, how it is shown, what stands in for it. */
export interface SettingDefinition {
  readonly name: string;
  readonly side: Side | "both";
  /** Field of the settings that it fills. */
  readonly setting: string;
  readonly description: string;
  readonly example: string;
  /** Never shown, and filtered out of all output. */
  readonly secret?: true;
  /** A file's path: `~/` is the home folder; from `.env` it is relative to the project. */
  readonly path?: true;
  /** Variable that is read when this one is not set. */
  readonly fallback?: string;
}

/** The variables that one program reads. */
export function settingsOf(side: Side): readonly SettingDefinition[] {
  return settingDefinitions.filter((definition) => definition.side === side || definition.side === "both");
}

/** Every variable of both programs. The examples, the documentation and `ping` are printed from it. */
export const settingDefinitions: readonly SettingDefinition[] = [
  {
    name: "SNOWFLAKE_USER",
    side: "snowflake",
    setting: "user",
    description: "User to sign in as.",
    example: "your_user@example.com",
  },
  {
    name: "SNOWFLAKE_ACCOUNT",
    side: "snowflake",
    setting: "account",
    description: "Account identifier: organization and account name with a hyphen, or a locator with its region.",
    example: "MYORG-MYACCOUNT",
  },
  {
    name: "SNOWFLAKE_WAREHOUSE",
    side: "snowflake",
    setting: "warehouse",
    description: "Warehouse; metadata needs none.",
    example: "COMPUTE_WH",
  },
  {
    name: "SNOWFLAKE_DATABASE",
    side: "snowflake",
    setting: "database",
    description: "Database the session begins in.",
    example: "PROD_DB",
  },
  {
    name: "SNOWFLAKE_SCHEMA",
    side: "snowflake",
    setting: "schema",
    description: "Schema the session begins in.",
    example: "PUBLIC",
  },
  {
    name: "SNOWFLAKE_ROLE",
    side: "snowflake",
    setting: "role",
    description: "Role; the user's default role when left out.",
    example: "DP_METADATA",
  },
  {
    name: "SNOWFLAKE_AUTH_METHOD",
    side: "snowflake",
    setting: "credentials.method",
    description:
      "How to sign in: sso, okta, key_pair, pat, oauth, oauth_client_credentials, workload_identity or password; chosen from what is set when left out.",
    example: "sso",
  },
  {
    name: "SNOWFLAKE_SSO_URL",
    side: "snowflake",
    setting: "credentials.ssoUrl",
    description:
      "Where your company signs in: Okta's address for okta; sso checks that Snowflake sends the browser there.",
    example: "https://sso.example.com",
  },
  {
    name: "SNOWFLAKE_PASSWORD",
    side: "snowflake",
    setting: "credentials.password",
    description: "Password, for the methods okta and password.",
    example: "'your password'",
    secret: true,
  },
  {
    name: "SNOWFLAKE_PASSCODE",
    side: "snowflake",
    setting: "credentials.passcode",
    description: "Code of an authenticator app, where the account asks for one beside the password.",
    example: "123456",
    secret: true,
  },
  {
    name: "SNOWFLAKE_PRIVATE_KEY_PATH",
    side: "snowflake",
    setting: "credentials.privateKeyPath",
    description: "Private key (PEM), for the method key_pair.",
    example: "~/.ssh/snowflake_rsa_key.p8",
    path: true,
  },
  {
    name: "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE",
    side: "snowflake",
    setting: "credentials.privateKeyPassphrase",
    description: "Passphrase of the private key, when it has one.",
    example: "'your passphrase'",
    secret: true,
  },
  {
    name: "SNOWFLAKE_TOKEN",
    side: "snowflake",
    setting: "credentials.token",
    description: "Token, for pat (programmatic access token), oauth, and workload_identity with the provider OIDC.",
    example: "'your token'",
    secret: true,
  },
  {
    name: "SNOWFLAKE_ACCESS_URL",
    side: "snowflake",
    setting: "accessUrl",
    description: "Address to connect to instead of the account's own: a private link, or a stand-in.",
    example: "https://myorg-myaccount.privatelink.snowflakecomputing.com",
  },
  {
    name: "SNOWFLAKE_OAUTH_CLIENT_ID",
    side: "snowflake",
    setting: "credentials.clientId",
    description: "Client of the method oauth_client_credentials.",
    example: "0oa1b2c3d4e5f6",
  },
  {
    name: "SNOWFLAKE_OAUTH_CLIENT_SECRET",
    side: "snowflake",
    setting: "credentials.clientSecret",
    description: "Secret of that client.",
    example: "'your client secret'",
    secret: true,
  },
  {
    name: "SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL",
    side: "snowflake",
    setting: "credentials.tokenUrl",
    description: "Where that client gets its token; Snowflake itself when left out.",
    example: "https://login.example.com/oauth2/token",
  },
  {
    name: "SNOWFLAKE_OAUTH_SCOPE",
    side: "snowflake",
    setting: "credentials.scope",
    description: "Scope to ask for; `session:role:` and the role when left out.",
    example: "session:role:DP_METADATA",
  },
  {
    name: "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER",
    side: "snowflake",
    setting: "credentials.provider",
    description: "Who vouches for this machine, for workload_identity: AWS, AZURE, GCP or OIDC.",
    example: "AWS",
  },
  {
    name: "SNOWFLAKE_WORKLOAD_IDENTITY_ENTRA_RESOURCE",
    side: "snowflake",
    setting: "credentials.entraResource",
    description: "Entra resource of the account's integration, for AZURE; Snowflake's own when left out.",
    example: "api://00000000-0000-0000-0000-000000000000",
  },
  {
    name: "SNOWFLAKE_WORKLOAD_IDENTITY_IMPERSONATION_PATH",
    side: "snowflake",
    setting: "credentials.impersonationPath",
    description: "Roles (AWS) or service accounts (GCP) to take on, one after the other, separated by commas.",
    example: "arn:aws:iam::123456789012:role/extractor",
  },
  {
    name: "SNOWFLAKE_TOKEN_CACHE",
    side: "snowflake",
    setting: "tokenCacheFolder",
    description: "on or off: keep what the account gives to spare the next sign-in (sso, passcode); on when left out.",
    example: "off",
  },
  {
    name: "SNOWFLAKE_BROWSER_PORT",
    side: "snowflake",
    setting: "credentials.browserPort",
    description: "Port on which sso waits for the browser; any free one when left out.",
    example: "8765",
  },
  {
    name: "SNOWFLAKE_PROXY",
    side: "snowflake",
    setting: "proxy",
    description: "Proxy for https.",
    example: "http://proxy.example.com:8080",
    fallback: "HTTPS_PROXY",
  },
  {
    name: "SNOWFLAKE_PROXY_USER",
    side: "snowflake",
    setting: "proxy.user",
    description: "User at the proxy; may stand in its address instead.",
    example: "vera",
  },
  {
    name: "SNOWFLAKE_PROXY_PASSWORD",
    side: "snowflake",
    setting: "proxy.password",
    description: "Password at the proxy.",
    example: "'your proxy password'",
    secret: true,
  },
  {
    name: "SNOWFLAKE_NO_PROXY",
    side: "snowflake",
    setting: "proxy.noProxy",
    description: "Hosts that are asked without the proxy, separated by commas.",
    example: "*.privatelink.snowflakecomputing.com",
    fallback: "NO_PROXY",
  },
  {
    name: "SNOWFLAKE_REVOCATION_CHECK",
    side: "snowflake",
    setting: "revocationCheck",
    description:
      "Withdrawn certificates: ocsp (let through when nobody answers), ocsp_strict, crl (the same by lists), crl_strict or off; ocsp when left out.",
    example: "crl",
  },
  {
    name: "SNOWFLAKE_DEFAULT_CONNECTION_NAME",
    side: "snowflake",
    setting: "connection",
    description: "Connection of connections.toml to take what is not set from; the option --connection comes first.",
    example: "prod",
  },
  {
    name: "SNOWFLAKE_HOME",
    side: "snowflake",
    setting: "connectionFolder",
    description: "Folder of connections.toml; ~/.snowflake or ~/.config/snowflake when left out.",
    example: "~/.snowflake",
    path: true,
  },
  {
    name: "POSTGRES_HOST",
    side: "postgres",
    setting: "host",
    description: "Host name, address, or folder of a socket.",
    example: "db.example.com",
    fallback: "PGHOST",
  },
  {
    name: "POSTGRES_PORT",
    side: "postgres",
    setting: "port",
    description: "Port; 5432 when left out.",
    example: "5432",
    fallback: "PGPORT",
  },
  {
    name: "POSTGRES_DATABASE",
    side: "postgres",
    setting: "database",
    description: "Database.",
    example: "analytics",
    fallback: "PGDATABASE",
  },
  {
    name: "POSTGRES_USER",
    side: "postgres",
    setting: "user",
    description: "Role to sign in as.",
    example: "dp_applier",
    fallback: "PGUSER",
  },
  {
    name: "POSTGRES_PASSWORD",
    side: "postgres",
    setting: "password",
    description: "Password, when the server asks for one.",
    example: "'your password'",
    secret: true,
    fallback: "PGPASSWORD",
  },
  {
    name: "POSTGRES_SSLMODE",
    side: "postgres",
    setting: "sslmode",
    description:
      "disable, allow, prefer, require, verify-ca or verify-full; when left out, verify-full, and disable for this machine.",
    example: "verify-full",
    fallback: "PGSSLMODE",
  },
  {
    name: "POSTGRES_SSLROOTCERT",
    side: "postgres",
    setting: "sslrootcert",
    description:
      "Certificate authority to trust (PEM), or system; ~/.postgresql/root.crt when left out and there, else Node's own.",
    example: "~/certs/ca.pem",
    path: true,
    fallback: "PGSSLROOTCERT",
  },
  {
    name: "POSTGRES_SSLCERT",
    side: "postgres",
    setting: "sslcert",
    description: "Certificate to show the server (PEM), where it asks for one.",
    example: "~/.postgresql/postgresql.crt",
    path: true,
    fallback: "PGSSLCERT",
  },
  {
    name: "POSTGRES_SSLKEY",
    side: "postgres",
    setting: "sslkey",
    description: "Key of that certificate (PEM, not encrypted), in a file that only you may read.",
    example: "~/.postgresql/postgresql.key",
    path: true,
    fallback: "PGSSLKEY",
  },
  {
    name: "POSTGRES_SERVICE",
    side: "postgres",
    setting: "service",
    description: "Service of pg_service.conf to take what is not set from.",
    example: "analytics",
    fallback: "PGSERVICE",
  },
  {
    name: "POSTGRES_SERVICEFILE",
    side: "postgres",
    setting: "serviceFile",
    description: "That file; ~/.pg_service.conf when left out.",
    example: "~/.pg_service.conf",
    path: true,
    fallback: "PGSERVICEFILE",
  },
  {
    name: "POSTGRES_PASSFILE",
    side: "postgres",
    setting: "passwordFile",
    description: "File of passwords, where none is set; ~/.pgpass when left out.",
    example: "~/.pgpass",
    path: true,
    fallback: "PGPASSFILE",
  },
  {
    name: "POSTGRES_CONNECT_TIMEOUT",
    side: "postgres",
    setting: "connectTimeoutMs",
    description: "Seconds until a server that does not answer is given up; 15 when left out.",
    example: "15",
    fallback: "PGCONNECT_TIMEOUT",
  },
  {
    name: "POSTGRES_APPNAME",
    side: "postgres",
    setting: "applicationName",
    description: "Words that stand after our own name in pg_stat_activity.",
    example: "nightly",
    fallback: "PGAPPNAME",
  },
  {
    name: "POSTGRES_OPTIONS",
    side: "postgres",
    setting: "options",
    description: "Options for the server's session, such as -c role=dp_owner.",
    example: "'-c role=dp_owner'",
    fallback: "PGOPTIONS",
  },
  {
    name: "POSTGRES_TARGET_SESSION_ATTRS",
    side: "postgres",
    setting: "targetSessionAttrs",
    description: "any, read-write or primary; a standby is refused in any case.",
    example: "read-write",
    fallback: "PGTARGETSESSIONATTRS",
  },
  {
    name: "DELIVERY_FOLDER",
    side: "both",
    setting: "delivery.folder",
    description:
      "Folder, or s3://BUCKET/PREFIX, that bundles of rows cross in; comes before delivery.folder of the file.",
    example: "/mnt/exchange",
    path: true,
  },
  {
    name: "DELIVERY_SIGNING_KEY_PATH",
    side: "both",
    setting: "delivery.signingKey",
    description: "Key that signs what this side writes, in a file that only you may read.",
    example: "~/.dp/extractor.signing-key",
    path: true,
  },
  {
    name: "DELIVERY_IDENTITY_PATH",
    side: "postgres",
    setting: "delivery.identities",
    description:
      "Key that opens the parts of bundles, in a file that only you may read; more of them stand in the file.",
    example: "~/.dp/applier.identity",
    path: true,
  },
];
