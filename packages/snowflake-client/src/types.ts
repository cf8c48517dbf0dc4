import type { SnowflakeResults } from "./result-types.ts";

/**
 * How to sign in. One shape a method; secrets never appear in errors, events or logs. `ssoUrl` of `sso` is where the
 * browser must be sent, of `okta` it is Okta's address; `browserPort` is any free one when absent.
 */
export type SnowflakeCredentials =
  | { readonly method: "sso"; readonly ssoUrl?: string; readonly browserPort?: number }
  | { readonly method: "okta"; readonly ssoUrl: string; readonly password: string }
  | { readonly method: "password"; readonly password: string; readonly passcode?: string }
  | { readonly method: "key_pair"; readonly privateKeyPath: string; readonly privateKeyPassphrase?: string }
  | { readonly method: "pat" | "oauth"; readonly token: string }
  | ClientCredentials
  | WorkloadIdentity;

/** A program known to an OAuth server; `tokenUrl` is Snowflake's own when absent, `scope` the role's. */
export interface ClientCredentials {
  readonly method: "oauth_client_credentials";
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl?: string;
  readonly scope?: string;
}

/** The platform that a program runs on vouches for it. OIDC brings the platform's token; the clouds are asked for one. */
export interface WorkloadIdentity {
  readonly method: "workload_identity";
  readonly provider: "AWS" | "AZURE" | "GCP" | "OIDC";
  readonly token?: string;
  readonly entraResource?: string;
  readonly impersonationPath?: readonly string[];
}

/** A proxy that https requests go through; `noProxy` is a list of hosts separated by commas. */
export interface ProxySettings {
  readonly host: string;
  readonly port: number;
  readonly protocol: "http" | "https";
  readonly user?: string;
  readonly password?: string;
  readonly noProxy?: string;
}

/** The way to the account's storage: the proxy that was set, else the environment's. Data, so that threads can have it. */
export interface StorageRoute {
  readonly proxy?: ProxySettings;
  /** Whether requests must not go out without a look at withdrawn certificates. Requests here do not look. */
  readonly checksRevocation?: boolean;
}

/** Where and as whom to connect. */
export interface SnowflakeSettings {
  /** Account identifier: `ORGANIZATION-ACCOUNT`, or the older `LOCATOR.REGION`. */
  readonly account: string;
  /** May be absent for `oauth_client_credentials` and `workload_identity`. */
  readonly user?: string;
  readonly credentials: SnowflakeCredentials;
  /** `http://127.0.0.1:8084` or a private-link host; the account's own host when absent. */
  readonly accessUrl?: string;
  readonly role?: string;
  readonly warehouse?: string;
  readonly database?: string;
  readonly schema?: string;
  /** HTTPS_PROXY and NO_PROXY of the process when absent. */
  readonly proxy?: ProxySettings;
  /** Whether certificates were withdrawn: `ocsp` and `crl` let through when nobody answers. Default `ocsp`. */
  readonly revocationCheck?: "ocsp" | "ocsp_strict" | "crl" | "crl_strict" | "off";
  /** Folder for the token that the account gives to spare the next sign-in; none is asked for when absent. */
  readonly tokenCacheFolder?: string;
}

/** What a caller may set for one connection. */
export interface ConnectOptions {
  /** `dp/<version>/<run id>`: QUERY_TAG. */
  readonly tag: string;
  /** Milliseconds until a sign-in that has not answered is given up. Default 60 000 (180 000 for sso). */
  readonly connectTimeoutMs?: number;
  /** Milliseconds until a statement is cancelled and given up. Default 300 000. */
  readonly statementTimeoutMs?: number;
  /** Milliseconds that a cancel and a close may take. Default 5 000. */
  readonly cancelTimeoutMs?: number;
  readonly signal?: AbortSignal;
  /**
   * Called with the URL to open for sso, and the port of this machine on which the answer is awaited; opens the
   * system's browser when absent.
   */
  readonly openBrowser?: (url: string, port: number) => void;
}

/**
 * What became of the token cache: `off`; `used` (a kept token signed in, no browser and no passcode); `kept` (the
 * account gave a token); `not-given` (the account gives none: ALLOW_ID_TOKEN, ALLOW_CLIENT_MFA_CACHING); `not-writable`
 * (it gave one, and the folder cannot be written). Undefined for methods that have none.
 */
export type TokenCacheState = "off" | "used" | "kept" | "not-given" | "not-writable";

/** How the sign-in went. */
export interface SignInFacts {
  readonly method: SnowflakeCredentials["method"];
  readonly tokenCache?: TokenCacheState;
  /** Whether a person was sent to a page. */
  readonly browser: boolean;
  /** Through which proxy, without its password; absent when none was set. */
  readonly proxy?: string;
  /** What a person should know although it worked. */
  readonly warnings: readonly SignInWarning[];
}

/** Something about a sign-in that will not stay as it is. */
export interface SignInWarning {
  readonly code: "SNOWFLAKE_PASSWORD_ALONE" | "SNOWFLAKE_REVOCATION_CHECK_OFF" | "SNOWFLAKE_TOKEN_CACHE_NOT_WRITABLE";
  readonly message: string;
  readonly hint: string;
}

/** Who and where the server says we are. */
export interface SessionInfo {
  /** CURRENT_ACCOUNT_NAME(), without the organization. */
  readonly account: string;
  /** CURRENT_ACCOUNT(): the older name, unique within its region. */
  readonly locator: string | null;
  readonly organization: string | null;
  readonly user: string;
  readonly role: string | null;
  readonly warehouse: string | null;
  readonly database: string | null;
  readonly schema: string | null;
  readonly region: string | null;
  readonly version: string | null;
}

/** One row: every value as the text that Snowflake sent, by lower-case column name. */
export type Row = Readonly<Record<string, string | null>>;

/** A result as it came: column names in their own case and order, also of a result without rows; values as text. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The narrowest thing that can be asked; what `@dp/snowflake-extract` needs. */
export interface Queryable {
  /** Runs one statement and reads all its rows. @throws SnowflakeError */
  query(sql: string): Promise<readonly Row[]>;
}

/** A signed-in session with its parameters pinned. */
export interface SnowflakeConnection extends Queryable {
  readonly info: SessionInfo;
  readonly signIn: SignInFacts;
  /** Runs one statement and reads all its rows, as they came. @throws SnowflakeError */
  ask(sql: string): Promise<Answer>;
  /** Results by query id, without their rows coming through here. */
  readonly results: SnowflakeResults;
  /** The way to the account's storage; may hold a proxy's password. */
  readonly route: StorageRoute;
  /** Statements sent so far, session set-up included. */
  readonly statements: number;
  /** Ends the session; never throws, never takes longer than `cancelTimeoutMs`. */
  close(): Promise<void>;
}
