import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { documentBytes, readSigningKey, signBytes } from "@dp/bundle";
import { writeFileAtomic } from "@dp/files";
import { type FeedResult, receiptOf } from "@dp/pg-load";

import type { OpenDelivery } from "./delivery.ts";

/** Leaves a signed receipt of a feed for the extractor, where one is configured. @throws FileError, BundleError */
export async function writeReceipt({ receipts }: OpenDelivery, { state }: Pick<FeedResult, "state">): Promise<boolean> {
  const receipt = receipts === undefined || state === undefined ? undefined : receiptOf(state, new Date());
  if (receipts === undefined || receipt === undefined) return false;
  const key = await readSigningKey(receipts.signingKeyFile);
  const bytes = documentBytes(receipt);
  await mkdir(receipts.folder, { recursive: true });
  await writeFileAtomic(join(receipts.folder, `${receipt.feed}.json`), bytes.toString("utf8"));
  await writeFileAtomic(join(receipts.folder, `${receipt.feed}.jws`), await signBytes(bytes, "receipt", key));
  return true;
}
