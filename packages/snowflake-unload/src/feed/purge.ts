import {
  openBundle,
  openOutbox,
  openRowHashes,
  ownSigner,
  type BundleRef,
  type Receipt,
  type RowHashesRef,
} from "@dp/bundle";

import type { Delivery } from "./delivery.ts";

/** What allows a bundle to go. */
export interface PurgeRule {
  /** What the other side says it has applied. */
  readonly receipt?: Receipt;
  /** Days that a bundle is kept without a receipt; then only one that a later full bundle stands in for may go. */
  readonly keepDays?: number;
  readonly now: Date;
}

interface Known {
  readonly ref: BundleRef;
  readonly epoch: number;
  readonly createdAt: string;
  readonly full: boolean;
}

async function read(delivery: Delivery, feed: string): Promise<readonly Known[]> {
  const trust = { signers: [ownSigner(delivery.key)] };
  const known: Known[] = [];
  for (const ref of await delivery.store.bundles(feed)) {
    // What is not ours, or not whole, is not ours to remove.
    const bundle = await openBundle(delivery.store, ref, trust).catch(() => undefined);
    if (bundle === undefined) continue;
    const { epoch, createdAt, tables } = bundle.manifest;
    known.push({ ref, epoch, createdAt, full: tables.every(({ mode }) => mode === "full") });
  }
  return known;
}

function isBehind(one: Known, epoch: number, seq: number): boolean {
  return one.epoch < epoch || (one.epoch === epoch && one.ref.seq < seq);
}

/** Run ids begin with their time: `20261123t234047z-71fa29`. */
function isKeptTooLong(
  name: string,
  { keepDays, now }: Pick<PurgeRule, "now"> & { readonly keepDays?: number | undefined },
): boolean {
  const [, day, time] = /^(?:[0-9]{10}|rows-[a-z0-9_]+)-([0-9]{8})t([0-9]{6})z/.exec(name) ?? [];
  if (day === undefined || time === undefined || keepDays === undefined) return false;
  const [date, clock] = [day.replace(/(....)(..)(..)/, "$1-$2-$3"), time.replace(/(..)(..)(..)/, "$1:$2:$3")];
  return now.getTime() - Date.parse(`${date}T${clock}Z`) > keepDays * 86_400_000;
}

/** Bundles that may go, oldest first. The newest always stays. */
function removable(known: readonly Known[], { receipt, keepDays, now }: PurgeRule): readonly Known[] {
  const latestFull = known
    .filter(({ full }) => full)
    .reduce<Known | undefined>(
      (last, one) => (last === undefined || isBehind(last, one.epoch, one.ref.seq) ? one : last),
      undefined,
    );
  const isOld = ({ createdAt }: Known): boolean =>
    keepDays !== undefined && now.getTime() - Date.parse(createdAt) > keepDays * 86_400_000;
  return known.filter((one) => {
    if (receipt !== undefined && isBehind(one, receipt.epoch, receipt.appliedSeq)) return true;
    return latestFull !== undefined && isBehind(one, latestFull.epoch, latestFull.ref.seq) && isOld(one);
  });
}

/** Whether a row-hash file is of no more use: the other side is beyond its bundle, or it is old. */
async function isSpent(delivery: Delivery, ref: RowHashesRef, { receipt, keepDays, now }: PurgeRule): Promise<boolean> {
  const trust = { signers: [ownSigner(delivery.key)] };
  const opened = await openRowHashes(delivery.store, ref, trust).catch((error: unknown) => {
    // Left without its signature by a run that was killed, where files appear one by one.
    return (error as { code?: string }).code === "BUNDLE_INCOMPLETE" ? ("unfinished" as const) : undefined;
  });
  // What is not ours is not ours to remove.
  if (opened === undefined) return false;
  if (opened === "unfinished") return isKeptTooLong(ref.name, { keepDays, now });
  const { epoch, seq, createdAt } = opened.manifest;
  if (keepDays !== undefined && now.getTime() - Date.parse(createdAt) > keepDays * 86_400_000) return true;
  if (receipt === undefined) return false;
  return epoch < receipt.epoch || (epoch === receipt.epoch && seq < receipt.appliedSeq);
}

async function purgeRowHashes(delivery: Delivery, feed: string, rule: PurgeRule): Promise<readonly string[]> {
  const gone: string[] = [];
  for (const ref of await delivery.store.rowHashes(feed)) {
    if (!(await isSpent(delivery, ref, rule))) continue;
    await delivery.store.remove(feed, ref.name);
    gone.push(ref.name);
  }
  return gone;
}

/** Removes old bundles and row-hash files of a feed from the exchange, and what is kept of them; returns their names. */
export async function purgeFeed(delivery: Delivery, feed: string, rule: PurgeRule): Promise<readonly string[]> {
  const outbox = await openOutbox(delivery.outbox, feed);
  try {
    const gone: string[] = [];
    for (const { ref } of removable(await read(delivery, feed), rule)) {
      await delivery.store.remove(feed, ref.name);
      await outbox.forget(ref.name);
      gone.push(ref.name);
    }
    for (const { name } of await outbox.kept()) if (isKeptTooLong(name, rule)) await outbox.forget(name);
    return [...gone, ...(await purgeRowHashes(delivery, feed, rule))];
  } finally {
    await outbox.close();
  }
}
