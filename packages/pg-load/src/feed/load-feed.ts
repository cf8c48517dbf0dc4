import { type PgConnection, withAdvisoryLock } from "@dp/pg-client";

import { lostCodes } from "../bundle/copy.ts";
import { loadBundle } from "../bundle/load-bundle.ts";
import { metadataDifferences } from "../bundle/targets.ts";
import { comparePlaces, type Place } from "../chain/link.ts";
import { type Decision, nextStep, type Step } from "../chain/next-step.ts";
import { hasCode } from "../errors.ts";
import { type LedgerBundle, readBundles } from "../ledger/bundles.ts";
import { type FeedState, readFeed, writeHead } from "../ledger/feed.ts";
import type { RecordedDecision } from "../ledger/holds.ts";
import type { LoadOptions } from "../options.ts";
import { ensureLedger, openSession } from "../session.ts";
import { pause } from "../apply/locks.ts";
import { type Candidate, seenHead, type Survey, surveyFeed, type Trouble } from "./survey.ts";

/** How a feed ended. */
export interface FeedResult {
  readonly feed: string;
  /** failed: something was refused or broke, whatever was loaded before; waiting: for files that are on their way. */
  readonly status: "loaded" | "unchanged" | "waiting" | "held" | "failed";
  /** Bundles of this run that are in the tables now. */
  readonly loaded: readonly LedgerBundle[];
  /** Files that were refused, and files that are on their way. */
  readonly troubles: readonly Trouble[];
  /** First number that has to come before anything else can be loaded. */
  readonly missing?: number;
  readonly hold?: RecordedDecision;
  /** What ended the work on the feed. */
  readonly error?: unknown;
  readonly state: FeedState | undefined;
  readonly stale: boolean;
  /** The longest that readers of a table had to wait for a swap, in milliseconds. */
  readonly lockedMs: number;
}

interface Course {
  survey: Survey;
  decision: Decision;
  /** Bundles that were tried and refused in this run. */
  readonly refused: Trouble[];
  lockedMs: number;
}

const farthestRounds = 10_000;

function decide(survey: Survey, refused: readonly Trouble[]): Decision {
  const bad = new Set(refused.map(({ where }) => where));
  const links = survey.candidates.map(({ link }) => link).filter((link) => !bad.has(`${link.feed}/${link.folder}`));
  return nextStep(survey.base, links);
}

function tellDifferences({ opened }: Candidate, { committed, onEvent }: LoadOptions): void {
  if (committed === undefined) return;
  for (const { name, metadata } of opened.manifest.tables) {
    const here = committed.get(name);
    const text = here === undefined ? ["the table is not among this project's"] : metadataDifferences(metadata, here);
    if (text.length === 0) continue;
    const words = `${name}: the bundle was made from other metadata, which it brings along: ${text.join("; ")}`;
    const hint = "bring the metadata over (git pull)";
    onEvent?.({ type: "notice", feed: opened.manifest.feed, code: "LOAD_METADATA_DIFFERS", text: words, hint });
  }
}

/** Whether an error is about the bundle itself, so that another one may do. */
function isAboutBundle(error: unknown): boolean {
  if (hasCode(error, "LOAD_MOVED", "BUNDLE_KEY_MATCHES_NOT")) return false;
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return /^(LOAD|BUNDLE)_/.test(code);
}

async function oneStep(
  db: PgConnection,
  course: Course,
  { step, options }: { step: Step; options: LoadOptions },
): Promise<void> {
  const { survey } = course;
  const candidate = survey.candidates.find(({ link }) => link === step.link);
  if (candidate === undefined) return;
  tellDifferences(candidate, options);
  try {
    const finished = await loadBundle(db, { step, opened: candidate.opened, base: survey.base, options });
    course.lockedMs = Math.max(course.lockedMs, finished.lockedMs);
  } catch (error) {
    if (!isAboutBundle(error)) throw error;
    const where = `${step.link.feed}/${step.link.folder}`;
    course.refused.push({ where, seq: step.link.seq, error, incomplete: hasCode(error, "BUNDLE_INCOMPLETE") });
  }
}

