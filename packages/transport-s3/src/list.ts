import { paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";

import { toS3TransportError } from "./errors.ts";

/** Where to look in a bucket. */
export interface S3Folder {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
}

/** Names of the folders right below, without slashes. @throws S3TransportError */
export async function listFolders(client: S3Client, folder: S3Folder): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of pages(client, folder)) {
    for (const { Prefix = "" } of page.CommonPrefixes ?? []) found.push(Prefix.slice(folder.prefix.length, -1));
  }
  return found;
}

/** Sizes in bytes of the objects right below, by name. @throws S3TransportError */
export async function listSizes(client: S3Client, folder: S3Folder): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for await (const page of pages(client, folder)) {
    for (const { Key = "", Size = 0 } of page.Contents ?? []) found.set(Key.slice(folder.prefix.length), Size);
  }
  return found;
}

type Page = Awaited<ReturnType<ReturnType<typeof paginateListObjectsV2>["next"]>>["value"];

async function* pages(client: S3Client, { bucket, prefix }: S3Folder): AsyncGenerator<NonNullable<Page>> {
  try {
    yield* paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix, Delimiter: "/" });
  } catch (error) {
    throw toS3TransportError(error, `s3://${bucket}/${prefix}`);
  }
}
