import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";

import {
  bundleFormatVersion,
  openOutbox,
  type Outbox,
  type OutboxState,
  type OutboxTable,
  partSuffix,
  type RowHashes,
  rowHashesName,
  sealRowHashes,
} from "@dp/bundle";

import { UnloadError } from "../error.ts";
import { shapeOf, type TableFacts } from "../live/table-facts.ts";
import type { ReadPart } from "../read/types.ts";
import { takeSnapshot } from "../snapshot.ts";
import { at } from "../sql/point.ts";
import { rowHashesStatement, rowHashesWidth } from "../sql/row-hashes.ts";
import { resultNames, rowSet } from "../sql/rows.ts";
import { withinLength } from "../sql/sums.ts";
import { reachesBack } from "../table/choose-way.ts";
import { movedTable, type MovedTable } from "../table/moved-table.ts";
import type { TableOrder } from "../table/orders.ts";
import { isUnreachable } from "../table/unreachable.ts";
import { recipientsOf } from "./run-reader.ts";
import { altered, type FeedContext, type FeedOrder, lookAt, stateBefore } from "./unload-feed.ts";

/** Whose rows are wanted, and who asks. */
export interface RowHashesRequest extends Pick<
  FeedContext,
  "db" | "readerFor" | "delivery" | "sender" | "live" | "emit"
> {
  readonly feed: Pick<FeedOrder, "name" | "form">;
  readonly order: TableOrder;
  /** Buckets as the other side numbers them; all when absent. */
  readonly chosen?: readonly number[];
}

/** A row-hash file that is out. */
export interface PublishedRowHashes {
  /** Folder in the exchange, below the feed's. */
  readonly name: string;
  readonly manifest: RowHashes;
}

/**
 * Makes a row-hash file of a table as its last bundle left it, and publishes it beside the bundles. The chain is not
 * touched.
 * @throws UnloadError UNLOAD_NOTHING_SENT, UNLOAD_SNAPSHOT_GONE, UNLOAD_BUCKETS_UNKNOWN …, BundleError, SnowflakeError, ReadError
 */
export async function publishRowHashes(request: RowHashesRequest): Promise<PublishedRowHashes> {
  const { delivery, feed } = request;
  const outbox = await openOutbox(delivery.outbox, feed.name);
  // What a run that was killed left here was never seen by anybody.
  const folder = join(delivery.outbox, feed.name, "row-hashes");
  try {
    await rm(folder, { recursive: true, force: true });
    const sent = await sentTable(request, outbox);
    await mkdir(folder);
    return await publishTo(folder, request, sent);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await outbox.close();
  }
}

/** The table as the other side should have it. */
interface SentTable {
  readonly state: OutboxState & { readonly manifestSha256: string };
  readonly sent: OutboxTable;
  readonly table: MovedTable;
}

async function sentTable(request: RowHashesRequest, outbox: Outbox): Promise<SentTable> {
  const { order, sender, chosen = [] } = request;
  const { metadata } = order;
  const { name: where } = metadata;
  const state = await stateBefore(request, outbox);
  const sent = state.tables[where];
  const { manifestSha256 } = state;
  if (sent === undefined || manifestSha256 === undefined) throw nothingSent(where, "no bundle of this epoch has it");
  if (state.account !== sender.account) {
    throw nothingSent(where, `its bundles are of ${state.account}, this is ${sender.account}`);
  }
  const table = withinLength(movedTable(metadata, order.incremental?.key));
  const isSame = sent.valuesFingerprint === metadata.fingerprints.values;
  if (!isSame || JSON.stringify(sent.outside) !== JSON.stringify(table.outside)) {
    throw nothingSent(where, "the committed metadata gives its rows another shape than the last bundle had");
  }
  const unknown = chosen.find((bucket) => bucket >= sent.buckets);
  if (unknown !== undefined) {
    throw new UnloadError(
      "UNLOAD_BUCKETS_UNKNOWN",
      `there is no bucket ${String(unknown)}: it has ${String(sent.buckets)}, from 0`,
      { where, hint: "Take the numbers that applier-cli verify --data names." },
    );
  }
  return { state: { ...state, manifestSha256 }, sent, table };
}

