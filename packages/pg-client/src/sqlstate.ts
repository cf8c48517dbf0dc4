/** What an SQLSTATE means here. Source: PostgreSQL manual, "PostgreSQL Error Codes". */
export interface SqlStateMeaning {
  /** Our code, matched by the programs. */
  readonly code: string;
  readonly hint: string;
  /** Whether the same statement may be sent again after a pause. */
  readonly retryable: boolean;
}

const meanings: Readonly<Record<string, SqlStateMeaning>> = {
  "28P01": { code: "POSTGRES_PASSWORD_WRONG", hint: "check POSTGRES_USER and POSTGRES_PASSWORD", retryable: false },
  "28000": {
    code: "POSTGRES_LOGIN_REFUSED",
    hint: "check POSTGRES_USER and the server's pg_hba.conf",
    retryable: false,
  },
  "3D000": {
    code: "POSTGRES_DATABASE_MISSING",
    hint: "check POSTGRES_DATABASE, or create the database",
    retryable: false,
  },
  "42501": {
    code: "POSTGRES_PERMISSION_DENIED",
    hint: "grant the right, or connect as a role that has it",
    retryable: false,
  },
  "53300": {
    code: "POSTGRES_TOO_MANY_CONNECTIONS",
    hint: "try again later, or raise max_connections",
    retryable: true,
  },
  "55P03": {
    code: "POSTGRES_LOCK_TIMEOUT",
    hint: "somebody holds a lock on the object; try again when they are done",
    retryable: true,
  },
  "57014": { code: "POSTGRES_STATEMENT_TIMEOUT", hint: "the statement took longer than allowed", retryable: false },
  "57P01": {
    code: "POSTGRES_CONNECTION_LOST",
    hint: "the server ended the connection; run the command again",
    retryable: true,
  },
  "57P03": {
    code: "POSTGRES_NOT_READY",
    hint: "the server is starting up or shutting down; try again",
    retryable: true,
  },
  "25006": { code: "POSTGRES_READ_ONLY", hint: "connect to the primary, not to a standby", retryable: false },
  "40001": { code: "POSTGRES_SERIALIZATION_FAILURE", hint: "run the command again", retryable: true },
  "40P01": { code: "POSTGRES_DEADLOCK", hint: "run the command again", retryable: true },
  "53200": {
    code: "POSTGRES_OUT_OF_MEMORY",
    hint: "the server has no room for more locks or memory; see its log, raise max_locks_per_transaction",
    retryable: false,
  },
  "53100": { code: "POSTGRES_DISK_FULL", hint: "free space on the server", retryable: false },
  "23505": {
    code: "POSTGRES_DUPLICATE_KEY",
    hint: "rows repeat the key; Snowflake does not enforce keys",
    retryable: false,
  },
  "23502": { code: "POSTGRES_NULL_VALUE", hint: "rows hold NULL in a column that must not", retryable: false },
  "23503": { code: "POSTGRES_FOREIGN_KEY", hint: "rows have no match in the referenced table", retryable: false },
};

const classMeanings: Readonly<Record<string, SqlStateMeaning>> = {
  "08": { code: "POSTGRES_CONNECTION_LOST", hint: "the connection broke; run the command again", retryable: true },
};

/** Says what an SQLSTATE of five characters means; the code `POSTGRES_ERROR` for one that has no entry. */
export function sqlStateMeaning(sqlState: string): SqlStateMeaning {
  return (
    meanings[sqlState] ??
    classMeanings[sqlState.slice(0, 2)] ?? { code: "POSTGRES_ERROR", hint: "see the server's log", retryable: false }
  );
}
