import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  bundleName,
  type BundleStore,
  createIdentity,
  createPart,
  createSigningKey,
  documentBytes,
  folderStore,
  type Head,
  type Identity,
  type Manifest,
  type ManifestTable,
  type Part,
  partSuffix,
  readIdentities,
  readSigners,
  readSigningKey,
  signBytes,
  type Signer,
  type SigningKey,
} from "@dp/bundle";
import type { TableMetadata } from "@dp/metadata";

/** A row as COPY fields before escaping; null is NULL. */
export type Row = readonly (string | null)[];

/** What goes into a bundle of one table. */
export interface TableContent {
  readonly metadata: TableMetadata;
  readonly mode?: ManifestTable["mode"];
  readonly rows: readonly Row[];
  /** Rows of each part; by default all in one. */
  readonly partRows?: number;
  readonly key?: readonly string[];
  readonly deleted?: readonly Row[];
  readonly buckets?: number;
  readonly replaced?: readonly number[];
  readonly replacedKeys?: readonly Row[];
  readonly outside?: readonly string[];
  /** Canonical texts of a row where they are not the fields themselves. */
  readonly canonical?: (row: Row) => Row;
  /** The whole table after this bundle, for its sums. */
  readonly whole?: readonly Row[];
}

/** What is said otherwise than it would be. */
export interface Oddities {
  readonly seq?: number;
  readonly epoch?: number;
  readonly previous?: string;
  readonly runId?: string;
  readonly account?: string;
  readonly change?: (manifest: Manifest) => Manifest;
  readonly signer?: SigningKey;
  /** Not told to the chain: the next bundle does not follow on it. */
  readonly aside?: boolean;
  readonly encrypted?: boolean;
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** COPY text of rows, as the manual of PostgreSQL has it. */
export function copyText(rows: readonly Row[]): Buffer {
  const field = (value: string | null): string =>
    value === null ? "\\N" : value.replace(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign);
  return Buffer.from(rows.map((row) => `${row.map(field).join("\t")}\n`).join(""));
}

function frame(values: Row): string {
  return values.map((value) => (value === null ? "-" : `${String(Array.from(value).length)}:${value}`)).join("");
}

const hex = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** Sums as the contract words them, worked out here by hand. */
export function sumsFor(content: TableContent, rows: readonly Row[]): ManifestTable["sums"]["bundle"] {
  const { metadata, key, buckets = 1, outside = [], canonical = (row: Row): Row => row } = content;
  const names = metadata.target.columns.map(({ name }) => name);
  const sums = new Map<number, [number, bigint, bigint]>();
  for (const row of rows.map(canonical)) {
    const inside = row.filter((_value, index) => !outside.includes(names[index] ?? ""));
    const hash = hex(frame(inside));
    const keyHash = key === undefined ? hash : hex(frame(key.map((name) => row[names.indexOf(name)] ?? null)));
    const bucket = Number.parseInt(keyHash.slice(0, 4), 16) % buckets;
    const sum = sums.get(bucket) ?? [0, 0n, 0n];
    sums.set(bucket, [
      sum[0] + 1,
      sum[1] + BigInt(`0x${hash.slice(4, 19)}`),
      sum[2] + BigInt(`0x${hash.slice(19, 34)}`),
    ]);
  }
  return [...sums]
    .sort(([one], [other]) => one - other)
    .map(([bucket, [count, lane1, lane2]]) => [String(bucket), String(count), String(lane1), String(lane2)] as const);
}

/** Bucket of a key. */
export function bucketOf(key: Row, buckets: number): number {
  return Number.parseInt(hex(frame(key)).slice(0, 4), 16) % buckets;
}

interface FeedChain {
  epoch: number;
  seq: number;
  previous: string | undefined;
  snapshot: string;
}

/** The other side, in small: publishes signed and encrypted bundles of literal rows. */
export class Sender {
  readonly folder: string;
  readonly store: BundleStore;
  readonly signers: readonly Signer[];
  readonly identities: readonly Identity[];
  readonly signingKey: SigningKey;
  readonly recipient: string;
  readonly chains = new Map<string, FeedChain>();
  #clock = Date.parse("2026-11-23T10:00:00.000Z");

  private constructor(
    fields: Pick<Sender, "folder" | "store" | "signers" | "identities" | "signingKey" | "recipient">,
  ) {
    this.folder = fields.folder;
    this.store = fields.store;
    this.signers = fields.signers;
    this.identities = fields.identities;
    this.signingKey = fields.signingKey;
    this.recipient = fields.recipient;
  }

