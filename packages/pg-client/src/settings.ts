/** libpq's sslmode, with libpq's meaning: `require` encrypts but trusts any certificate. */
export type SslMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";

/** Where and as whom to connect. */
export interface PostgresSettings {
  /** Host name, address, or a folder with a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly sslmode: SslMode;
  /** Path of a PEM file; the system's authorities when absent. */
  readonly sslrootcert?: string;
}

/** What a caller may set for one connection. */
export interface ConnectOptions {
  /** `dp/<version>/<run id>`, shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Milliseconds until a server that has not answered is given up. Default 15 000. */
  readonly connectTimeoutMs?: number;
  /** Gives the attempt up at once when it is aborted; an open connection is not touched. */
  readonly signal?: AbortSignal;
}
