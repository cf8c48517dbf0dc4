/** Why a table or a feed was not unloaded. */
export type UnloadErrorCode =
  | "UNLOAD_VALUES_REFUSED"
  | "UNLOAD_TABLE_DIFFERS"
  | "UNLOAD_TABLE_CHANGED"
  | "UNLOAD_ROWS_MISCOUNTED"
  | "UNLOAD_CURSOR_UNUSABLE"
  | "UNLOAD_NO_WAY_TO_APPEND"
  | "UNLOAD_KEY_UNUSABLE"
  | "UNLOAD_KEY_NOT_UNIQUE"
  | "UNLOAD_STATEMENT_TOO_LONG"
  | "UNLOAD_TABLE_UNKNOWN"
  | "UNLOAD_BUCKETS_UNKNOWN"
  | "UNLOAD_BUNDLE_NOT_KEPT"
  | "UNLOAD_NOTHING_SENT"
  | "UNLOAD_SNAPSHOT_GONE";

/** What an {@link UnloadError} says beside its message. */
export interface UnloadErrorDetails {
  readonly hint: string;
  /** Table, or table and column. */
  readonly where?: string;
  readonly retryable?: boolean;
  /** Each thing that is wrong, when there are several. */
  readonly problems?: readonly { readonly where?: string; readonly message: string; readonly code?: string }[];
}

/** A table that cannot be unloaded as it is. Holds no row value. */
export class UnloadError extends Error {
  override readonly name = "UnloadError";
  readonly code: UnloadErrorCode;
  readonly hint: string;
  readonly retryable: boolean;
  readonly where?: string;
  readonly problems?: NonNullable<UnloadErrorDetails["problems"]>;

  constructor(code: UnloadErrorCode, message: string, { hint, where, retryable, problems }: UnloadErrorDetails) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.retryable = retryable ?? false;
    if (where !== undefined) this.where = where;
    if (problems !== undefined) this.problems = problems;
  }
}