  static async create(): Promise<Sender> {
    const folder = await mkdtemp(join(tmpdir(), "dp-load-"));
    const place = (name: string): Parameters<typeof createIdentity>[0] => ({
      name,
      privateFolder: folder,
      publicFolder: folder,
    });
    const signing = await createSigningKey(place("sender"));
    const reader = await createIdentity(place("reader"));
    await mkdir(join(folder, "exchange"));
    return new Sender({
      folder,
      store: folderStore(join(folder, "exchange")),
      signers: await readSigners([signing.publicFile]),
      identities: await readIdentities([reader.privateFile]),
      signingKey: await readSigningKey(signing.privateFile),
      recipient: reader.id,
    });
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A moment later than all before. */
  tick(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString();
  }

  async #parts(
    work: string,
    content: TableContent,
    { first, encrypted }: { first: number; encrypted: boolean },
  ): Promise<Part[]> {
    const parts: Part[] = [];
    const how = { compression: "gzip" as const, ...(encrypted ? { recipients: [this.recipient] } : {}) };
    const write = async (holds: Part["holds"], rows: readonly Row[]): Promise<void> => {
      const number = String(first + parts.length).padStart(5, "0");
      const file = `part-${number}${partSuffix(how)}`;
      const writer = await createPart(join(work, file), how);
      await writer.write(copyText(rows), rows.length);
      parts.push({ file, holds, ...(await writer.close()) });
    };
    const size = content.partRows ?? Math.max(1, content.rows.length);
    for (let at = 0; at < content.rows.length; at += size) await write("rows", content.rows.slice(at, at + size));
    if (content.deleted !== undefined && content.deleted.length > 0) await write("deleted-keys", content.deleted);
    if (content.replacedKeys !== undefined && content.replacedKeys.length > 0)
      await write("bucket-keys", content.replacedKeys);
    return parts;
  }

  #table(content: TableContent, parts: readonly Part[], since: string): ManifestTable {
    const { metadata, mode = "full", key, rows, deleted = [], replaced, buckets = 1, outside = [], whole } = content;
    return {
      name: metadata.name,
      metadata,
      mode,
      ...(mode === "full" ? {} : { since }),
      columns: metadata.target.columns.map(({ name }) => name),
      ...(key === undefined ? {} : { key }),
      parts,
      rows: rows.length,
      deletedKeys: deleted.length,
      ...(replaced === undefined ? {} : { bucketsReplaced: replaced }),
      losses: [],
      sums: {
        buckets,
        outside,
        bundle: sumsFor(content, rows),
        ...(whole === undefined ? {} : { table: sumsFor(content, whole) }),
      },
    };
  }

  /** Publishes the next bundle of a feed, or one that is odd. @returns folder name and hash of its manifest */
  async publish(
    feed: string,
    contents: readonly TableContent[],
    oddities: Oddities = {},
  ): Promise<{ name: string; sha256: string; seq: number }> {
    const chain = this.chains.get(feed) ?? { epoch: 1, seq: 0, previous: undefined, snapshot: "" };
    const epoch = oddities.epoch ?? chain.epoch;
    const seq = oddities.seq ?? (epoch === chain.epoch ? chain.seq + 1 : 1);
    const previous = oddities.previous ?? (epoch === chain.epoch ? chain.previous : undefined);
    const snapshot = this.tick();
    const runId = oddities.runId ?? `run-${String(epoch)}-${String(seq)}-${hex(snapshot).slice(0, 6)}`;
    const encrypted = oddities.encrypted ?? true;
    const work = await mkdtemp(join(this.folder, "work-"));
    const tables: ManifestTable[] = [];
    let first = 0;
    for (const content of contents) {
      const parts = await this.#parts(work, content, { first, encrypted });
      first += parts.length;
      tables.push(this.#table(content, parts, chain.snapshot));
    }
    const made: Manifest = {
      $schema: "urn:dp:schema:bundle-manifest:1",
      formatVersion: "1.0",
      feed,
      epoch,
      seq,
      ...(seq === 1 || previous === undefined ? {} : { previous }),
      runId,
      createdAt: snapshot,
      program: "extractor-cli/0.1.0",
      source: { account: oddities.account ?? "MYORG-PROD" },
      snapshot,
      compression: "gzip",
      ...(encrypted ? { recipients: [this.recipient] } : { unencryptedReason: "test" }),
      tables,
    };
    const bytes = documentBytes(oddities.change?.(made) ?? made);
    const { writeFile } = await import("node:fs/promises");
    await writeFile(join(work, "manifest.json"), bytes);
    await writeFile(join(work, "manifest.jws"), await signBytes(bytes, "manifest", oddities.signer ?? this.signingKey));
    const name = bundleName(seq, runId);
    await this.store.publish(feed, name, work);
    await rm(work, { recursive: true, force: true });
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    if (oddities.aside !== true) this.chains.set(feed, { epoch, seq, previous: sha256, snapshot });
    return { name, sha256, seq };
  }

  /** Writes the feed's head anew. */
  async head(feed: string, rest: Partial<Head> = {}): Promise<void> {
    const chain = this.chains.get(feed);
    if (chain === undefined) throw new Error(`nothing was published of ${feed}`);
    const head: Head = {
      $schema: "urn:dp:schema:bundle-head:1",
      formatVersion: "1.0",
      feed,
      epoch: chain.epoch,
      seq: chain.seq,
      manifestSha256: chain.previous ?? "",
      createdAt: chain.snapshot,
      issuedAt: this.tick(),
      ...rest,
    };
    const bytes = documentBytes(head);
    await this.store.putHead(feed, bytes, await signBytes(bytes, "head", this.signingKey));
  }
}
