import { type BundleRef, type BundleReport, type Head, type OpenedBundle, openHead, verifyBundles } from "@dp/bundle";
import { hasControlSchema, type PgConnection, type Queryable } from "@dp/pg-client";

import { comparePlaces, type Link } from "../chain/link.ts";
import { checkReplay } from "../chain/next-step.ts";
import { hasCode, LoadError } from "../errors.ts";
import { type LedgerBundle, readBundles } from "../ledger/bundles.ts";
import { type FeedState, readFeed, type SeenHead } from "../ledger/feed.ts";
import { holdOf, readDecisions, type RecordedDecision } from "../ledger/holds.ts";
import type { LoadOptions } from "../options.ts";

/** Something in the exchange that cannot be used, or not yet. */
export interface Trouble {
  /** File or folder of the exchange. */
  readonly where: string;
  readonly seq?: number;
  readonly error: unknown;
  /** It is on its way, as far as can be told. */
  readonly incomplete: boolean;
}

/** A bundle that is whole and signed, and that the ledger has not done with. */
export interface Candidate {
  readonly link: Link;
  readonly opened: OpenedBundle;
}

/** A feed as ledger and exchange have it. */
export interface Survey {
  readonly feed: string;
  readonly base: FeedState | undefined;
  readonly known: readonly LedgerBundle[];
  readonly hold: RecordedDecision | undefined;
  readonly candidates: readonly Candidate[];
  /** Of every folder that the ledger has not done with. */
  readonly reports: readonly BundleReport[];
  readonly troubles: readonly Trouble[];
  readonly head: Head | undefined;
  /** The head promised a newer one before now. */
  readonly stale: boolean;
}

/** The place of a bundle that was opened. */
export function linkOf({ ref, manifest, manifestSha256 }: OpenedBundle): Link {
  const { feed, epoch, seq, previous, tables, source, runId } = manifest;
  return {
    feed,
    epoch,
    seq,
    sha256: manifestSha256,
    ...(previous === undefined ? {} : { previous }),
    full: tables.every(({ mode }) => mode === "full"),
    account: source.account,
    runId,
    folder: ref.name,
  };
}

interface Looked {
  readonly candidate?: Candidate;
  readonly trouble?: Trouble;
}

interface Ledger {
  readonly base: FeedState | undefined;
  readonly known: readonly LedgerBundle[];
}

/** What a folder that the ledger has not done with comes to. */
function look(report: BundleReport, { base, known }: Ledger): Looked {
  const { ref, bundle, problems } = report;
  const [problem] = problems;
  if (bundle === undefined) return { trouble: troubleOf(ref, problem) };
  const link = linkOf(bundle);
  const same = known.find((one) => comparePlaces(one, link) === 0 && one.state !== "staged");
  const replay = checkReplay(link, same && { sha256: same.manifestSha256, runId: same.runId });
  const where = `${ref.feed}/${ref.name}`;
  if (replay !== undefined) return { trouble: { where, seq: ref.seq, error: replay, incomplete: false } };
  if (base !== undefined && comparePlaces(link, base) <= 0) return {};
  return problem === undefined ? { candidate: { link, opened: bundle } } : { trouble: troubleOf(ref, problem) };
}

function troubleOf(ref: BundleRef, problem?: { file: string; code: string; message: string }): Trouble {
  const incomplete = problem?.code === "BUNDLE_INCOMPLETE";
  const error = new LoadError({
    code: problem?.code ?? "BUNDLE_INCOMPLETE",
    message: problem?.message ?? "is not there yet",
    hint: incomplete
      ? "wait until the transport has brought all files, then run the command again"
      : "nothing of it was used; find out who wrote these files, or have the bundle sent again",
    where: problem?.file ?? `${ref.feed}/${ref.name}`,
    retryable: incomplete,
  });
  return { where: error.where ?? ref.name, seq: ref.seq, error, incomplete };
}

