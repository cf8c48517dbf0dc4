/** One thing that is wrong, where several are. */
export interface LoadProblem {
  readonly where?: string;
  readonly message: string;
  readonly hint?: string;
}

/** What a `LoadError` is made of. */
export interface LoadErrorFields {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Table, column and row, or the file. */
  readonly where?: string;
  readonly retryable?: boolean;
  readonly problems?: readonly LoadProblem[];
}

/** A bundle that cannot be loaded as things stand; nothing of it is in the tables. `code` is stable. */
export class LoadError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly retryable: boolean;
  readonly where?: string;
  readonly problems?: readonly LoadProblem[];

  constructor({ code, message, hint, where, retryable = false, problems }: LoadErrorFields, cause?: unknown) {
    super(message, { cause });
    this.name = "LoadError";
    this.code = code;
    this.hint = hint;
    this.retryable = retryable;
    if (where !== undefined) this.where = where;
    if (problems !== undefined) this.problems = problems;
  }
}

/** Whether an error, of whatever package, has one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === "object" && error !== null && "code" in error && codes.includes(String(error.code));
}
