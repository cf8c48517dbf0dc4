import { BundleError } from "../errors.ts";
import { openBundle, openHead, type OpenedBundle, type Trust } from "../open-bundle.ts";
import { bundlePath, type BundleRef } from "../names.ts";
import type { BundleStore } from "../store/store.ts";
import { emptyState, stateAfter, type OutboxState } from "./state.ts";

/**
 * Refuses when another bundle has the place in the chain that ours is to have. Unread: a folder with this number that
 * is not ours was not made by this project's last run, whatever stands in it.
 */
export async function refuseTwin(store: BundleStore, state: OutboxState, name: string): Promise<void> {
  if (state.epoch > 1) return;
  const twin = (await store.bundles(state.feed)).find((ref) => ref.seq === state.seq && ref.name !== name);
  if (twin !== undefined) throw forked(store, `bundle ${twin.name} has the place of ${name}`);
}

/**
 * Compares what this machine remembers with what it once signed and published: another extractor, or a state that was
 * put back from an old copy, would continue the chain in two ways. `trust` holds the own signer.
 *
 * @throws BundleError OUTBOX_FORKED
 */
export async function checkChain(store: BundleStore, state: OutboxState, trust: Trust): Promise<void> {
  const newest = await newestBundle(store, state.feed, trust);
  const seen = newest ?? (await headPlace(store, state.feed, trust));
  if (seen === undefined || isBefore(seen, state)) return;
  const same = seen.epoch === state.epoch && seen.seq === state.seq && seen.manifestSha256 === state.manifestSha256;
  if (same) return;
  const place = `${String(seen.seq)} of epoch ${String(seen.epoch)}`;
  throw forked(
    store,
    `the exchange holds bundle ${place}, this project remembers ${String(state.seq)} of ${String(state.epoch)}`,
  );
}

/**
 * The state as of the newest bundle in the exchange that this project signed; `undefined` when there is none. Where
 * only the head is left, the chain goes on and every table is sent in full.
 */
export async function rebuildState(
  store: BundleStore,
  feed: string,
  options: Trust & { account: string },
): Promise<OutboxState | undefined> {
  const newest = await newestBundle(store, feed, options);
  if (newest !== undefined) return stateAfter(newest.bundle.manifest, newest.manifestSha256);
  const head = await headPlace(store, feed, options);
  if (head === undefined) return undefined;
  return { ...emptyState(feed, options.account, head.epoch), seq: head.seq, manifestSha256: head.manifestSha256 };
}

interface Place {
  readonly epoch: number;
  readonly seq: number;
  readonly manifestSha256: string;
}

async function newestBundle(
  store: BundleStore,
  feed: string,
  trust: Trust,
): Promise<(Place & { bundle: OpenedBundle }) | undefined> {
  const head = await headPlace(store, feed, trust);
  let newest: (Place & { bundle: OpenedBundle }) | undefined;
  for (const ref of (await store.bundles(feed)).toReversed()) {
    const bundle = await openOwn(store, ref, trust);
    if (bundle === undefined) continue;
    const place = {
      epoch: bundle.manifest.epoch,
      seq: bundle.manifest.seq,
      manifestSha256: bundle.manifestSha256,
      bundle,
    };
    if (newest === undefined || isBefore(newest, place)) newest = place;
    // Bundles below the head of the same epoch are older.
    if (place.epoch === head?.epoch && place.seq <= head.seq) break;
  }
  if (newest !== undefined && head !== undefined && isBefore(newest, head)) return undefined;
  return newest;
}

async function headPlace(store: BundleStore, feed: string, trust: Trust): Promise<Place | undefined> {
  try {
    return await openHead(store, feed, trust);
  } catch (error) {
    if (error instanceof BundleError) return undefined;
    throw error;
  }
}

async function openOwn(store: BundleStore, ref: BundleRef, trust: Trust): Promise<OpenedBundle | undefined> {
  try {
    return await openBundle(store, ref, trust);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    if (error.code === "BUNDLE_SIGNATURE_UNKNOWN_SIGNER") {
      throw forked(store, `${bundlePath(ref, "manifest.json")} was signed by another key`, error);
    }
    return undefined;
  }
}

function isBefore(a: Pick<Place, "epoch" | "seq">, b: Pick<Place, "epoch" | "seq">): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.seq < b.seq);
}

function forked(store: BundleStore, message: string, cause?: unknown): BundleError {
  return new BundleError("OUTBOX_FORKED", message, { where: store.place, cause });
}
