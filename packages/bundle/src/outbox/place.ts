import { BundleError } from "../errors.ts";
import { openHead, type Trust } from "../open-bundle.ts";
import type { BundleStore } from "../store/store.ts";

/** A bundle's place in the chain. */
export interface Place {
  readonly epoch: number;
  readonly seq: number;
  readonly manifestSha256: string;
}

/** Whether a bundle of this place comes before one of that. */
export function isBefore(a: Pick<Place, "epoch" | "seq">, b: Pick<Place, "epoch" | "seq">): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.seq < b.seq);
}

/** What the own head says; `undefined` when there is none that can be believed. */
export async function ownHead(
  store: BundleStore,
  feed: string,
  trust: Trust,
): Promise<(Place & { readonly createdAt: string }) | undefined> {
  try {
    return await openHead(store, feed, trust);
  } catch (error) {
    if (error instanceof BundleError) return undefined;
    throw error;
  }
}
