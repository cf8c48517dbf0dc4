import { Decrypter } from "age-encryption";

import { caps } from "../limits.ts";
import { webStream } from "./streams.ts";

/** Where the reading of an age file ended. */
export type AgeFault = "header" | "no-match" | "mac" | "payload";

/** An age file that could not be opened, by the place it failed at. */
export class AgeError extends Error {
  readonly fault: AgeFault;

  constructor(fault: AgeFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = "AgeError";
    this.fault = fault;
  }
}

/**
 * Opens an age file. The header is read up to a cap; what comes out is authenticated chunk by chunk, and only an end
 * without an error says that it is whole.
 *
 * @throws AgeError, then from the stream
 */
export async function* decryptWith(
  decrypter: Decrypter,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const guard = { opened: false };
  const plain = await openHeader(decrypter, source, guard);
  guard.opened = true;
  try {
    yield* plain;
  } catch (cause) {
    throw keepOr(cause, new AgeError("payload", "its content was changed, cut or added to", cause));
  }
}

/** A decrypter for identities as text. */
export function decrypterOf(secrets: readonly string[]): Decrypter {
  const decrypter = new Decrypter();
  for (const secret of secrets) decrypter.addIdentity(secret);
  return decrypter;
}

async function openHeader(
  decrypter: Decrypter,
  source: AsyncIterable<Uint8Array>,
  guard: { opened: boolean },
): Promise<AsyncIterable<Uint8Array>> {
  try {
    return await decrypter.decrypt(webStream(headerCapped(source, guard)));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "";
    if (message.startsWith("no identity matched")) throw new AgeError("no-match", "no identity matches", cause);
    if (message === "invalid header HMAC") throw new AgeError("mac", "its header was changed", cause);
    throw keepOr(cause, new AgeError("header", "its header is no age header", cause));
  }
}

/** The library reads a header of any size; here the source ends in an error past the cap. */
async function* headerCapped(
  source: AsyncIterable<Uint8Array>,
  guard: { opened: boolean },
): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += step) {
      if (!guard.opened && seen >= caps.ageHeader) throw new AgeError("header", "its header is too large");
      const piece = chunk.subarray(at, at + step);
      seen += piece.length;
      yield piece;
    }
  }
}

/** What is read at a time: the cap is kept to this, and large chunks stay whole enough to be fast. */
const step = 64 * 1024;

/** Errors that came with a code of their own (a file that vanished) are told as they are. */
function keepOr(cause: unknown, error: AgeError): unknown {
  return cause instanceof AgeError || (cause instanceof Error && "code" in cause) ? cause : error;
}
