import { setTimeout as pause } from "node:timers/promises";
import type { PartJob } from "./part-job.ts";
import type { CreatePart, PartFacts, PartSink } from "./part-sink.ts";
import { ReadError } from "./read-error.ts";
import { rowsOf, type SourceContext } from "./row-source.ts";

/** How a part is made and who is told. */
export interface PartContext extends SourceContext {
  readonly createPart: CreatePart;
  readonly options: unknown;
  readonly onProgress: (rows: number, bytes: number) => void;
}

/** Pauses before a part is begun again. */
const pauses = [200, 1000, 2000];

/** Codes of bodies that were cut, stalled, or damaged under their gzip. */
const broken = /^(?:STALLED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE|ERR_STREAM_PREMATURE_CLOSE|Z_.*)$/;

/** Besides those, bytes that were changed on their way may well not be met by another attempt. */
const changed = /^READ_(?:MALFORMED|ROWS_MISSING)$/;

/**
 * Writes one part. What breaks off in the middle is begun again from the part's first row: a body that turned out to be
 * damaged may have been damaged from its first byte.
 */
export async function writePart(job: PartJob, context: PartContext): Promise<PartFacts> {
  const repeatable = job.sources.every(({ kind }) => kind !== "feed");
  for (let attempt = 0; ; attempt += 1) {
    const progress = { rows: 0, bytes: 0 };
    try {
      return await attemptPart(job, context, progress);
    } catch (error) {
      context.onProgress(-progress.rows, -progress.bytes);
      const wait = pauses[attempt];
      const { code } = error as { code?: unknown };
      const again =
        repeatable &&
        typeof code === "string" &&
        (broken.test(code) || changed.test(code)) &&
        !context.access.signal.aborted;
      if (!again || wait === undefined) throw told(error, job);
      await pause(wait, undefined, { signal: context.access.signal });
    }
  }
}

/** What broke off once too often is told as what it is: a way to the storage that does not hold. */
function told(error: unknown, { index }: PartJob): unknown {
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  if (typeof code !== "string" || !broken.test(code)) return error;
  return new ReadError("READ_CHUNK_UNREACHABLE", { where: `part ${String(index + 1)}`, detail: message });
}

async function attemptPart(
  job: PartJob,
  context: PartContext,
  progress: { rows: number; bytes: number },
): Promise<PartFacts> {
  const part: PartSink = await context.createPart(job.path, context.options);
  try {
    for await (const { bytes, rows, read } of rowsOf(job, context)) {
      context.access.signal.throwIfAborted();
      if (bytes.length > 0) await part.write(bytes, rows);
      progress.rows += rows;
      progress.bytes += read;
      context.onProgress(rows, read);
    }
    context.access.signal.throwIfAborted();
  } catch (error) {
    await part.abort();
    throw error;
  }
  return part.close();
}
