import { sqlStateMeaning } from "./sqlstate.ts";

/** What a `PostgresError` is made of. */
export interface PostgresErrorFields {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly retryable: boolean;
  readonly sqlState?: string;
  /** The statement that failed; holds no values, since values travel as parameters. */
  readonly statement?: string;
  /** Name of the constraint, and of the column, that the server named. */
  readonly constraint?: string;
  readonly column?: string;
}

/** Anything that PostgreSQL, or the way to it, refused. `code` is ours and stable; `sqlState` is the server's. */
export class PostgresError extends Error implements PostgresErrorFields {
  readonly code: string;
  readonly hint: string;
  readonly retryable: boolean;
  readonly sqlState?: string;
  readonly statement?: string;
  readonly constraint?: string;
  readonly column?: string;
  /** Where in its work the server was; of a COPY, the line and the VALUE: never to be printed as it is. */
  declare readonly context?: string;

  constructor(fields: PostgresErrorFields, cause?: unknown) {
    super(fields.message, { cause });
    this.name = "PostgresError";
    this.code = fields.code;
    this.hint = fields.hint;
    this.retryable = fields.retryable;
    if (fields.sqlState !== undefined) this.sqlState = fields.sqlState;
    if (fields.statement !== undefined) this.statement = fields.statement;
    if (fields.constraint !== undefined) this.constraint = fields.constraint;
    if (fields.column !== undefined) this.column = fields.column;
    const context = typeof cause === "object" && cause !== null && "where" in cause ? cause.where : undefined;
    // Not enumerable, so that nothing prints it by printing the error.
    if (typeof context === "string") Object.defineProperty(this, "context", { value: context });
  }
}

interface DriverError {
  readonly message: string;
  readonly code?: unknown;
  readonly severity?: unknown;
  readonly constraint?: unknown;
  readonly column?: unknown;
}

/** What the server names beside the message, of an error that is about a constraint or a column. */
function named({ constraint, column }: DriverError): Pick<PostgresErrorFields, "constraint" | "column"> {
  return {
    ...(typeof constraint === "string" ? { constraint } : {}),
    ...(typeof column === "string" ? { column } : {}),
  };
}

// By shape, not by class: an error may come from another realm.
function isDriverError(error: unknown): error is DriverError {
  return typeof error === "object" && error !== null && "message" in error && typeof error.message === "string";
}

const networkHints: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; check POSTGRES_HOST and POSTGRES_PORT, and that the server runs",
  ENOTFOUND: "the host name is not known here; check POSTGRES_HOST",
  EAI_AGAIN: "the host name could not be looked up; check POSTGRES_HOST and the network",
  ETIMEDOUT: "the host does not answer; check POSTGRES_HOST and firewalls",
  EHOSTUNREACH: "there is no route to the host; check POSTGRES_HOST and the network",
  ECONNRESET: "the connection was cut; check sslmode and the server's log",
  ENOENT: "there is no such socket; check POSTGRES_HOST",
};

function connectionLost(message: string): boolean {
  return /Connection terminated|connection is closed|not queryable|Client was closed/i.test(message);
}

/** OpenSSL's codes, as Node passes them on. */
const tlsCauses: readonly (readonly [codes: RegExp, hint: string])[] = [
  [
    /ALTNAME/,
    "the certificate is for another name; connect by a name that it holds (POSTGRES_HOST), or have one made for this name",
  ],
  [
    /EXPIRED|NOT_YET_VALID/,
    "the certificate is not valid now; have a new one made, and check the clock of this machine",
  ],
  [
    /DEPTH_ZERO_SELF_SIGNED/,
    "the certificate is signed by itself; if it is the right one, name it as the authority: POSTGRES_SSLROOTCERT",
  ],
  [
    /SELF_SIGNED|UNABLE_TO|CERT/,
    "nobody that is trusted here signed the certificate; name the authority that did: POSTGRES_SSLROOTCERT",
  ],
  [/^ERR_(?:SSL|TLS|OSSL)/, "TLS could not be agreed on; check POSTGRES_SSLCERT, POSTGRES_SSLKEY and the server's log"],
];

/** A refusal of TLS by either side, told from the driver's words and OpenSSL's codes. */
function tlsHint({ message, code }: DriverError): string | undefined {
  if (message.includes("does not support SSL"))
    return "the server speaks no TLS; set POSTGRES_SSLMODE=disable if that is right";
  const cause = tlsCauses.find(([codes]) => codes.test(String(code)));
  return cause?.[1];
}

/** Messages of class 22, data exceptions, quote the value: `invalid input syntax for type integer: "12 000"`. */
function withoutValues(message: string, sqlState: string): string {
  return sqlState.startsWith("22") ? message.replaceAll(/"[^]*"/g, '"…"') : message;
}

/** Makes a `PostgresError` of whatever the driver threw. */
export function toPostgresError(error: unknown, statement?: string): PostgresError {
  if (error instanceof PostgresError) return error;
  const driver: DriverError = isDriverError(error) ? error : { message: String(error) };
  const rest = statement === undefined ? {} : { statement };
  const code = typeof driver.code === "string" ? driver.code : "";
  if (driver.message.includes("unsupported startup parameter")) {
    const hint = "a pooler in between does not pass POSTGRES_OPTIONS on; connect to PostgreSQL itself";
    return new PostgresError(
      { code: "POSTGRES_POOLER", message: driver.message, hint, retryable: false, ...rest },
      error,
    );
  }
  if (driver.severity !== undefined) {
    const message = withoutValues(driver.message, code);
    return new PostgresError({ ...sqlStateMeaning(code), message, sqlState: code, ...named(driver), ...rest }, error);
  }
  const tls = tlsHint(driver);
  if (tls !== undefined) {
    return new PostgresError(
      { code: "POSTGRES_TLS", message: driver.message, hint: tls, retryable: false, ...rest },
      error,
    );
  }
  if (code in networkHints || driver.message.includes("timeout expired")) {
    const hint = networkHints[code] ?? networkHints.ETIMEDOUT ?? "";
    return new PostgresError(
      { code: "POSTGRES_UNREACHABLE", message: driver.message, hint, retryable: true, ...rest },
      error,
    );
  }
  if (connectionLost(driver.message)) {
    const hint = "the connection broke; run the command again";
    return new PostgresError(
      { code: "POSTGRES_CONNECTION_LOST", message: driver.message, hint, retryable: true, ...rest },
      error,
    );
  }
  return new PostgresError(
    { code: "POSTGRES_ERROR", message: driver.message, hint: "", retryable: false, ...rest },
    error,
  );
}
