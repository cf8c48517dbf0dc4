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
  const plain = await openHeader(decrypter, source);
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

async function openHeader(decrypter: Decrypter, source: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  try {
    return await decrypter.decrypt(webStream(headerCapped(source)));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "";
    if (message.startsWith("no identity matched")) throw new AgeError("no-match", "no identity matches", cause);
    if (message === "invalid header HMAC") throw new AgeError("mac", "its header was changed", cause);
    throw keepOr(cause, new AgeError("header", "its header is no age header", cause));
  }
}

/** The library reads a header of any size: it is given nothing before the header's end was seen within the cap. */
async function* headerCapped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of source) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk.subarray(0, caps.ageHeader)]);
    const end = head.indexOf("\n", head.indexOf("\n--- ") + 1);
    if (head.includes("\n--- ") && end !== -1 && end < caps.ageHeader) {
      checkHeader(head.toString("latin1", 0, end + 1));
      yield head;
      head = undefined;
      if (chunk.length > caps.ageHeader) yield chunk.subarray(caps.ageHeader);
    } else if (head.length > caps.ageHeader) {
      throw new AgeError("header", "its header is too large");
    }
  }
  if (head !== undefined) yield head;
}

/** What the format forbids and the library lets through, or takes for a changed header. */
function checkHeader(header: string): void {
  if (!/\n--- [A-Za-z0-9+/]{43}\n$/.test(header))
    throw new AgeError("header", "its header ends otherwise than it should");
  const stanzas = header.match(/\n-> /g)?.length ?? 0;
  if (stanzas > 1 && header.includes("\n-> scrypt ")) {
    throw new AgeError("header", "it is for a passphrase and for keys at once");
  }
}

/** Errors that came with a code of their own (a file that vanished) are told as they are. */
function keepOr(cause: unknown, error: AgeError): unknown {
  return cause instanceof AgeError || (cause instanceof Error && "code" in cause) ? cause : error;
}
