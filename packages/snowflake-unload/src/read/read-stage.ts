import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unloadStatement } from "./copy-statement.ts";
import { layoutHash } from "./layout.ts";
import type { ReadContext } from "./read-context.ts";
import { ReadError } from "./read-error.ts";
import type { PoolTask } from "./thread-pool.ts";
import type { ReadPart, ReadQuery, ReadRequest, ReadResult } from "./types.ts";

/** A file on the stage. */
interface StageFile {
  readonly name: string;
  readonly bytes: number;
}

/** COPY text shrinks to about this share of itself. */
const shrinks = 6;

/**
 * Lets the warehouse write COPY text to the user's own stage, with all its processors, and fetches the files; they are
 * removed at the end, also after a failure. A cut run begins anew, and removes what the one before had left.
 * @throws ReadError, SnowflakeError, and what parts are written with
 */
export async function readStage(request: ReadRequest, context: ReadContext): Promise<ReadResult> {
  const { db } = context;
  const left = request.resume?.query.stage;
  if (left !== undefined) await db.query(`REMOVE ${left}`);
  const stage = `@~/dp/${randomUUID()}/`;
  const folder = await mkdtemp(join(tmpdir(), "dp-stage-"));
  try {
    return await readThrough(stage, folder, { request, context });
  } finally {
    await db.query(`REMOVE ${stage}`).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Reading {
  readonly request: ReadRequest;
  readonly context: ReadContext;
}

async function readThrough(stage: string, folder: string, { request, context }: Reading): Promise<ReadResult> {
  const { db, partBytes } = context;
  const queryId = await db.results.submit(unloadStatement(stage, request));
  const layout = layoutHash([request.sql, queryId, stage]);
  const begun: ReadQuery = { queryId, via: "stage", layout, columns: request.columns, rows: 0, stage };
  // Told while it still writes: who is cut here knows what to remove.
  await request.onQuery?.(begun);
  const [counts] = (await db.results.result(queryId, { cancelOnGiveUp: true })).inline;
  const rows = Number(counts?.[0]);
  const listed = await db.query(`LIST ${stage}`);
  const files = listed.map(({ name, size }) => ({ name: name ?? "", bytes: Number(size) }));
  const groups = grouped(files, partBytes / shrinks);
  const query = { ...begun, rows, parts: groups.length };
  const parts: ReadPart[] = [];
  await context.pool.run(tasks(groups, { request, context, folder, stage, parts }), context.signal);
  parts.sort((one, other) => one.index - other.index);
  const there = parts.reduce((sum, { facts }) => sum + facts.rows, 0);
  if (there !== rows)
    throw new ReadError("READ_ROWS_MISSING", { where: stage, detail: `${String(there)} of ${String(rows)}` });
  return { query, parts, reused: 0 };
}

interface Fetching extends Reading {
  readonly folder: string;
  readonly stage: string;
  /** Filled as they are finished. */
  readonly parts: ReadPart[];
}

/** Files are fetched when a thread is free for them, so that no more of them lie here than there are threads. */
async function* tasks(groups: readonly (readonly StageFile[])[], fetching: Fetching): AsyncGenerator<PoolTask> {
  const { request, context, folder, stage, parts } = fetching;
  for (const [index, files] of groups.entries()) {
    const own = join(folder, String(index));
    const paths: string[] = [];
    for (const { name, bytes } of files) {
      paths.push(await context.db.results.download({ file: stageFile(stage, name), bytes }, own));
    }
    const path = request.path(index);
    await rm(path, { force: true });
    const sources = paths.map((file) => ({ kind: "file" as const, path: file }));
    yield {
      job: { index, path, columns: request.columns, rowsBefore: 0, sources, headers: {} },
      handlers: {
        onProgress: (rows, bytes) => request.onProgress?.({ rows, bytes }),
        refresh: () => Promise.reject(new ReadError("READ_RESULT_GONE")),
      },
      done: async (facts) => {
        await rm(own, { recursive: true, force: true });
        const part = { index, path, facts };
        parts.push(part);
        await request.onPart?.(part);
      },
    };
  }
}

/** LIST names files of the user's stage without the stage's own name. */
function stageFile(stage: string, name: string): string {
  return `${stage}${name.slice(name.lastIndexOf("/") + 1)}`;
}

function grouped(files: readonly StageFile[], bytes: number): readonly (readonly StageFile[])[] {
  const groups: StageFile[][] = [];
  let open: StageFile[] = [];
  let size = 0;
  for (const file of [...files].sort((one, other) => (one.name < other.name ? -1 : 1))) {
    if (open.length > 0 && size + file.bytes > bytes) {
      groups.push(open);
      open = [];
      size = 0;
    }
    open.push(file);
    size += file.bytes;
  }
  return open.length === 0 ? groups : [...groups, open];
}