/** Loads one bundle after the other until nothing more can be. */
async function loadAll(db: PgConnection, feed: string, options: LoadOptions): Promise<Course> {
  const survey = await surveyFeed(db, feed, options);
  const course: Course = { survey, decision: decide(survey, []), refused: [], lockedMs: 0 };
  if (survey.hold !== undefined) return course;
  for (let round = 0; round < farthestRounds; round++) {
    const { step } = course.decision;
    if (step === undefined) break;
    await oneStep(db, course, { step, options });
    const base = await readFeed(db, feed);
    // What was opened and verified stays so; only where the feed is has changed.
    const candidates = course.survey.candidates.filter(
      ({ link }) => base === undefined || comparePlaces(link, base) > 0,
    );
    course.survey = { ...course.survey, base, candidates };
    course.decision = decide(course.survey, course.refused);
  }
  if (course.survey.base !== undefined && survey.head !== undefined) await writeHead(db, feed, seenHead(survey.head));
  return course;
}

function refusals({ survey, refused, decision }: Course): readonly Trouble[] {
  const byChain = decision.refused.map(({ link, error }): Trouble => {
    return { where: `${link.feed}/${link.folder}`, seq: link.seq, error, incomplete: false };
  });
  const tried = refused.filter(({ where }) => !byChain.some((one) => one.where === where));
  return [...survey.troubles, ...tried, ...byChain];
}

function isBehind(trouble: Trouble, { base }: Survey, candidates: readonly Candidate[]): boolean {
  if (base === undefined || trouble.seq === undefined) return false;
  const link = candidates.find(({ link: one }) => `${one.feed}/${one.folder}` === trouble.where)?.link;
  const place: Place = link ?? { epoch: base.epoch, seq: trouble.seq };
  return comparePlaces(place, base) <= 0;
}

function statusOf(course: Course, troubles: readonly Trouble[], loaded: number): FeedResult["status"] {
  const { survey, decision } = course;
  if (troubles.some(({ incomplete }) => !incomplete)) return "failed";
  if (survey.hold !== undefined) return "held";
  if (troubles.length > 0 || decision.missing !== undefined || isAhead(survey)) return "waiting";
  return loaded > 0 ? "loaded" : "unchanged";
}

/** The head knows of a bundle that is not here. */
function isAhead({ head, base }: Survey): boolean {
  return head !== undefined && (base === undefined || comparePlaces(head, base) > 0);
}

async function resultOf(db: PgConnection, course: Course, options: LoadOptions): Promise<FeedResult> {
  const { survey, decision, refused } = course;
  const { feed, stale, hold } = survey;
  // The ledger knows what this run loaded, also where nobody heard of the COMMIT.
  const known = await readBundles(db, feed);
  const loaded = known.filter(({ loadRunId, state }) => loadRunId === options.runId && state === "applied");
  // A bundle that could not be loaded and that a later full one made needless is no trouble any more.
  const behind = (trouble: Trouble): boolean =>
    (refused.includes(trouble) || trouble.incomplete) && isBehind(trouble, survey, survey.candidates);
  const troubles = refusals(course).filter((trouble) => !behind(trouble));
  return {
    feed,
    status: statusOf(course, troubles, loaded.length),
    loaded,
    troubles,
    ...(decision.missing === undefined ? {} : { missing: decision.missing }),
    ...(hold === undefined ? {} : { hold }),
    state: survey.base,
    stale,
    lockedMs: course.lockedMs,
  };
}

async function underLock(db: PgConnection, feed: string, options: LoadOptions): Promise<FeedResult> {
  const { waitMs = 30_000, onEvent } = options;
  await ensureLedger(db, waitMs);
  const onWait = (holder: string, ms: number): void => onEvent?.({ type: "waiting", feed, holder, waitMs: ms });
  return withAdvisoryLock(db, { name: `load:${feed}`, waitMs, onWait }, async () => {
    return resultOf(db, await loadAll(db, feed, options), options);
  });
}

/**
 * Loads what the exchange has of a feed. A session that breaks is opened anew, and the ledger is asked what was
 * committed: nothing is lost, and nothing is loaded twice.
 * @throws PostgresError when the server stays away, or another run keeps the feed for longer than `waitMs`
 */
export async function loadFeed(feed: string, options: LoadOptions): Promise<FeedResult> {
  const { attempts = 5, pauseMs = 500, onEvent } = options;
  for (let attempt = 1, length = pauseMs; ; attempt++, length *= 2) {
    let db: PgConnection | undefined;
    try {
      db = await openSession(options.connect);
      return await underLock(db, feed, options);
    } catch (error) {
      if (!hasCode(error, "LOAD_MOVED", ...lostCodes) || attempt >= attempts) throw error;
      const message = error instanceof Error ? error.message : String(error);
      onEvent?.({ type: "retry", feed, attempt, pauseMs: length, message });
      await pause(length);
    } finally {
      await db?.close();
    }
  }
}
