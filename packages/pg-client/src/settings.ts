/** libpq's sslmode, with libpq's meaning: `require` encrypts but trusts any certificate. */
export type SslMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";

/** Where and as whom to connect. */
export interface PostgresSettings {
  /** Host name, address, or a folder with a Unix socket, where `sslmode` means nothing. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly sslmode: SslMode;
  /** Path of a PEM file, or `system`; Node's own authorities when absent. */
  readonly sslrootcert?: string;
  /** Paths of PEM files: certificate and key that are shown to a server that asks. */
  readonly sslcert?: string;
  readonly sslkey?: string;
  /** Milliseconds until a server that has not answered is given up. Default 15 000. */
  readonly connectTimeoutMs?: number;
  /** Words that stand after the program's own name in pg_stat_activity. */
  readonly applicationName?: string;
  /** Options of the session as libpq's `options` has them, e.g. `-c role=dp_owner`. */
  readonly options?: string;
}

/** What a caller may set for one connection. */
export interface ConnectOptions {
  /** `dp/<version>/<run id>`, shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Milliseconds until a server that has not answered is given up; before that of the settings. */
  readonly connectTimeoutMs?: number;
  /** Gives the attempt up at once when it is aborted; an open connection is not touched. */
  readonly signal?: AbortSignal;
}
