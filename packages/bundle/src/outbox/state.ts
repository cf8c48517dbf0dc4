import { readTextFileIfPresent, writeFileAtomic } from "@dp/files";
import { readJsonStrictly } from "@dp/metadata";

import { BundleError } from "../errors.ts";
import type { BucketSums, Manifest, ManifestTable, Watermark } from "../generated/manifest.ts";

/** What the sender knows of one table as of its last bundle. */
export interface OutboxTable {
  /** As of which moment the other side will have this table. */
  readonly snapshot: string;
  readonly watermark?: Watermark;
  /** `values` fingerprint of the metadata that the rows were sent under. */
  readonly valuesFingerprint: string;
  readonly buckets: number;
  readonly outside: readonly string[];
  /** Of the whole table at the snapshot; absent when they were not taken. */
  readonly sums?: BucketSums;
  /** What whoever unloads keeps to itself; in no manifest, so it is lost with this file. */
  readonly kept?: unknown;
}

/** What the sender knows of one feed: the sender's only state. */
export interface OutboxState {
  readonly formatVersion: "1.0";
  readonly feed: string;
  readonly account: string;
  readonly epoch: number;
  /** 0: nothing of this epoch was sent yet. */
  readonly seq: number;
  /** Of the last manifest; absent when seq is 0. */
  readonly manifestSha256?: string;
  /** Of the last bundle; absent when seq is 0. */
  readonly createdAt?: string;
  /** A table that is not in it is to be sent in full. */
  readonly tables: Readonly<Record<string, OutboxTable>>;
}

/** The state before anything was sent. */
export function emptyState(feed: string, account: string, epoch = 1): OutboxState {
  return { formatVersion: "1.0", feed, account, epoch, seq: 0, tables: {} };
}

/** What the state after a bundle rests on beside the manifest. */
export interface StateBefore {
  readonly before?: OutboxState | undefined;
  /** By table: see {@link OutboxTable}. */
  readonly kept?: Readonly<Record<string, unknown>> | undefined;
}

/** The state after a bundle: tables that are not in it stay as they were. */
export function stateAfter(
  manifest: Manifest,
  manifestSha256: string,
  { before, kept }: StateBefore = {},
): OutboxState {
  const tables: Record<string, OutboxTable> = { ...(before?.epoch === manifest.epoch ? before.tables : {}) };
  for (const table of manifest.tables) {
    const own = kept?.[table.name];
    tables[table.name] = { ...tableAfter(table, manifest.snapshot), ...(own === undefined ? {} : { kept: own }) };
  }
  return {
    formatVersion: "1.0",
    feed: manifest.feed,
    account: manifest.source.account,
    epoch: manifest.epoch,
    seq: manifest.seq,
    manifestSha256,
    createdAt: manifest.createdAt,
    tables,
  };
}

function tableAfter(table: ManifestTable, snapshot: string): OutboxTable {
  const sums = table.sums.table ?? (table.mode === "full" ? table.sums.bundle : undefined);
  return {
    snapshot,
    valuesFingerprint: table.metadata.fingerprints.values,
    buckets: table.sums.buckets,
    outside: table.sums.outside,
    ...(table.watermark === undefined ? {} : { watermark: table.watermark }),
    ...(sums === undefined ? {} : { sums }),
  };
}

const maxStateBytes = 256 * 1024 * 1024;

/** A JSON file of the outbox; `undefined` when there is none. @throws FileError, BundleError OUTBOX_DAMAGED */
export async function readStateFile<T>(path: string): Promise<T | undefined> {
  const text = await readTextFileIfPresent(path, { maxBytes: maxStateBytes });
  if (text === undefined) return undefined;
  const reading = readJsonStrictly(text);
  const value = "value" in reading ? reading.value : undefined;
  const known =
    typeof value === "object" && value !== null && "formatVersion" in value && value.formatVersion === "1.0";
  if (!known) throw new BundleError("OUTBOX_DAMAGED", "cannot be read", { where: path });
  return value as T;
}

/** Private to the sender: sums and watermarks say something of the rows. */
export async function writeStateFile(path: string, value: object): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value)}\n`, { mode: 0o600 });
}
