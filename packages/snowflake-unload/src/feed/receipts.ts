import type { OutboxState, Receipt } from "@dp/bundle";

import { resyncedBy } from "./kept-state.ts";

/**
 * Buckets to send again, by table: those that a receipt names, unless a bundle that the receipt does not know yet has
 * brought them already.
 */
export function divergedBuckets(
  { epoch, appliedSeq, diverged = {} }: Receipt,
  state: OutboxState | undefined,
): ReadonlyMap<string, readonly number[]> {
  if (state?.epoch !== epoch) return new Map();
  return new Map(Object.entries(diverged).filter(([table]) => resyncedBy(state, table) <= appliedSeq));
}
