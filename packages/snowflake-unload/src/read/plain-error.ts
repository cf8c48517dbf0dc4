import type { PlainError } from "./part-job.ts";
import { ReadError, type ReadErrorCode } from "./read-error.ts";

/** An error with what a message and an exit code are made of; causes and stacks stay where they are. */
export function toPlainError(thrown: unknown): PlainError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message } = error;
  const kept = ["code", "hint", "where", "detail", "retryable", "path"];
  const all = error as unknown as Readonly<Record<string, unknown>>;
  const fields = Object.fromEntries(kept.filter((key) => all[key] !== undefined).map((key) => [key, all[key]]));
  return { name, message, fields: name === "Error" && fields.code === undefined ? { detail: error.stack } : fields };
}

/** The error on the other side of a thread's border; one of ours is one again. */
export function fromPlainError({ name, message, fields }: PlainError): Error {
  if (name === "ReadError") return new ReadError(fields.code as ReadErrorCode, fields);
  return Object.assign(new Error(message), { name }, fields);
}
