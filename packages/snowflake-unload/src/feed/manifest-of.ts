import { basename } from "node:path";

import { bundleFormatVersion, type BucketSums, type Manifest, type ManifestTable, type OutboxState } from "@dp/bundle";
import type { BucketSum } from "@dp/type-map/sql";

import type { Snapshot } from "../sql/point.ts";
import type { UnloadedTable } from "../table/moving.ts";
import type { FeedForm, Sender } from "./delivery.ts";
import { recipientsOf } from "./run-reader.ts";

/** What a manifest is made of. */
export interface BundleFacts {
  readonly feed: string;
  readonly sender: Sender;
  readonly form: FeedForm;
  readonly before: OutboxState;
  readonly snapshot: Snapshot;
  readonly createdAt: string;
  readonly tables: readonly UnloadedTable[];
}

function sumsText(sums: readonly BucketSum[]): BucketSums {
  return sums.map(({ bucket, rows, lane1, lane2 }) => [bucket, rows, lane1, lane2] as const);
}

function tableOf(unloaded: UnloadedTable): ManifestTable {
  const { table, mode, since, rows, deletedKeys, bucketsReplaced, losses, buckets, bundleSums, tableSums } = unloaded;
  return {
    name: table.name,
    metadata: table.metadata,
    mode,
    ...(since !== undefined && { since }),
    columns: table.columns.map(({ name }) => name),
    ...(table.key !== undefined && { key: table.key.map(({ name }) => name) }),
    parts: unloaded.parts.map(({ path, holds, facts }) => ({ file: basename(path), holds, ...facts })),
    rows,
    deletedKeys,
    ...(bucketsReplaced.length > 0 && { bucketsReplaced }),
    losses,
    sums: {
      buckets,
      outside: table.outside,
      bundle: sumsText(bundleSums),
      ...(tableSums !== undefined && { table: sumsText(tableSums) }),
    },
  };
}

/** What will be signed. The cursor's watermark is a row's value: it stays with the sender. */
export function manifestOf({ feed, sender, form, before, snapshot, createdAt, tables }: BundleFacts): Manifest {
  const { runId, program, commit, account } = sender;
  const { unencryptedReason } = form;
  return {
    $schema: "urn:dp:schema:bundle-manifest:1",
    formatVersion: bundleFormatVersion,
    feed,
    epoch: before.epoch,
    seq: before.seq + 1,
    ...(before.manifestSha256 !== undefined && { previous: before.manifestSha256 }),
    runId,
    createdAt,
    program,
    ...(commit !== undefined && { commit }),
    source: { account },
    snapshot,
    compression: form.compression,
    ...recipientsOf(form),
    ...(form.recipients === undefined && unencryptedReason !== undefined && { unencryptedReason }),
    tables: tables.map(tableOf),
  };
}
