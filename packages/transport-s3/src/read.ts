import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";

import { paced } from "./paced.ts";
import { S3TransportError, toS3TransportError } from "./errors.ts";

/** One object of a bucket. */
export interface S3Object {
  readonly bucket: string;
  readonly key: string;
}

/** How an error names it. */
export function whereOf({ bucket, key }: S3Object): string {
  return `s3://${bucket}/${key}`;
}

/** Bytes that make an attempt count as one that got on. */
const worthwhile = 16 * 1024;

/** Reads that broke off and were taken up again without getting on, before it is enough. */
const fruitless = 5;

/** What bounds a read. */
export interface ReadBounds {
  /** Bytes of an object at most. */
  readonly limit: number;
  /** Milliseconds without a byte worth mentioning before it is asked for anew. */
  readonly idleTimeoutMs?: number | undefined;
}

interface Slice {
  readonly body: AsyncIterable<Uint8Array>;
  /** Bytes of the whole object. */
  readonly size: number;
  readonly etag: string | undefined;
}

async function open(client: S3Client, object: S3Object, from: number, etag: string | undefined): Promise<Slice> {
  const { Body, ContentLength, ETag } = await client.send(
    new GetObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      ...(from === 0 ? {} : { Range: `bytes=${String(from)}-` }),
      // What follows must be of the same object as what came before.
      ...(etag === undefined ? {} : { IfMatch: etag }),
    }),
  );
  return { body: Body as AsyncIterable<Uint8Array>, size: (ContentLength ?? 0) + from, etag: ETag };
}

/**
 * Bytes of an object, taken up again where the connection broke. Ends only when as many bytes have come as the store
 * said; never gives more than `limit`.
 * @throws S3TransportError S3_OBJECT_SIZE when the object is larger than `limit`, or than before
 */
export async function* readObject(
  client: S3Client,
  object: S3Object,
  { limit, idleTimeoutMs = 30_000 }: ReadBounds,
): AsyncGenerator<Buffer> {
  let at = 0;
  let etag: string | undefined;
  let failure = new S3TransportError("S3_UNREACHABLE", whereOf(object), "it broke off again and again");
  for (let tries = 0; tries < fruitless;) {
    const before = at;
    try {
      const slice = await open(client, object, at, etag);
      if (slice.size > limit)
        throw new S3TransportError("S3_OBJECT_SIZE", whereOf(object), `${String(slice.size)} bytes`);
      etag = slice.etag;
      for await (const bytes of paced(slice.body, idleTimeoutMs)) {
        at += bytes.length;
        if (at > slice.size) throw new S3TransportError("S3_OBJECT_SIZE", whereOf(object), "more than it said");
        yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      if (at === slice.size) return;
    } catch (error) {
      failure = toS3TransportError(error, whereOf(object));
      if (failure.code !== "S3_UNREACHABLE") throw failure;
    }
    tries = at - before >= worthwhile ? 0 : tries + 1;
  }
  throw failure;
}

/** A small object, whole. @throws S3TransportError */
export async function readSmall(client: S3Client, object: S3Object, bounds: ReadBounds): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const bytes of readObject(client, object, bounds)) all.push(bytes);
  return Buffer.concat(all);
}
