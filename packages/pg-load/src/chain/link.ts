/** A bundle's place in the chain of its feed, from a manifest that has proved itself. */
export interface Link {
  readonly feed: string;
  readonly epoch: number;
  readonly seq: number;
  readonly sha256: string;
  /** Hash of the manifest before; absent for the first of an epoch. */
  readonly previous?: string;
  /** Whether every table is full, so that it hangs on nothing before it. */
  readonly full: boolean;
  readonly account: string;
  readonly runId: string;
  /** Name of the folder. */
  readonly folder: string;
}

/** Where in the order of a feed: epochs first, then sequence numbers. */
export type Place = Pick<Link, "epoch" | "seq">;

/** Negative when `one` comes first. */
export function comparePlaces(one: Place, other: Place): number {
  return one.epoch - other.epoch || one.seq - other.seq;
}

/** `7`, or `7 of epoch 2` where there has been another one. */
export function placeText({ epoch, seq }: Place): string {
  return epoch === 1 ? String(seq) : `${String(seq)} of epoch ${String(epoch)}`;
}
