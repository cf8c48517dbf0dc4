/** One table for both programs; the numbers from 64 on are those of sysexits.h. */
export const exitCodes = {
  done: 0,
  bug: 1,
  different: 2,
  partly: 3,
  usage: 64,
  badData: 65,
  unreachable: 69,
  internal: 70,
  cannotCreate: 73,
  inputOutput: 74,
  tryAgain: 75,
  denied: 77,
  configuration: 78,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each number means; printed into docs/cli.md. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: "done, or nothing to do",
  1: "unexpected: a bug in the program",
  2: "not as it should be (verify, status, extract --check, extract --check-keys, diff --check, render --check; plan and diff only with --exit-code)",
  3: "partly done: some tables failed",
  64: "wrong use of the command line",
  65: "bad data: a file is broken, edited, stale or too new, or the database is not what the plan needs",
  69: "Snowflake, PostgreSQL or the object store cannot be reached",
  70: "an internal check failed",
  73: "a file cannot be made",
  74: "reading or writing failed, or the disk is full",
  75: "try again: a lock, a timeout, another run at work",
  77: "denied: password, key or a missing right",
  78: "the configuration is wrong or incomplete",
  130: "interrupted by Ctrl-C",
  143: "ended by SIGTERM",
};

// Most telling first: the first pattern that fits an error's code decides.
const byCode: readonly (readonly [RegExp, ExitCode])[] = [
  [/^USAGE/, exitCodes.usage],
  [/^(CONFIG|SETTING|PROJECT|ENV|EDITION|SOURCE_PIN)_/, exitCodes.configuration],
  [/^SNOWFLAKE_(ACCOUNT_UNKNOWN|NO_WAREHOUSE|SETTINGS_INVALID|OKTA_ADDRESS)$/, exitCodes.configuration],
  [/^POSTGRES_(DATABASE_MISSING|STANDBY|POOLER|ENCODING|TOO_OLD)$/, exitCodes.configuration],
  [/^S3_(LOCATION|BUCKET|NOT_CONDITIONAL)/, exitCodes.configuration],
  [/^SNOWFLAKE_UNEXPECTED_ANSWER$/, exitCodes.internal],
  [/^BUNDLE_(RECIPIENT|COMPRESSION)/, exitCodes.configuration],
  [/^BUNDLE_(SIGNATURE|KEY)/, exitCodes.denied],
  [/^BUNDLE_INCOMPLETE$/, exitCodes.tryAgain],
  [/^BUNDLE_NAME_TAKEN$/, exitCodes.cannotCreate],
  [/(PASSWORD|CREDENTIALS|KEY_|_JWT|LOGIN|TOKEN|SSO_|SECOND_FACTOR|USER_LOCKED|NETWORK_POLICY)/, exitCodes.denied],
  [/^SNOWFLAKE_(METHOD|OKTA|OAUTH|WORKLOAD)/, exitCodes.denied],
  [/(PERMISSION|PRIVILEGE|DENIED|ROLE_|NOT_READABLE)/, exitCodes.denied],
  [
    /(UNREACHABLE|UNAVAILABLE|PROXY_REFUSED|_TLS$|NOT_READY|CONNECTION_LOST|SESSION_GONE|SNOWFLAKE_TIMEOUT)/,
    exitCodes.unreachable,
  ],
  [/(LOCK_TIMEOUT|BUSY|DEADLOCK|SERIALIZATION|TOO_MANY_CONNECTIONS|STATEMENT_TIMEOUT)/, exitCodes.tryAgain],
  [/^(LOAD_MOVED|PLAN_STALE|CHANGED_WHILE_READING|SNOWFLAKE_CANCELLED)$/, exitCodes.tryAgain],
  [/^FILE_(NOT_WRITABLE|EXISTS)$/, exitCodes.cannotCreate],
  [/(^FILE_IO|^S3_FAILED|DISK_FULL)$/, exitCodes.inputOutput],
  // Whatever else has a code is about something that was read: a file, a name, the database as it stands.
  [/./, exitCodes.badData],
];

/** The exit code for an error's code; 1 for an error that has none. */
export function exitCodeFor(code: string | undefined): ExitCode {
  if (code === undefined) return exitCodes.bug;
  // An error with a code was thought about, so it is no bug: what was given cannot be used.
  return byCode.find(([pattern]) => pattern.test(code))?.[1] ?? exitCodes.badData;
}
