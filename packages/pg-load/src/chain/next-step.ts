import { LoadError } from "../errors.ts";
import type { FeedState } from "../ledger/feed.ts";
import { comparePlaces, type Link, placeText } from "./link.ts";

/** What the ledger says that a bundle has to follow on. */
export type Base = Pick<FeedState, "account" | "epoch" | "seq" | "manifestSha256">;

/** The bundle to load next, and those that it makes needless. */
export interface Step {
  readonly link: Link;
  readonly superseded: readonly Link[];
}

/** What can be done with the bundles that are there. */
export interface Decision {
  readonly step?: Step;
  /** First number that has to come before anything else can be loaded; absent when nothing waits. */
  readonly missing?: number;
  /** Bundles that are refused, and why. */
  readonly refused: readonly { readonly link: Link; readonly error: LoadError }[];
}

/** Farther than this no feed gets while nobody looks; a number beyond was made to be out of reach. */
const farthestJump = 100_000;

const forkHint =
  "nothing of either was loaded; find out who else publishes this feed (two extractors, or a project that was copied), then begin anew with extractor-cli restart";

function where(link: Link): string {
  return `${link.feed}/${link.folder}`;
}

function forked(one: Link, other: { readonly runId: string; readonly sha256: string }): LoadError {
  return new LoadError({
    code: "LOAD_FORKED",
    message: `two different bundles have number ${placeText(one)} of feed ${one.feed}: run ${one.runId} (${one.sha256.slice(0, 12)}) and run ${other.runId} (${other.sha256.slice(0, 12)})`,
    hint: forkHint,
    where: where(one),
  });
}

function otherAccount(link: Link, base: Base): LoadError {
  return new LoadError({
    code: "LOAD_OTHER_ACCOUNT",
    message: `the bundle is from account ${link.account}, and feed ${link.feed} belongs to ${base.account}`,
    hint: "bring the bundles of the right account; a feed stays with the account of its first bundle",
    where: where(link),
  });
}

function tooFar(link: Link, from: string): LoadError {
  return new LoadError({
    code: "LOAD_SEQUENCE_JUMP",
    message: `number ${placeText(link)} is out of reach from ${from}`,
    hint: "the chain goes on with the next number; find out who made this bundle",
    where: where(link),
  });
}

function broken(link: Link, base: Base): LoadError {
  return new LoadError({
    code: "LOAD_CHAIN_BROKEN",
    message: `bundle ${placeText(link)} follows on ${link.previous?.slice(0, 12) ?? "nothing"}, and ${base.manifestSha256?.slice(0, 12) ?? "nothing"} was loaded`,
    hint: forkHint,
    where: where(link),
  });
}

/** The links of each place; more than one different is a fork. */
function forks(links: readonly Link[]): readonly Link[] {
  return links.filter((link) =>
    links.some((other) => comparePlaces(link, other) === 0 && other.sha256 !== link.sha256),
  );
}

/** Why a bundle cannot be loaded whatever else comes; undefined when it can. */
function refusal(link: Link, base: Base | undefined, links: readonly Link[]): LoadError | undefined {
  const twin = links.find((other) => comparePlaces(link, other) === 0 && other.sha256 !== link.sha256);
  if (twin !== undefined) return forked(link, twin);
  if (base === undefined) return undefined;
  if (link.account !== base.account) return otherAccount(link, base);
  const far = link.epoch === base.epoch ? link.seq - base.seq : link.seq;
  if (far > farthestJump || link.epoch - base.epoch > farthestJump) return tooFar(link, placeText(base));
  const follows = link.epoch === base.epoch && link.seq === base.seq + 1;
  if (follows && base.manifestSha256 !== undefined && link.previous !== base.manifestSha256) return broken(link, base);
  const before = links.find(({ epoch, seq }) => epoch === link.epoch && seq === link.seq - 1);
  if (before !== undefined && !forks(links).includes(before) && link.previous !== before.sha256) {
    return broken(link, { ...base, manifestSha256: before.sha256 });
  }
  return undefined;
}

/** Whether a bundle may follow on what is there: the next number, or full and farther. */
function mayFollow(link: Link, base: Base | undefined): boolean {
  if (link.full) return true;
  return link.epoch === base?.epoch && link.seq === base.seq + 1;
}

function missingBefore(ahead: readonly Link[], base: Base | undefined): number | undefined {
  const [first] = ahead;
  if (first === undefined) return undefined;
  return base?.epoch === first.epoch ? base.seq + 1 : 1;
}

/**
 * What to load next of the bundles that are there and that the ledger has not done with. The newest that is full makes
 * all before it needless; without one it is the next number, which has to name the manifest that was loaded last.
 */
export function nextStep(base: Base | undefined, links: readonly Link[]): Decision {
  const ahead = links
    .filter((link) => base === undefined || comparePlaces(link, base) > 0)
    .toSorted((one, other) => comparePlaces(one, other));
  const refused = ahead.flatMap((link) => {
    const error = refusal(link, base, ahead);
    return error === undefined ? [] : [{ link, error }];
  });
  // Behind a place where two chains part, nothing of this epoch is known to belong to ours.
  const parted = refused.filter(({ error }) => error.code === "LOAD_FORKED" || error.code === "LOAD_CHAIN_BROKEN");
  const beyond = (link: Link): boolean =>
    parted.some((one) => one.link.epoch === link.epoch && one.link.seq < link.seq);
  const good = ahead.filter((link) => !refused.some((one) => one.link === link) && !beyond(link));
  const link = good.findLast(({ full }) => full) ?? good.find((one) => mayFollow(one, base));
  if (link === undefined) {
    const missing = refused.length === 0 ? missingBefore(good, base) : undefined;
    return { refused, ...(missing === undefined ? {} : { missing }) };
  }
  const superseded = good.filter((one) => comparePlaces(one, link) < 0);
  return { refused, step: { link, superseded } };
}

/**
 * Whether a bundle that lies behind where the feed is was changed since: the same number with another manifest.
 * @returns the error to tell; undefined for a bundle that was loaded, or is needless
 */
export function checkReplay(
  link: Link,
  known: { readonly sha256: string | undefined; readonly runId: string } | undefined,
): LoadError | undefined {
  if (known?.sha256 === undefined || known.sha256 === link.sha256) return undefined;
  return forked(link, { runId: known.runId, sha256: known.sha256 });
}
