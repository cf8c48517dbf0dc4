import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  BundleError,
  bundlePath,
  type BundleRef,
  type BundleStore,
  checkFeedName,
  checkFolderName,
  type FolderRef,
  isBundleFile,
  isFeedName,
  parseBundleName,
  parseRowHashesName,
  type RowHashesRef,
  splitPath,
} from "@dp/bundle";
import { FileError } from "@dp/files";

import { openClient, type S3Limits } from "./client.ts";
import { S3TransportError, toS3TransportError } from "./errors.ts";
import { listFolders, listSizes, type S3Folder } from "./list.ts";
import { parseS3Location, type S3Location } from "./location.ts";
import { checkConditional } from "./probe.ts";
import { putNew } from "./put.ts";
import { readObject, readSmall, whereOf, type S3Object } from "./read.ts";

/**
 * Bundles in an object store that speaks S3. A bundle is there when its signature is: it is put last. Nothing is ever
 * overwritten but heads, for which the store must honour conditional writes. `location` is what `parseS3Location` takes.
 * @throws S3TransportError S3_LOCATION_INVALID
 */
export function s3Store(location: string, limits: S3Limits = {}): BundleStore {
  const place = parseS3Location(location);
  return new S3Store(place, openClient(place, limits), limits);
}

class S3Store implements BundleStore {
  readonly place: string;
  // Reading a part twice would fetch it twice.
  readonly local = false;
  private readonly location: S3Location;
  private readonly client: S3Client;
  private readonly limits: S3Limits;
  private checked = false;

  constructor(location: S3Location, client: S3Client, limits: S3Limits) {
    this.location = location;
    this.client = client;
    this.limits = limits;
    this.place = `s3://${location.bucket}/${location.prefix}`;
  }

  async feeds(): Promise<readonly string[]> {
    return (await listFolders(this.client, this.folder())).filter(isFeedName).toSorted();
  }

  async bundles(feed: string): Promise<readonly BundleRef[]> {
    return this.folderRefs(feed, parseBundleName);
  }

  async rowHashes(feed: string): Promise<readonly RowHashesRef[]> {
    return this.folderRefs(feed, parseRowHashesName);
  }

  async sizes(ref: FolderRef): Promise<ReadonlyMap<string, number>> {
    return listSizes(this.client, this.folder(checkFeedName(ref.feed), checkFolderName(ref.name)));
  }

  async read(path: string, cap: number): Promise<Buffer> {
    return readSmall(this.client, this.object(path), { limit: cap, idleTimeoutMs: this.limits.idleTimeoutMs }).catch(
      (error: unknown) => {
        throw asFileError(error, path);
      },
    );
  }

  async *open(path: string, size: number): AsyncGenerator<Buffer> {
    let at = 0;
    try {
      for await (const bytes of readObject(this.client, this.object(path), {
        limit: size,
        idleTimeoutMs: this.limits.idleTimeoutMs,
      })) {
        at += bytes.length;
        yield bytes;
      }
    } catch (error) {
      throw isSize(error) ? damaged(path, error) : asFileError(error, path);
    }
    if (at !== size) throw incomplete(path, at, size);
  }

  async publish(feed: string, name: string, localFolder: string): Promise<"published" | "present"> {
    const ref = { feed: checkFeedName(feed), name: checkFolderName(name) };
    const files = await bundleFiles(localFolder);
    await this.checkConditional();
    const options = { conditional: this.location.conditionalWrites, attempts: this.limits.maxAttempts ?? 5 };
    let published = false;
    for (const file of files) {
      const object = this.object(bundlePath(ref, file));
      const result = await putNew(this.client, join(localFolder, file), object, options).catch((error: unknown) => {
        throw asNameTaken(error);
      });
      published ||= result === "put";
    }
    return published ? "published" : "present";
  }

  async putHead(feed: string, json: Uint8Array, jws: string): Promise<void> {
    // Between the two, readers see a signature that does not fit; they look again.
    await this.replace(`${checkFeedName(feed)}/head.json`, json);
    await this.replace(`${feed}/head.jws`, Buffer.from(jws));
  }