/** What is kept of a head. */
export function seenHead({ epoch, seq, issuedAt, nextDue, unchangedAt }: Head): SeenHead {
  return {
    epoch,
    seq,
    issuedAt,
    ...(nextDue === undefined ? {} : { nextDue }),
    ...(unchangedAt === undefined ? {} : { unchangedAt }),
  };
}

function headTrouble(head: Head, { base, known }: Ledger, candidates: readonly Candidate[]): LoadError | undefined {
  const where = `${head.feed}/head.json`;
  const before = base?.head;
  if (before !== undefined && before.issuedAt > head.issuedAt) {
    return new LoadError({
      code: "LOAD_HEAD_OLDER",
      message: `the head is of ${head.issuedAt}, and one of ${before.issuedAt} was seen before`,
      hint: "somebody put an old file back; bundles are loaded by their own chain, but freshness is not known until a new head comes",
      where,
    });
  }
  const shas = [
    ...known.filter((one) => comparePlaces(one, head) === 0).map(({ manifestSha256 }) => manifestSha256),
    ...candidates.filter(({ link }) => comparePlaces(link, head) === 0).map(({ link }) => link.sha256),
  ].filter((sha) => sha !== undefined);
  if (shas.length === 0 || shas.includes(head.manifestSha256)) return undefined;
  return new LoadError({
    code: "LOAD_FORKED",
    message: `the head names another manifest for bundle ${String(head.seq)} than the one that is here`,
    hint: "nothing of it was loaded; find out who else publishes this feed, then begin anew with extractor-cli restart",
    where,
  });
}

async function readHead(feed: string, options: LoadOptions): Promise<{ head?: Head; trouble?: Trouble }> {
  try {
    return { head: await openHead(options.store, feed, options.trust) };
  } catch (error) {
    if (hasCode(error, "BUNDLE_INCOMPLETE")) return {};
    return { trouble: { where: `${feed}/head.json`, error, incomplete: false } };
  }
}

async function ledgerOf(
  db: Queryable,
  feed: string,
): Promise<Ledger & { readonly hold: RecordedDecision | undefined }> {
  if (!(await hasControlSchema(db))) return { base: undefined, known: [], hold: undefined };
  const hold = holdOf(await readDecisions(db), feed);
  return { base: await readFeed(db, feed), known: await readBundles(db, feed), hold };
}

/** Looks at a feed on both sides: what the tables hold, and what is in the exchange beyond that. Changes nothing. */
export async function surveyFeed(db: PgConnection, feed: string, options: LoadOptions): Promise<Survey> {
  const ledger = await ledgerOf(db, feed);
  const finished = new Set(ledger.known.filter(({ state }) => state !== "staged").map(({ folder }) => folder));
  const candidates: Candidate[] = [];
  const reports: BundleReport[] = [];
  const troubles: Trouble[] = [];
  const refs = (await options.store.bundles(feed)).filter(({ name }) => !finished.has(name));
  for (const report of await verifyBundles(options.store, refs, { trust: options.trust, level: "quick" })) {
    const looked = look(report, ledger);
    reports.push(report);
    if (looked.candidate !== undefined) candidates.push(looked.candidate);
    if (looked.trouble !== undefined) troubles.push(looked.trouble);
  }
  const { head, trouble } = await readHead(feed, options);
  if (trouble !== undefined) troubles.push(trouble);
  const odd = head === undefined ? undefined : headTrouble(head, ledger, candidates);
  if (odd !== undefined) troubles.push({ where: `${feed}/head.json`, error: odd, incomplete: false });
  const now = (options.now?.() ?? new Date()).toISOString();
  const nextDue = head?.nextDue ?? ledger.base?.head?.nextDue;
  const trusted = odd === undefined ? head : undefined;
  return {
    feed,
    ...ledger,
    candidates,
    reports,
    troubles,
    head: trusted,
    stale: nextDue !== undefined && nextDue < now,
  };
}
