/** What a person or a program is told of a failure. */
export interface ErrorDescription {
  /** Stable, UPPER_SNAKE; `UNEXPECTED` for a bug. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** file, file:line:column, table or column. */
  readonly where?: string;
  readonly retryable: boolean;
  /** Each thing that is wrong, when there are several. */
  readonly problems?: readonly {
    readonly code?: string;
    readonly where?: string;
    readonly message: string;
    readonly hint?: string;
  }[];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function place(fields: Fields, file?: string): string | undefined {
  const name = text(fields.where) ?? text(fields.file) ?? file;
  const position = [fields.line, fields.column].filter((part) => typeof part === "number").map(String);
  if (position.length > 0) return [name ?? "line", ...position].join(":");
  const path = text(fields.path);
  return path !== undefined && name !== undefined ? `${name} ${path}` : (name ?? path);
}

function describeProblems(fields: Fields): ErrorDescription["problems"] {
  if (!Array.isArray(fields.problems)) return undefined;
  return (fields.problems as readonly Fields[]).map((problem) => {
    const where = place(problem, text(fields.file));
    const hint = text(problem.hint);
    const message = text(problem.message) ?? "";
    const code = text(problem.code);
    return {
      ...(code === undefined ? {} : { code }),
      ...(where === undefined ? {} : { where }),
      message,
      ...(hint === undefined ? {} : { hint }),
    };
  });
}

/** Describes whatever was thrown. Errors are told apart by `code`, so that two copies of a package do no harm. */
export function describeError(error: unknown): ErrorDescription {
  if (typeof error !== "object" || error === null) {
    return { code: "UNEXPECTED", message: String(error), retryable: false };
  }
  const fields = error as Fields;
  const code = text(fields.code);
  const message = text(fields.message) ?? "failed without a message";
  // Node's own codes (ENOENT …) come without a hint: nobody has thought about them, so they are bugs of ours.
  if (code === undefined || !("hint" in fields)) {
    return { code: "UNEXPECTED", message, retryable: false };
  }
  const hint = text(fields.hint);
  const where = place(fields);
  const problems = describeProblems(fields);
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(where === undefined ? {} : { where }),
    retryable: fields.retryable === true,
    ...(problems === undefined ? {} : { problems }),
  };
}

/** The command line was used wrongly. */
export class UsageError extends Error {
  readonly code = "USAGE";
  readonly hint: string;
  readonly retryable = false;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "UsageError";
    this.hint = hint;
  }
}
