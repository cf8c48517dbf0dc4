import { openOutbox, ownSigner, rebuildState } from "@dp/bundle";

import type { Delivery } from "./delivery.ts";

/** What a feed's chain was, and begins again as. */
export interface RestartedFeed {
  readonly feed: string;
  /** Absent when nothing was ever sent: there is nothing to restart. */
  readonly restarted?: { readonly epoch: number; readonly endedEpoch: number; readonly endedSeq: number };
}

/**
 * Ends a feed's chain: the next bundle is the first of a new epoch, holds all tables in full, and is signed as such. A
 * bundle that is sealed and not out yet is dropped.
 * @throws BundleError, FileError
 */
export async function restartFeed(delivery: Delivery, feed: string): Promise<RestartedFeed> {
  const outbox = await openOutbox(delivery.outbox, feed);
  try {
    const own = await outbox.state();
    const account = own?.account ?? "";
    const seen = await rebuildState(delivery.store, feed, { signers: [ownSigner(delivery.key)], account });
    // Where two copies of a project wrote, the exchange may be further than this one's memory.
    const last = own === undefined || (seen !== undefined && seen.epoch > own.epoch) ? seen : own;
    if (last === undefined) return { feed };
    if (last !== own) await outbox.adopt(last);
    const next = await outbox.restart(last.account);
    return { feed, restarted: { epoch: next.epoch, endedEpoch: last.epoch, endedSeq: last.seq } };
  } finally {
    await outbox.close();
  }
}
