/** How to sign in. One shape a method; secrets never appear in errors, events or logs. */
export type SnowflakeCredentials =
  | { readonly method: "sso" }
  | { readonly method: "password"; readonly password: string; readonly passcode?: string }
  | { readonly method: "key_pair"; readonly privateKeyPath: string; readonly privateKeyPassphrase?: string }
  | { readonly method: "pat"; readonly token: string }
  | { readonly method: "oauth"; readonly token: string };

/** Where and as whom to connect. */
export interface SnowflakeSettings {
  /** Account identifier: `ORGANIZATION-ACCOUNT`, or the older `LOCATOR.REGION`. */
  readonly account: string;
  readonly user: string;
  readonly credentials: SnowflakeCredentials;
  /** `http://127.0.0.1:8084` or a private-link host; the account's own host when absent. */
  readonly accessUrl?: string;
  readonly role?: string;
  readonly warehouse?: string;
  readonly database?: string;
  readonly schema?: string;
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
  /** Called with the URL to open for sso; opens the system's browser when absent. */
  readonly openBrowser?: (url: string) => void;
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
  /** Runs one statement and reads all its rows, as they came. @throws SnowflakeError */
  ask(sql: string): Promise<Answer>;
  /** Statements sent so far, session set-up included. */
  readonly statements: number;
  /** Ends the session; never throws, never takes longer than `cancelTimeoutMs`. */
  close(): Promise<void>;
}
