import type { StatementResult } from "../contracts.ts";

/** Reads a result to its end without keeping it: only then has the statement run. */
export async function drain({ rows }: StatementResult): Promise<void> {
  const iterator = rows[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}
