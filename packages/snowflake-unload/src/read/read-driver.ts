import { rm } from "node:fs/promises";
import type { ResultFacts } from "@dp/snowflake-client";
import { columnsOf } from "./columns.ts";
import { finishedParts } from "./finished-parts.ts";
import { layoutHash } from "./layout.ts";
import type { ReadContext } from "./read-context.ts";
import { ReadError } from "./read-error.ts";
import { RowFeed } from "./row-feed.ts";
import type { PoolTask } from "./thread-pool.ts";
import type { ReadPart, ReadQuery, ReadRequest, ReadResult } from "./types.ts";

/** What is known of a result before its rows come. */
type Known = Pick<ResultFacts, "queryId" | "columns" | "rows">;

/**
 * Reads a result as the driver gives its rows, one after the other: slower, and with no need to know where chunks lie.
 * @throws ReadError, SnowflakeError, and what parts are written with
 */
export async function readDriver(
  result: Known,
  request: ReadRequest,
  context: ReadContext,
): Promise<Omit<ReadResult, "fallback">> {
  const columns = columnsOf(result, request);
  const layout = layoutHash([
    request.sql,
    result.queryId,
    "driver",
    columns,
    result.rows,
    context.partBytes,
    context.part,
  ]);
  const query: ReadQuery = { queryId: result.queryId, via: "driver", layout, columns, rows: result.rows };
  await request.onQuery?.(query);
  const kept = leading(await finishedParts(query, request));
  const feed = new RowFeed(context.partBytes, rowsIn(kept));
  const stop = new AbortController();
  const signal = context.signal === undefined ? stop.signal : AbortSignal.any([context.signal, stop.signal]);
  const parts = [...kept];
  const written = context.pool.run(tasks(feed, { request, columns, parts }), signal);
  const failed = written.then(
    () => new Promise<never>(() => undefined),
    (error: unknown) => Promise.reject(error as Error),
  );
  try {
    const { rows } = await Promise.race([
      context.db.results.textRows(result.queryId, (batch) => feed.push(batch)),
      failed,
    ]);
    feed.end();
    await written;
    if (rows !== result.rows || rowsIn(parts) !== rows) throw missing(rowsIn(parts), result.rows);
    return { query, parts, reused: kept.length };
  } catch (error) {
    feed.fail(error as Error);
    stop.abort();
    await written.catch(() => undefined);
    throw error;
  }
}

/** One part after the other, for as long as rows come. */
async function* tasks(feed: RowFeed, { request, columns, parts }: Writing): AsyncGenerator<PoolTask> {
  const first = parts.length;
  for (let number = 0; await feed.hasPart(number); number += 1) {
    const index = first + number;
    const path = request.path(index);
    await rm(path, { force: true });
    yield {
      job: { index, path, columns, rowsBefore: feed.rowsBefore(number), sources: [{ kind: "feed" }], headers: {} },
      handlers: {
        onProgress: (rows, bytes) => request.onProgress?.({ rows, bytes }),
        refresh: () => Promise.reject(new ReadError("READ_RESULT_GONE")),
        feed: () => feed.next(number),
      },
      done: async (facts) => {
        const part: ReadPart = { index, path, facts };
        parts.push(part);
        parts.sort((one, other) => one.index - other.index);
        await request.onPart?.(part);
      },
    };
  }
}

interface Writing {
  readonly request: ReadRequest;
  readonly columns: readonly string[];
  /** Filled as they are finished. */
  readonly parts: ReadPart[];
}

/** Rows come in order: what was finished is of use up to the first gap. */
function leading(parts: ReadonlyMap<number, ReadPart>): readonly ReadPart[] {
  const kept: ReadPart[] = [];
  for (let part = parts.get(0); part !== undefined; part = parts.get(kept.length)) kept.push(part);
  return kept;
}

function rowsIn(parts: readonly ReadPart[]): number {
  return parts.reduce((sum, { facts }) => sum + facts.rows, 0);
}

function missing(there: number, promised: number): ReadError {
  return new ReadError("READ_ROWS_MISSING", { detail: `${String(there)} of ${String(promised)}` });
}
