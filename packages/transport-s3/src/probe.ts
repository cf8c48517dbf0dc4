import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

import { S3TransportError, statusOf, toS3TransportError } from "./errors.ts";
import { whereOf, type S3Object } from "./read.ts";

/**
 * Makes sure that the store honours If-None-Match on PUT: many that call themselves compatible write all the same.
 * Leaves one empty object, by which the next look takes one request.
 * @throws S3TransportError S3_NOT_CONDITIONAL
 */
export async function checkConditional(client: S3Client, object: S3Object): Promise<void> {
  // The first may make the object; the second must be refused.
  if ((await isRefused(client, object)) || (await isRefused(client, object))) return;
  throw new S3TransportError("S3_NOT_CONDITIONAL", whereOf(object));
}

async function isRefused(client: S3Client, object: S3Object): Promise<boolean> {
  try {
    await client.send(
      new PutObjectCommand({ Bucket: object.bucket, Key: object.key, Body: Buffer.alloc(0), IfNoneMatch: "*" }),
    );
    return false;
  } catch (error) {
    const status = statusOf(error);
    if (status === 412) return true;
    if (status === 501) throw new S3TransportError("S3_NOT_CONDITIONAL", whereOf(object));
    throw toS3TransportError(error, whereOf(object));
  }
}
