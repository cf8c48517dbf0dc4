import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { chunkBody } from "./chunk-body.ts";
import { CopyCheck } from "./copy-check.ts";
import { fetchChunk, type ChunkAccess } from "./fetch-chunk.ts";
import type { Pace, PartJob, PartSource } from "./part-job.ts";
import { ReadError } from "./read-error.ts";
import { Transcoder, type Rows } from "./transcoder.ts";

/** What sources need from their thread. */
export interface SourceContext {
  readonly access: ChunkAccess;
  readonly pace: Pace;
  /** JSON that the main thread sends; asked for one by one. */
  readonly feed: () => AsyncIterable<Uint8Array>;
}

/** Rows, and the bytes that they were read from. */
export interface ReadRows extends Rows {
  readonly read: number;
}

/** COPY text that is handed on at once. */
const batchBytes = 128 * 1024;

/** The COPY text of a part, source after source. The bytes stand until the next is asked for. @throws ReadError */
export async function* rowsOf(job: PartJob, context: SourceContext): AsyncGenerator<ReadRows> {
  let rowsBefore = job.rowsBefore;
  for (const source of job.sources) {
    const position = { columns: job.columns, rowsBefore };
    const reader = source.kind === "file" ? new CopyCheck(position) : new Transcoder(position);
    yield* through(reader, bytesOf(source, context), promised(source));
    reader.end();
    checkRows(source, reader.rows);
    rowsBefore += reader.rows;
  }
}

interface RowReader {
  readonly rows: number;
  readonly ready: number;
  push(input: Uint8Array): void;
  take(): Rows;
}

async function* through(
  reader: RowReader,
  pieces: AsyncIterable<Uint8Array>,
  { rows, bytes, where }: Promised,
): AsyncGenerator<ReadRows> {
  let [all, read] = [0, 0];
  for await (const piece of pieces) {
    reader.push(piece);
    read += piece.length;
    all += piece.length;
    // A source without end would fill the disk before its rows were counted.
    if (reader.rows > rows) throw missing(where, `more than ${String(rows)}`);
    if (all > bytes) throw new ReadError("READ_MALFORMED", { where, detail: `more than ${String(bytes)} bytes` });
    if (reader.ready < batchBytes) continue;
    yield { ...reader.take(), read };
    read = 0;
  }
  if (read > 0) yield { ...reader.take(), read };
}

async function* bytesOf(source: PartSource, { access, pace, feed }: SourceContext): AsyncGenerator<Uint8Array> {
  if (source.kind === "text") yield Buffer.from(source.json);
  else if (source.kind === "feed") yield* feed();
  else if (source.kind === "chunk") yield* chunkBody(await fetchChunk(source, access), pace);
  else yield* createReadStream(source.path).pipe(createGunzip({ chunkSize: 2 * batchBytes })) as AsyncIterable<Buffer>;
}

/** What a source may come to at most. */
interface Promised {
  readonly rows: number;
  readonly bytes: number;
  readonly where: string;
}

function promised(source: PartSource): Promised {
  const where = source.kind === "chunk" ? `chunk ${String(source.number + 1)}` : "first rows";
  const { rows = Infinity } = source as { readonly rows?: number };
  return { rows, bytes: source.kind === "chunk" ? mostBytes(source.plainBytes) : Infinity, where };
}

/** What Snowflake says of a chunk's size is taken for its order of magnitude; nothing said is no limit. */
function mostBytes(said: number): number {
  return said === 0 ? Infinity : 2 * said + 1024 * 1024;
}

function checkRows(source: PartSource, rows: number): void {
  const { rows: all, where } = promised(source);
  if (all !== Infinity && rows !== all) throw missing(where, `${String(rows)} of ${String(all)}`);
}

function missing(where: string, detail: string): ReadError {
  return new ReadError("READ_ROWS_MISSING", { where, detail });
}
