import { createHash } from "node:crypto";

import { BundleError } from "../errors.ts";
import { caps } from "../limits.ts";
import { bundlePath, type BundleRef } from "../names.ts";
import { openBundle, type Trust } from "../open-bundle.ts";
import type { BundleStore } from "../store/store.ts";
import { isBefore, ownHead, type Place } from "./place.ts";
import type { OutboxState } from "./state.ts";

/** Refuses when a folder of another run has the place in the chain that ours is to have. @throws BundleError OUTBOX_FORKED */
export async function refuseTwin(store: BundleStore, state: OutboxState, name: string): Promise<void> {
  const twins = (await store.bundles(state.feed)).filter((ref) => ref.seq === state.seq && ref.name !== name);
  for (const ref of twins) {
    const place = await unverifiedPlace(store, ref);
    // Of an epoch before this one: not a twin.
    if (place !== undefined && place.epoch !== state.epoch) continue;
    throw forked(store, `bundle ${ref.name} has the place of ${name}`);
  }
}

/**
 * Compares what this machine remembers with what stands in the exchange: another extractor, or a state that was put
 * back from an old copy, would continue the chain in two ways. `trust` holds the own signer. Called after `deliver`.
 *
 * @throws BundleError OUTBOX_FORKED
 */
export async function checkChain(store: BundleStore, state: OutboxState, trust: Trust): Promise<void> {
  for (const ref of await store.bundles(state.feed)) {
    if (ref.seq < Math.max(state.seq, 1)) continue;
    const place = await placeOf(store, ref, trust);
    if (place !== undefined) refuseOther(store, state, place);
  }
  const head = await ownHead(store, state.feed, trust);
  if (head !== undefined) refuseOther(store, state, head);
}

function refuseOther(store: BundleStore, state: OutboxState, seen: Place): void {
  if (isBefore(seen, state)) return;
  const same = !isBefore(state, seen) && seen.manifestSha256 === state.manifestSha256;
  if (same) return;
  const there = `bundle ${String(seen.seq)} of epoch ${String(seen.epoch)}`;
  const remembered = `${String(state.seq)} of epoch ${String(state.epoch)}`;
  const other = isBefore(state, seen) ? "" : ", and it is another one";
  throw forked(store, `the exchange holds ${there}, this project remembers ${remembered}${other}`);
}

/** The place of a folder's bundle; also of one that another key signed, since that is what is looked for. */
async function placeOf(store: BundleStore, ref: BundleRef, trust: Trust): Promise<Place | undefined> {
  try {
    const { manifest, manifestSha256 } = await openBundle(store, ref, trust);
    return { epoch: manifest.epoch, seq: manifest.seq, manifestSha256 };
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    return unverifiedPlace(store, ref);
  }
}

async function unverifiedPlace(store: BundleStore, ref: BundleRef): Promise<Place | undefined> {
  try {
    const bytes = await store.read(bundlePath(ref, "manifest.json"), caps.largeManifest);
    const { epoch } = JSON.parse(bytes.toString("utf8")) as { epoch?: unknown };
    const manifestSha256 = createHash("sha256").update(bytes).digest("hex");
    return typeof epoch === "number" ? { epoch, seq: ref.seq, manifestSha256 } : undefined;
  } catch {
    return undefined;
  }
}

function forked(store: BundleStore, message: string): BundleError {
  return new BundleError("OUTBOX_FORKED", message, { where: store.place });
}
