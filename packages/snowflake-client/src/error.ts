import { meanings, type SnowflakeErrorCategory, type SnowflakeErrorCode } from "./error-table.ts";

/** What is known of a failure besides its code. */
export interface SnowflakeErrorDetails {
  /** What happened, beyond the code's own sentence: usually the server's message. */
  readonly detail?: string;
  /** The account's address, a file, … */
  readonly where?: string;
  /** In place of the code's own hint. */
  readonly hint?: string;
  readonly retryable?: boolean;
  readonly snowflakeCode?: string;
  readonly sqlState?: string;
  readonly statement?: string;
}

/** Any failure of signing in or of a statement. Matched on `code`; holds no secret and no driver object. */
export class SnowflakeError extends Error {
  readonly code: SnowflakeErrorCode;
  readonly category: SnowflakeErrorCategory;
  readonly hint: string;
  readonly retryable: boolean;
  readonly where?: string;
  /** Code of the server or of the driver, e.g. `002043`. */
  readonly snowflakeCode?: string;
  readonly sqlState?: string;
  /** Text of the statement that failed. */
  readonly statement?: string;

  constructor(code: SnowflakeErrorCode, details: SnowflakeErrorDetails = {}) {
    const { detail, where, hint, retryable, ...rest } = details;
    const meaning = meanings[code];
    super(`${meaning.sentence}${where === undefined ? "" : ` (${where})`}${detail ? `: ${detail}` : ""}`);
    this.name = "SnowflakeError";
    this.code = code;
    this.category = meaning.category;
    this.hint = hint ?? meaning.hint;
    this.retryable = retryable ?? meaning.retryable;
    if (where !== undefined) this.where = where;
    Object.assign(this, rest);
  }
}
