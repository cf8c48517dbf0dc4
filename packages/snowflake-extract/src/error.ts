import { SnowflakeError, type SnowflakeErrorCode, UnquotableError } from "@dp/snowflake-client";

/** Failures of this package, and those of the connection that end the reading of a table. */
export type ExtractErrorCode =
  | "TABLE_NOT_FOUND"
  | "SCHEMA_NOT_FOUND"
  | "DATABASE_NOT_FOUND"
  | "UNSUPPORTED_TYPE"
  | "UNSUPPORTED_KIND"
  | "LISTING_CUT"
  | "CHANGED_WHILE_READING"
  | "UNQUOTABLE"
  | SnowflakeErrorCode;

/** What is known besides the code and the message. */
export interface ExtractErrorDetails {
  readonly hint: string;
  readonly where?: string;
  readonly retryable?: boolean;
  readonly column?: string;
  /** The type as Snowflake spells it, with UNSUPPORTED_TYPE. */
  readonly typeText?: string;
  /** Names that are there and look alike, best first, with …_NOT_FOUND. */
  readonly nearNames?: readonly string[];
}

/** Why one table could not be read. Matched on `code`. */
export class ExtractError extends Error {
  readonly code: ExtractErrorCode;
  readonly hint: string;
  readonly retryable: boolean;
  readonly where?: string;
  readonly column?: string;
  readonly typeText?: string;
  readonly nearNames?: readonly string[];

  constructor(code: ExtractErrorCode, message: string, details: ExtractErrorDetails) {
    super(message);
    this.name = "ExtractError";
    this.code = code;
    const { hint, retryable, ...rest } = details;
    this.hint = hint;
    this.retryable = retryable ?? false;
    Object.assign(this, rest);
  }
}

/** An answer that lacks a column or holds a word that is not known; never guessed at. */
export function unexpectedAnswer(message: string, where?: string): ExtractError {
  return new ExtractError("SNOWFLAKE_UNEXPECTED_ANSWER", message, {
    hint: "Snowflake may have changed this listing; please report it with the message.",
    ...(where !== undefined && { where }),
  });
}

/** Errors that a table can have; anything else is a fault of this program and is thrown on. */
export function toExtractError(error: unknown): ExtractError {
  if (error instanceof ExtractError) return error;
  if (error instanceof SnowflakeError || error instanceof UnquotableError) {
    const { code, message, hint, retryable } = error;
    return new ExtractError(code, message, { hint, retryable });
  }
  throw error;
}
