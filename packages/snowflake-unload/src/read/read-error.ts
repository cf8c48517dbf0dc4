/** What can go wrong between a result and the COPY text of its rows. */
export type ReadErrorCode = keyof typeof meanings;

interface Meaning {
  readonly sentence: string;
  readonly hint: string;
  readonly retryable: boolean;
}

const value = { retryable: false } as const;

const meanings = {
  READ_NUL: {
    ...value,
    sentence: "a text holds U+0000, which PostgreSQL cannot store",
    hint: "Set the column's policy for such texts in tables.yaml, or leave the column out.",
  },
  READ_LONE_SURROGATE: {
    ...value,
    sentence: "a text holds half of a surrogate pair, which is no character",
    hint: "Set the column's policy for such texts in tables.yaml, or leave the column out.",
  },
  READ_NOT_UTF8: {
    ...value,
    sentence: "bytes that are no UTF-8",
    hint: "Set the column's policy for such texts in tables.yaml, or leave the column out.",
  },
  READ_NOT_TEXT: {
    ...value,
    sentence: "a value that is neither text nor NULL",
    hint: "Please report it, with the versions of this program and of the driver.",
  },
  READ_MALFORMED: {
    sentence: "a part of the result is not as results are",
    hint: "Run it again. If it stays, set `reader: driver` in tables.yaml and report it.",
    retryable: true,
  },
  READ_ROWS_MISSING: {
    sentence: "fewer or more rows than Snowflake announced",
    hint: "Run it again; nothing of this table was published.",
    retryable: true,
  },
  READ_CHUNK_UNREACHABLE: {
    sentence: "a part of the result cannot be had",
    hint: "Check that the account's storage host can be reached from here (SYSTEM$ALLOWLIST), and the proxy.",
    retryable: true,
  },
  READ_CHUNK_REFUSED: {
    sentence: "the storage refuses a part of the result",
    hint: "Run it again. If it stays, set `reader: driver` or `reader: stage` in tables.yaml.",
    retryable: true,
  },
  READ_RESULT_GONE: {
    sentence: "Snowflake does not have the result any more",
    hint: "Run it again; the statement is run anew.",
    retryable: true,
  },
  READ_CANCELLED: { sentence: "stopped", hint: "Run it again; finished parts are used again.", retryable: true },
  READ_WORKER_DIED: {
    sentence: "a worker thread ended by itself",
    hint: "Run it again. If it stays, give the process more memory and report it.",
    retryable: true,
  },
} as const satisfies Record<string, Meaning>;

/** What is known of a failure besides its code. */
export interface ReadErrorDetails {
  /** What happened beyond the code's own sentence. Never a value. */
  readonly detail?: string;
  /** Row of the result (from 1), column, chunk, host. */
  readonly where?: string;
}

/** Any failure of reading that is not Snowflake's own answer. Matched on `code`; holds no value of a row and no address. */
export class ReadError extends Error {
  readonly code: ReadErrorCode;
  readonly hint: string;
  readonly retryable: boolean;
  readonly where?: string;
  readonly detail?: string;

  constructor(code: ReadErrorCode, { where, detail }: ReadErrorDetails = {}) {
    const { sentence, hint, retryable } = meanings[code];
    super(`${sentence}${where === undefined ? "" : ` (${where})`}${detail === undefined ? "" : `: ${detail}`}`);
    this.name = "ReadError";
    this.code = code;
    this.hint = hint;
    this.retryable = retryable;
    if (where !== undefined) this.where = where;
    if (detail !== undefined) this.detail = detail;
  }
}
