import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Pace } from "./part-job.ts";

/** Decompressed bytes that come at once. */
const pieceBytes = 256 * 1024;

/** A body that came more slowly than is worth waiting for. */
class StalledError extends Error {
  readonly code = "STALLED";
  constructor() {
    super("it comes too slowly");
  }
}

/**
 * The bytes of a body, decompressed where they are compressed, in pieces of a bounded size; no more is read than is
 * taken. Ends in an error where the body was cut, is no whole gzip, or comes more slowly than `pace` (only the time
 * spent waiting for the network counts).
 */
export async function* chunkBody(response: IncomingMessage, pace: Pace): AsyncGenerator<Buffer> {
  const body = paced(response, pace);
  try {
    const first = await body.next();
    if (first.done === true) return;
    const all = chain(first.value, body);
    yield* isGzip(first.value) ? inflated(all) : all;
  } finally {
    response.destroy();
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && (bytes.length < 2 || bytes[1] === 0x8b);
}

async function* chain(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function* inflated(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(body, { objectMode: false, highWaterMark: pieceBytes });
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  source.once("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const piece of gunzip) yield piece as Buffer;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** The body as it comes, given up when too little of it comes in too long a wait. */
async function* paced(response: IncomingMessage, { minimumRate, stallMs }: Pace): AsyncGenerator<Buffer> {
  const pieces = response[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  let bytes = 0;
  let waited = 0;
  for (;;) {
    const begin = performance.now();
    const timer = setTimeout(() => response.destroy(new StalledError()), stallMs - waited);
    const next = await pieces.next().finally(() => {
      clearTimeout(timer);
    });
    if (next.done === true) return;
    waited += performance.now() - begin;
    bytes += next.value.length;
    if (bytes >= (minimumRate * stallMs) / 1000) {
      bytes = 0;
      waited = 0;
    }
    if (waited >= stallMs) throw new StalledError();
    yield next.value;
  }
}
