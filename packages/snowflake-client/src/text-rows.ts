import type { Readable } from "node:stream";
import { inRequestScope } from "./request-scope.ts";
import type { TakeRows } from "./result-types.ts";
import { toAnswer } from "./rows.ts";
import { asText, givenUp, type DriverStatement, type StatementLimits } from "./statement.ts";
import { translateError, type FailureContext } from "./translate-error.ts";

/** Rows that are handed on together. */
const batchRows = 1000;
/** Milliseconds without a row after which the driver, which tries ten times a chunk, is not waited for any longer. */
const idleMs = 180_000;

interface Reading {
  readonly limits: StatementLimits;
  readonly context: FailureContext;
  readonly where: string;
}

/** Who takes the rows, and what became of it. */
interface Taker {
  readonly take: TakeRows;
  failed: unknown;
  idle: boolean;
}

/** The driver's own stream, a batch at a time. @throws SnowflakeError, and what `take` throws */
export async function readTextRows(
  statement: DriverStatement,
  take: TakeRows,
  { limits, context, where }: Reading,
): Promise<{ readonly rows: number }> {
  const scope = new AbortController();
  const stop = (): void => {
    scope.abort();
  };
  const isCancelled = (): boolean => limits.signal?.aborted === true;
  if (isCancelled()) throw givenUp("cancelled", idleMs, { ...context, where });
  limits.signal?.addEventListener("abort", stop, { once: true });
  const taker: Taker = { take, failed: undefined, idle: false };
  try {
    return await inRequestScope({ signal: scope.signal }, () => pump(statement, taker, scope));
  } catch (error) {
    if (taker.failed !== undefined) throw taker.failed as Error;
    if (isCancelled()) throw givenUp("cancelled", idleMs, { ...context, where });
    if (taker.idle) throw givenUp("timeout", idleMs, { ...context, where });
    throw translateError(error, { ...context, where });
  } finally {
    limits.signal?.removeEventListener("abort", stop);
  }
}

async function pump(
  statement: DriverStatement,
  taker: Taker,
  scope: AbortController,
): Promise<{ readonly rows: number }> {
  const columns = (statement.getColumns() ?? []).map((column) => column.getName());
  const stream = statement.streamRows({ fetchAsString: asText });
  scope.signal.addEventListener("abort", () => stream.destroy(new Error("given up")), { once: true });
  const idle = setTimeout(() => {
    taker.idle = true;
    scope.abort();
  }, idleMs);
  let rows = 0;
  const hand = async (batch: readonly unknown[]): Promise<void> => {
    const answer = toAnswer(columns, batch, "");
    rows += batch.length;
    await taker.take(answer.rows).catch((error: unknown) => {
      taker.failed = error;
      throw error;
    });
    idle.refresh();
  };
  try {
    for await (const batch of batches(stream)) await hand(batch);
  } finally {
    clearTimeout(idle);
    stream.destroy();
  }
  return { rows };
}

async function* batches(stream: Readable): AsyncGenerator<readonly unknown[]> {
  let batch: unknown[] = [];
  for await (const row of stream) {
    batch.push(row);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
