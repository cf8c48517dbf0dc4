import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  bundleName,
  createPart,
  documentBytes,
  folderStore,
  type Head,
  type Manifest,
  type ManifestTable,
  readSigningKey,
  signBytes,
  type SigningKey,
} from "@dp/bundle";
import type { TableMetadata } from "@dp/metadata";

/** Fields of a row; none of the tests' values needs an escape. */
export type Row = readonly string[];

const sha = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");
const frame = (values: Row): string => values.map((value) => `${String(value.length)}:${value}`).join("");

function sums(rows: readonly Row[]): ManifestTable["sums"]["bundle"] {
  if (rows.length === 0) return [];
  const hashes = rows.map((row) => sha(frame(row)));
  const lane = (from: number): string =>
    String(hashes.reduce((sum, hash) => sum + BigInt(`0x${hash.slice(from, from + 15)}`), 0n));
  return [["0", String(rows.length), lane(4), lane(19)]];
}

/** The other side of the exchange, for one feed of one table: every bundle is full. */
export class FullFeed {
  readonly exchange: string;
  readonly metadata: TableMetadata;
  readonly #key: SigningKey;
  readonly #recipient: string;
  #seq = 0;
  #previous: string | undefined;
  #time = Date.parse("2026-11-23T10:00:00.000Z");

  constructor(
    exchange: string,
    metadata: TableMetadata,
    keys: { readonly key: SigningKey; readonly recipient: string },
  ) {
    this.exchange = exchange;
    this.metadata = metadata;
    this.#key = keys.key;
    this.#recipient = keys.recipient;
  }

  static async create(
    exchange: string,
    metadata: TableMetadata,
    keys: { readonly file: string; readonly recipient: string },
  ): Promise<FullFeed> {
    return new FullFeed(exchange, metadata, { key: await readSigningKey(keys.file), recipient: keys.recipient });
  }

  #now(): string {
    this.#time += 1000;
    return new Date(this.#time).toISOString();
  }

  /** Publishes all rows. @returns the bundle's folder */
  async publish(rows: readonly Row[]): Promise<string> {
    const { metadata } = this;
    const feed = metadata.name;
    const work = await mkdtemp(join(tmpdir(), "dp-bundle-"));
    const how = { compression: "gzip" as const, recipients: [this.#recipient] };
    const file = "part-00000.copy.gz.age";
    const part = await createPart(join(work, file), how);
    await part.write(Buffer.from(rows.map((row) => `${row.join("\t")}\n`).join("")), rows.length);
    const facts = await part.close();
    const createdAt = this.#now();
    const seq = ++this.#seq;
    const manifest: Manifest = {
      $schema: "urn:dp:schema:bundle-manifest:1",
      formatVersion: "1.0",
      feed,
      epoch: 1,
      seq,
      ...(this.#previous === undefined ? {} : { previous: this.#previous }),
      runId: `run-${String(seq)}`,
      createdAt,
      program: "extractor-cli/0.1.0",
      source: { account: "MYORG-PROD" },
      snapshot: createdAt,
      ...how,
      tables: [
        {
          name: feed,
          metadata,
          mode: "full",
          columns: metadata.target.columns.map(({ name }) => name),
          parts: [{ file, holds: "rows", ...facts }],
          rows: rows.length,
          deletedKeys: 0,
          losses: [],
          sums: { buckets: 1, outside: [], bundle: sums(rows) },
        },
      ],
    };
    const bytes = documentBytes(manifest);
    this.#previous = sha(bytes);
    await writeFile(join(work, "manifest.json"), bytes);
    await writeFile(join(work, "manifest.jws"), await signBytes(bytes, "manifest", this.#key));
    const name = bundleName(seq, manifest.runId);
    await mkdir(this.exchange, { recursive: true });
    await folderStore(this.exchange).publish(feed, name, work);
    await rm(work, { recursive: true });
    return join(this.exchange, feed, name);
  }

  /** Writes the head anew. */
  async head(rest: Partial<Head> = {}): Promise<void> {
    const head: Head = {
      $schema: "urn:dp:schema:bundle-head:1",
      formatVersion: "1.0",
      feed: this.metadata.name,
      epoch: 1,
      seq: this.#seq,
      manifestSha256: this.#previous ?? "",
      createdAt: this.#now(),
      issuedAt: this.#now(),
      ...rest,
    };
    const bytes = documentBytes(head);
    await folderStore(this.exchange).putHead(head.feed, bytes, await signBytes(bytes, "head", this.#key));
  }
}
