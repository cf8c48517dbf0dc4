import { bundleFormatVersion, type Receipt } from "@dp/bundle";

import type { FeedState } from "../ledger/feed.ts";

/** What the other side may be told of a feed; undefined where nobody knows the manifest that it follows on. */
export function receiptOf(state: FeedState, issuedAt: Date): Receipt | undefined {
  const { feed, epoch, seq, manifestSha256, diverged } = state;
  if (manifestSha256 === undefined) return undefined;
  return {
    $schema: "urn:dp:schema:bundle-receipt:1",
    formatVersion: bundleFormatVersion,
    feed,
    epoch,
    appliedSeq: seq,
    manifestSha256,
    issuedAt: issuedAt.toISOString(),
    ...(Object.keys(diverged).length === 0 ? {} : { diverged }),
  };
}
