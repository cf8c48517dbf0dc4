import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

import { S3TransportError, statusOf, toS3TransportError } from "./errors.ts";
import { readObject, whereOf, type S3Object } from "./read.ts";

/** How an object is put under a name that must be free. */
export interface PutOptions {
  /** Whether the store itself refuses a name that is taken; otherwise it is looked for beforehand. */
  readonly conditional: boolean;
  readonly attempts: number;
}

/** Largest object of one PUT (Amazon S3 user guide, "Uploading objects"). */
const largest = 5 * 1024 ** 3;

interface LocalFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: Buffer;
}

/**
 * Puts a file under a name that nothing else has. A lost answer is no harm: the next try finds the name taken, by the
 * same bytes.
 * @throws S3TransportError S3_OBJECT_EXISTS when the name is taken by other bytes
 */
export async function putNew(
  client: S3Client,
  path: string,
  object: S3Object,
  options: PutOptions,
): Promise<"put" | "present"> {
  const file = await examine(path, object);
  for (let attempt = 1; ; attempt++) {
    try {
      if (!options.conditional && (await isThere(client, object))) return await compare(client, object, file);
      await put(client, object, file, options.conditional);
      return "put";
    } catch (error) {
      if (statusOf(error) === 412) return compare(client, object, file);
      const failure = toS3TransportError(error, whereOf(object));
      // 409: somebody else was writing the same name at the same time.
      const again = statusOf(error) === 409 || failure.code === "S3_UNREACHABLE" || failure.code === "S3_BUSY";
      if (!again || attempt >= options.attempts) throw failure;
      await sleep(Math.random() * Math.min(10_000, 200 * 2 ** attempt));
    }
  }
}

async function examine(path: string, object: S3Object): Promise<LocalFile> {
  const { size } = await stat(path);
  if (size > largest) throw new S3TransportError("S3_OBJECT_SIZE", whereOf(object), "one PUT takes 5 GiB");
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  return { path, size, sha256: hash.digest() };
}

async function put(
  client: S3Client,
  object: S3Object,
  { path, size, sha256 }: LocalFile,
  conditional: boolean,
): Promise<void> {
  const body = createReadStream(path);
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: object.bucket,
        Key: object.key,
        Body: body,
        ContentLength: size,
        // The store refuses what arrives with other bytes; one that does not know the header lets it be.
        ChecksumSHA256: sha256.toString("base64"),
        ...(conditional ? { IfNoneMatch: "*" } : {}),
      }),
    );
  } finally {
    body.destroy();
  }
}

async function isThere(client: S3Client, { bucket, key }: S3Object): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

async function compare(client: S3Client, object: S3Object, { size, sha256 }: LocalFile): Promise<"present"> {
  const hash = createHash("sha256");
  for await (const bytes of readObject(client, object, { limit: Math.max(size, 1) })) hash.update(bytes);
  if (hash.digest().equals(sha256)) return "present";
  throw new S3TransportError("S3_OBJECT_EXISTS", whereOf(object));
}
