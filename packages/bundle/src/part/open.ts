import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { Readable, type Duplex } from "node:stream";

import { AgeError, decrypterOf, decryptWith } from "../age/decrypt.ts";
import { BundleError } from "../errors.ts";
import type { Manifest, Part as BundlePart } from "../generated/manifest.ts";
import type { Identity } from "../keys/identities.ts";
import { shortKey } from "../keys/recipients.ts";
import { bundlePath, type FolderRef } from "../names.ts";
import type { BundleStore } from "../store/store.ts";
import { decompressor } from "./compression.ts";

/** A file that a signed document names, whatever it holds. */
export type PartFile = Omit<BundlePart, "holds">;

/** What opens a part: how it was made, and the keys. */
export interface OpenPartOptions {
  readonly manifest: Pick<Manifest, "compression" | "recipients">;
  readonly identities: readonly Identity[];
}

/**
 * The COPY text of a part. Where the store is local, the file is hashed whole before a byte of it is decrypted. Stops at
 * the first byte past the declared size, and ends without an error only when sizes and both hashes are those of the
 * manifest: whoever reads must keep nothing of it before that end.
 *
 * @throws BundleError BUNDLE_INCOMPLETE (missing, short), BUNDLE_PART_DAMAGED, BUNDLE_KEY_MATCHES_NOT; FileError
 */
export async function* openPart(
  store: BundleStore,
  ref: FolderRef,
  { part, ...options }: OpenPartOptions & { readonly part: PartFile },
): AsyncGenerator<Buffer> {
  const path = bundlePath(ref, part.file);
  if (store.local) await checkPartFile(store, path, part);
  const found = createHash("sha256");
  let length = 0;
  for await (const chunk of plainText(hashed(store, path, part), path, options)) {
    length += chunk.length;
    if (length > part.plainBytes)
      throw damaged(path, `opens to more than the ${String(part.plainBytes)} bytes of the manifest`);
    found.update(chunk);
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  if (length < part.plainBytes)
    throw damaged(path, `opens to ${String(length)} bytes, the manifest says ${String(part.plainBytes)}`);
  if (found.digest("hex") !== part.plainSha256) throw damaged(path, "opens to other text than the manifest says");
}

/** Reads a part's file whole: size and hash as in the manifest. @throws BundleError, FileError */
export async function checkPartFile(store: BundleStore, path: string, part: PartFile): Promise<void> {
  await readToEnd(hashed(store, path, part));
}

/** Reads on to the end, or to the error that stands there. */
export async function readToEnd(source: AsyncIterator<Uint8Array>): Promise<void> {
  while ((await source.next()).done !== true);
}

/** Passes a file's bytes on, and ends in an error when they are not those of the manifest. */
async function* hashed(store: BundleStore, path: string, part: PartFile): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of store.open(path, part.bytes)) {
      hash.update(chunk);
      yield chunk;
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== "FILE_NOT_FOUND") throw error;
    throw new BundleError("BUNDLE_INCOMPLETE", "is not there yet", { where: path, cause: error });
  }
  const found = hash.digest("hex");
  if (found !== part.sha256) throw damaged(path, `has SHA-256 ${found}, the manifest says ${part.sha256}`);
}

async function* plainText(
  source: AsyncIterable<Buffer>,
  path: string,
  options: OpenPartOptions,
): AsyncGenerator<Uint8Array> {
  const stream = decompressor(options.manifest.compression);
  const opened = options.manifest.recipients === undefined ? source : decrypted(source, path, options);
  if (stream === undefined) yield* opened;
  else yield* through(opened, stream, path);
}

async function* decrypted(
  source: AsyncIterable<Buffer>,
  path: string,
  options: OpenPartOptions,
): AsyncGenerator<Uint8Array> {
  try {
    yield* decryptWith(decrypterOf(options.identities.map(({ secret }) => secret)), source);
  } catch (error) {
    if (!(error instanceof AgeError)) throw error;
    if (error.fault !== "no-match") throw damaged(path, error.message, error);
    const count = options.identities.length;
    const keys =
      count === 0
        ? "no identity is configured"
        : `none of your ${String(count)} ${count === 1 ? "key" : "keys"} opens this`;
    const recipients = (options.manifest.recipients ?? []).map(shortKey).join(", ");
    throw new BundleError("BUNDLE_KEY_MATCHES_NOT", `${keys}; it is for ${recipients}`, { where: path, cause: error });
  }
}

async function* through(source: AsyncIterable<Uint8Array>, stream: Duplex, path: string): AsyncGenerator<Uint8Array> {
  // Errors of the source come out of the stream as well; the promise itself is not waited for.
  const ended = pipeline(Readable.from(source, { objectMode: false, highWaterMark: 256 * 1024 }), stream);
  ended.catch(() => undefined);
  try {
    for await (const chunk of stream) yield chunk as Buffer;
    await ended;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code === "string" && (code.startsWith("Z_") || code.startsWith("ZSTD_")))
      throw damaged(path, "cannot be decompressed", error);
    throw error;
  } finally {
    stream.destroy();
    await ended.catch(() => undefined);
  }
}

function damaged(where: string, message: string, cause?: unknown): BundleError {
  return new BundleError("BUNDLE_PART_DAMAGED", message, { where, cause });
}
