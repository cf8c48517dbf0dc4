import type { Readable } from "node:stream";

/** Bytes a second below which a body is not worth waiting for. */
const minimumRate = 1000;

/** A body that came more slowly than is worth waiting for; told as what does not answer in time. */
class TooSlowError extends Error {
  override readonly name = "TimeoutError";
  readonly code = "TOO_SLOW";
}

/**
 * The pieces of a body, given up when too little of it comes in a window: a client's own timeout hears only silence, not a
 * byte a second. Only time spent waiting counts, none that the reader took.
 */
export async function* paced(body: AsyncIterable<Uint8Array>, windowMs: number): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  let [bytes, waited] = [0, 0];
  try {
    for (;;) {
      const begun = performance.now();
      const next = await pieces.next();
      if (next.done === true) return;
      bytes += next.value.length;
      waited += performance.now() - begun;
      if (bytes >= (minimumRate * windowMs) / 1000) [bytes, waited] = [0, 0];
      if (waited > windowMs) throw new TooSlowError("it comes too slowly");
      yield next.value;
    }
  } finally {
    (body as Partial<Readable>).destroy?.();
  }
}
