import { BundleError } from "../errors.ts";
import { openBundle, type OpenedBundle, type Trust } from "../open-bundle.ts";
import type { BundleRef } from "../names.ts";
import type { BundleStore } from "../store/store.ts";
import { isBefore, ownHead } from "./place.ts";
import { emptyState, stateAfter, type OutboxState } from "./state.ts";

/** The own signer, and the account for a feed of which only the head is left. */
export interface RebuildOptions extends Trust {
  readonly account: string;
}

/**
 * The state as of the newest bundle in the exchange that this project signed; `undefined` when it signed none. Where
 * only the head is left, the chain goes on from it and every table is sent in full.
 */
export async function rebuildState(
  store: BundleStore,
  feed: string,
  options: RebuildOptions,
): Promise<OutboxState | undefined> {
  const head = await ownHead(store, feed, options);
  const newest = await newestOwn(store, feed, options);
  const place = newest?.manifest;
  if (newest !== undefined && place !== undefined && (head === undefined || !isBefore(place, head))) {
    return stateAfter(newest.manifest, newest.manifestSha256);
  }
  if (head === undefined) return undefined;
  const { epoch, seq, manifestSha256, createdAt } = head;
  return { ...emptyState(feed, options.account, epoch), seq, manifestSha256, createdAt };
}

async function newestOwn(store: BundleStore, feed: string, trust: Trust): Promise<OpenedBundle | undefined> {
  let newest: OpenedBundle | undefined;
  for (const ref of (await store.bundles(feed)).toReversed()) {
    // Numbers begin again with each epoch, so that all of them are to be looked at.
    const bundle = await openOwn(store, ref, trust);
    if (bundle !== undefined && (newest === undefined || isBefore(newest.manifest, bundle.manifest))) newest = bundle;
  }
  return newest;
}

async function openOwn(store: BundleStore, ref: BundleRef, trust: Trust): Promise<OpenedBundle | undefined> {
  try {
    return await openBundle(store, ref, trust);
  } catch (error) {
    if (error instanceof BundleError) return undefined;
    throw error;
  }
}