  async remove(feed: string, name: string): Promise<void> {
    const folder = this.folder(checkFeedName(feed), checkFolderName(name));
    const files = [...(await listSizes(this.client, folder)).keys()];
    // The signature first: no reader takes the rest for a bundle.
    for (const file of files.toSorted((a, b) => Number(b === "manifest.jws") - Number(a === "manifest.jws"))) {
      const object = { bucket: folder.bucket, key: `${folder.prefix}${file}` };
      await this.send(new DeleteObjectCommand({ Bucket: object.bucket, Key: object.key }), object);
    }
  }

  private async folderRefs<T extends FolderRef>(
    feed: string,
    parse: (feed: string, name: string) => T | undefined,
  ): Promise<readonly T[]> {
    const names = await listFolders(this.client, this.folder(checkFeedName(feed)));
    const refs = names.map((name) => parse(feed, name)).filter((ref) => ref !== undefined);
    return refs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  // A removal that was cut leaves a bundle without its signature, which is listed and removed like any other.
  sweep(): Promise<void> {
    return Promise.resolve();
  }

  private async replace(path: string, bytes: Uint8Array): Promise<void> {
    const object = this.object(path);
    await this.send(new PutObjectCommand({ Bucket: object.bucket, Key: object.key, Body: bytes }), object);
  }

  private async send(command: DeleteObjectCommand | PutObjectCommand, object: S3Object): Promise<void> {
    try {
      await (command instanceof PutObjectCommand ? this.client.send(command) : this.client.send(command));
    } catch (error) {
      throw toS3TransportError(error, whereOf(object));
    }
  }

  private async checkConditional(): Promise<void> {
    if (this.checked || !this.location.conditionalWrites) return;
    const { bucket, prefix } = this.folder();
    await checkConditional(this.client, { bucket, key: `${prefix}.conditional-writes` });
    this.checked = true;
  }

  private folder(...names: readonly string[]): S3Folder {
    const { bucket, prefix } = this.location;
    return { bucket, prefix: [prefix, ...names].map((name) => (name === "" ? "" : `${name}/`)).join("") };
  }

  private object(path: string): S3Object {
    const { bucket, prefix } = this.folder();
    return { bucket, key: `${prefix}${splitPath(path).join("/")}` };
  }
}

/** Files of a bundle, the signature last. */
async function bundleFiles(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder);
  const wrong = files.find((file) => !isBundleFile(file));
  if (wrong !== undefined) {
    throw new BundleError("BUNDLE_NAME_INVALID", `${JSON.stringify(wrong)} is no file of a bundle`, { where: folder });
  }
  const rank = (file: string): number => ["manifest.json", "manifest.jws"].indexOf(file);
  return files.toSorted((a, b) => rank(a) - rank(b));
}

/** What readers of any store look for. */
function asFileError(error: unknown, path: string): unknown {
  const code = error instanceof S3TransportError ? error.code : undefined;
  if (code === "S3_OBJECT_NOT_FOUND") return new FileError("FILE_NOT_FOUND", path, error);
  return isSize(error) ? new FileError("FILE_TOO_LARGE", path, error) : error;
}

function isSize(error: unknown): boolean {
  return error instanceof S3TransportError && error.code === "S3_OBJECT_SIZE";
}

function damaged(where: string, cause: unknown): BundleError {
  return new BundleError("BUNDLE_PART_DAMAGED", "has more bytes than the manifest says", { where, cause });
}

function asNameTaken(error: unknown): unknown {
  const taken = error instanceof S3TransportError && (error.code === "S3_OBJECT_EXISTS" || isSize(error));
  if (!taken) return error;
  return new BundleError("BUNDLE_NAME_TAKEN", "is there already, with other bytes", {
    where: error.where,
    cause: error,
  });
}

/** One that is shorter may still be on its way. */
function incomplete(where: string, found: number, expected: number): BundleError {
  const message = `has ${String(found)} bytes, the manifest says ${String(expected)}`;
  return new BundleError("BUNDLE_INCOMPLETE", message, { where });
}