async function publishTo(folder: string, request: RowHashesRequest, sent: SentTable): Promise<PublishedRowHashes> {
  const { delivery, feed, order } = request;
  const parts = await readParts(folder, request, sent);
  const manifest = manifestOf(request, sent, parts);
  await sealRowHashes(folder, manifest, delivery.key);
  const name = rowHashesName(order.metadata.name, manifest.runId);
  await delivery.store.publish(feed.name, name, folder);
  return { name, manifest };
}

async function readParts(folder: string, request: RowHashesRequest, sent: SentTable): Promise<readonly ReadPart[]> {
  const { db, feed, order, readerFor, emit } = request;
  const { metadata } = order;
  const facts = (await lookAt(request, { tables: [order] })).get(metadata.name);
  if (facts === undefined) return [];
  await refuseOutOfReach(request, facts, sent);
  const suffix = partSuffix({ compression: feed.form.compression, ...recipientsOf(feed.form) });
  try {
    const result = await readerFor(feed.form).read({
      sql: statementOf(request, sent),
      columns: resultNames(rowHashesWidth(sent.table)),
      path: (index) => join(folder, `part-${String(index).padStart(5, "0")}${suffix}`),
      onProgress: (progress) => {
        emit({ type: "progress", table: metadata.name, ...progress });
      },
    });
    if (result.fallback !== undefined) {
      emit({ type: "note", code: "OTHER_READER", table: metadata.name, text: result.fallback });
    }
    if ((await shapeOf(db, metadata)) !== facts.shape) throw altered(metadata.name);
    return result.parts;
  } catch (error) {
    throw isUnreachable(error) ? snapshotGone(metadata.name, sent.sent.snapshot, "is beyond its retention") : error;
  }
}

function statementOf({ chosen }: RowHashesRequest, { table, sent: { snapshot, buckets } }: SentTable): string {
  const rows = rowSet(table, at(table.reference, snapshot));
  return rowHashesStatement(table, rows, { buckets, ...(chosen !== undefined && { chosen }) });
}

/** Rows of another moment would show differences that nobody made: better none. */
async function refuseOutOfReach(
  { db, order }: RowHashesRequest,
  facts: TableFacts,
  { sent: { snapshot } }: SentTable,
): Promise<void> {
  const { name } = order.metadata;
  if (facts.retentionDays === 0) throw snapshotGone(name, snapshot, "cannot be read: the table has no time travel");
  if (reachesBack(facts, snapshot, await takeSnapshot(db))) return;
  throw snapshotGone(name, snapshot, "is beyond its retention, or the table was made again since");
}

function manifestOf(request: RowHashesRequest, sent: SentTable, parts: readonly ReadPart[]): RowHashes {
  const { sender, feed, order, chosen } = request;
  const { state, table, sent: before } = sent;
  const { compression, unencryptedReason } = feed.form;
  return {
    $schema: "urn:dp:schema:bundle-row-hashes:1",
    formatVersion: bundleFormatVersion,
    feed: feed.name,
    table: order.metadata.name,
    epoch: state.epoch,
    seq: state.seq,
    manifestSha256: state.manifestSha256,
    snapshot: before.snapshot,
    runId: sender.runId,
    createdAt: new Date().toISOString(),
    program: sender.program,
    account: state.account,
    compression,
    ...recipientsOf(feed.form),
    ...(feed.form.recipients === undefined && unencryptedReason !== undefined && { unencryptedReason }),
    columns: table.fingerprinted.map(({ name }) => name),
    ...(table.key !== undefined && { key: table.key.map(({ name }) => name) }),
    outside: table.outside,
    buckets: before.buckets,
    ...(chosen !== undefined && { chosen }),
    lines: parts.reduce((sum, { facts }) => sum + facts.rows, 0),
    parts: parts.map(({ path, facts }) => ({ file: basename(path), ...facts })),
  };
}

function nothingSent(where: string, why: string): UnloadError {
  return new UnloadError("UNLOAD_NOTHING_SENT", `the other side has no rows of it to compare with: ${why}`, {
    where,
    hint: "Unload it first, and have that loaded; then compare.",
  });
}

function snapshotGone(where: string, snapshot: string, why: string): UnloadError {
  return new UnloadError("UNLOAD_SNAPSHOT_GONE", `the last bundle's moment, ${snapshot}, ${why}`, {
    where,
    hint: `Rows of another moment would show differences that are none. unload --table ${where} --resync ${where}:BUCKET,… (or --full) sends the rows again, which sets the table right.`,
  });
}
