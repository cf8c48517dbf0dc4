import { rm } from "node:fs/promises";
import type { ResultFacts } from "@dp/snowflake-client";
import { finishedParts } from "./finished-parts.ts";
import { layoutHash, planParts, sourcesOf, type PartPlan } from "./layout.ts";
import type { FreshChunks } from "./part-job.ts";
import { ReadError } from "./read-error.ts";
import { columnsOf } from "./columns.ts";
import type { ReadContext } from "./read-context.ts";
import type { PoolTask } from "./thread-pool.ts";
import type { ReadPart, ReadQuery, ReadRequest, ReadResult } from "./types.ts";

/** Reads a result from its chunks, in threads. @throws ReadError, and what parts are written with */
export async function readChunks(
  result: ResultFacts,
  request: ReadRequest,
  context: ReadContext,
): Promise<Omit<ReadResult, "fallback">> {
  const plans = planParts(result, context.partBytes);
  const query = describe(result, plans, { request, context });
  await request.onQuery?.(query);
  const parts = new Map(await finishedParts(query, request));
  const reused = parts.size;
  const missing = plans.filter(({ index }) => !parts.has(index));
  const addresses = freshAddresses(result, context);
  const task = (plan: PartPlan): PoolTask => ({
    job: {
      index: plan.index,
      path: request.path(plan.index),
      columns: query.columns,
      rowsBefore: plan.rowsBefore,
      sources: sourcesOf(result, plan),
      headers: result.headers,
    },
    handlers: {
      onProgress: (rows, bytes) => request.onProgress?.({ rows, bytes }),
      refresh: addresses,
    },
    done: async (facts) => {
      const part: ReadPart = { index: plan.index, path: request.path(plan.index), facts };
      if (facts.rows !== plan.rows) throw missingRows(part, plan);
      parts.set(plan.index, part);
      await request.onPart?.(part);
    },
  });
  // What stands in the way was begun by a run before, for another layout or not to its end.
  for (const { index } of missing) await rm(request.path(index), { force: true });
  await context.pool.run(missing.map(task), context.signal);
  return { query, parts: plans.flatMap(({ index }) => parts.get(index) ?? []), reused };
}

function describe(
  result: ResultFacts,
  plans: readonly PartPlan[],
  { request, context }: { readonly request: ReadRequest; readonly context: ReadContext },
): ReadQuery {
  const chunks = result.chunks.map(({ rows, plainBytes }) => [rows, plainBytes]);
  const groups = plans.map(({ from, to }) => [from, to]);
  const columns = columnsOf(result, request);
  const layout = layoutHash([request.sql, result.queryId, "result", columns, chunks, groups, context.part]);
  return { queryId: result.queryId, via: "result", layout, columns, rows: result.rows, parts: plans.length };
}

function missingRows(part: ReadPart, plan: PartPlan): ReadError {
  const detail = `${String(part.facts.rows)} of ${String(plan.rows)}`;
  return new ReadError("READ_ROWS_MISSING", { where: `part ${String(part.index)}`, detail });
}

/** Threads find out at the same time that addresses have expired; Snowflake is asked once. */
function freshAddresses(first: ResultFacts, { db }: ReadContext): (numbers: readonly number[]) => Promise<FreshChunks> {
  let asking: Promise<ResultFacts> | undefined;
  const ask = async (): Promise<ResultFacts> => {
    const now = await db.results.result(first.queryId);
    const same =
      now.chunks.length === first.chunks.length &&
      now.chunks.every((chunk, at) => chunk.rows === first.chunks[at]?.rows);
    if (!same) throw new ReadError("READ_RESULT_GONE", { where: `query ${first.queryId}` });
    return now;
  };
  return async (numbers) => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    const { chunks, headers } = await asking;
    return { urls: Object.fromEntries(numbers.map((number) => [number, chunks[number]?.url ?? ""])), headers };
  };
}
