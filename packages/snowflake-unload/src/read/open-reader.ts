import type { SnowflakeError } from "@dp/snowflake-client";
import { readChunks } from "./read-chunks.ts";
import type { ReadContext, ReadSource } from "./read-context.ts";
import { readDriver } from "./read-driver.ts";
import type { ReadError } from "./read-error.ts";
import { readStage } from "./read-stage.ts";
import { ThreadPool } from "./thread-pool.ts";
import type { ReaderKind, ReaderOptions, ReadRequest, ReadResult, ResultReader } from "./types.ts";

const defaults = { partBytes: 64 * 1024 * 1024, minimumRate: 1000, stallMs: 30_000 };

/** A reader over a signed-in connection; its threads are started with the first result. */
export function openReader(db: ReadSource, options: ReaderOptions): ResultReader {
  const { part, reader = "auto", workers, signal } = options;
  const { partBytes, minimumRate, stallMs } = { ...defaults, ...options };
  const pool = new ThreadPool({ part, route: db.route, pace: { minimumRate, stallMs } }, workers);
  const context: ReadContext = { db, pool, part, partBytes, ...(signal !== undefined && { signal }) };
  return {
    read: (request) => {
      if (reader === "stage") return readStage(request, context);
      if (reader === "auto" && db.route.checksRevocation === true) return readUnderCheck(request, context);
      return readResult(request, context, reader);
    },
    close: () => pool.close(),
  };
}

/** Storage is asked without a look at whether its certificate was withdrawn; where that must not be, the driver asks. */
async function readUnderCheck(request: ReadRequest, context: ReadContext): Promise<ReadResult> {
  const read = await readResult(request, context, "driver");
  return { ...read, fallback: "certificates must be checked for withdrawal, which the driver does" };
}

async function readResult(
  request: ReadRequest,
  context: ReadContext,
  reader: Exclude<ReaderKind, "stage">,
): Promise<ReadResult> {
  const queryId = await queryFor(request, context);
  const { results } = context.db;
  if (reader === "driver") return readDriver(await results.outline(queryId), request, context);
  try {
    return await readChunks(await results.result(queryId, { cancelOnGiveUp: true }), request, context);
  } catch (error) {
    if (reader !== "auto" || !isAboutChunks(error)) throw error;
    const read = await readDriver(await results.outline(queryId), request, context);
    return { ...read, fallback: error.message };
  }
}

/** The statement that a run before began, where Snowflake still has its result; else it is begun. */
async function queryFor({ sql, resume }: ReadRequest, { db }: ReadContext): Promise<string> {
  if (resume === undefined || resume.query.via === "stage") return db.results.submit(sql);
  const { queryId } = resume.query;
  try {
    await db.results.outline(queryId);
    return queryId;
  } catch (error) {
    const { retryable, code } = error as SnowflakeError;
    if (retryable || code === "SNOWFLAKE_CANCELLED" || code === "SNOWFLAKE_TIMEOUT") throw error;
    return db.results.submit(sql);
  }
}

const chunkCodes: ReadonlySet<string> = new Set<ReadError["code"] | SnowflakeError["code"]>([
  "READ_MALFORMED",
  "READ_NOT_TEXT",
  "READ_ROWS_MISSING",
  "READ_CHUNK_REFUSED",
  "SNOWFLAKE_UNEXPECTED_ANSWER",
]);

/** Whether the driver may manage what we did not: neither the network nor the values are in the way. */
function isAboutChunks(error: unknown): error is Error {
  const { code } = error as { code?: unknown };
  return error instanceof Error && typeof code === "string" && chunkCodes.has(code);
}
