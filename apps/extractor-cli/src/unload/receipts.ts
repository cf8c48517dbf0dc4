import { join } from "node:path";

import { openReceipt, peekOutbox, readSigners, type Receipt } from "@dp/bundle";
import { type CommandContext, describeError } from "@dp/cli-kit";
import { readTextFileIfPresent } from "@dp/files";
import { divergedBuckets } from "@dp/snowflake-unload";

import { counted } from "../counted.ts";
import type { OpenDelivery } from "./open-delivery.ts";

const limits = { maxBytes: 8 * 1024 * 1024 };

/** What the other side says it has applied, by feed. A receipt that proves nothing is told and not used. */
export async function readReceipts(
  { emit }: CommandContext,
  { settings }: OpenDelivery,
  feeds: readonly string[],
): Promise<ReadonlyMap<string, Receipt>> {
  const { receipts } = settings;
  const found = new Map<string, Receipt>();
  if (receipts === undefined) return found;
  const signers = await readSigners(receipts.signerFiles);
  for (const feed of feeds) {
    const [json, jws] = await Promise.all(
      [".json", ".jws"].map((ending) => readTextFileIfPresent(join(receipts.folder, `${feed}${ending}`), limits)),
    );
    if (json === undefined || jws === undefined) continue;
    try {
      found.set(feed, await openReceipt({ json: Buffer.from(json), jws: Buffer.from(jws) }, feed, { signers }));
    } catch (error) {
      const { code, message, hint } = describeError(error);
      emit({ type: "warning", code, text: message, where: `receipt of ${feed}`, ...(hint !== undefined && { hint }) });
    }
  }
  return found;
}

/** Buckets that receipts want sent again, by table. */
export async function wantedAgain(
  { emit }: CommandContext,
  { outbox }: OpenDelivery,
  receipts: ReadonlyMap<string, Receipt>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const all = new Map<string, readonly number[]>();
  for (const [feed, receipt] of receipts) {
    for (const [table, buckets] of divergedBuckets(receipt, await peekOutbox(outbox, feed))) {
      all.set(table, buckets);
      emit({
        type: "step",
        text: `${table}: the other side found ${counted(buckets.length, "bucket")} to differ; sending again`,
      });
    }
  }
  return all;
}
