import { type ClassifiedBundle, classifyBundles } from "@dp/bundle";
import { hasControlSchema, type PgConnection } from "@dp/pg-client";

import type { LedgerBundle } from "../ledger/bundles.ts";
import { type FeedState, readFeeds } from "../ledger/feed.ts";
import type { RecordedDecision } from "../ledger/holds.ts";
import type { LoadOptions } from "../options.ts";
import { surveyFeed, type Trouble } from "./survey.ts";

/** How a feed stands on this side. */
export interface FeedStatus {
  readonly feed: string;
  /** Undefined before its first bundle. */
  readonly state: FeedState | undefined;
  readonly hold: RecordedDecision | undefined;
  /** Numbers behind the last one that was loaded: here, on their way, lost, refused. */
  readonly ahead: readonly ClassifiedBundle[];
  /** A load that has begun and not ended. */
  readonly staged: LedgerBundle | undefined;
  readonly troubles: readonly Trouble[];
  /** The head promised a newer one before now. */
  readonly stale: boolean;
  /** Source time that the tables are as of: the snapshot, or a later run that found nothing new. ISO 8601. */
  readonly asOf: string | undefined;
  /** Seconds since then. */
  readonly lagSeconds: number | undefined;
  /** Everything is as it should be: nothing waits, nothing is late, lost, held, refused or different. */
  readonly well: boolean;
}

/** What `feedStatuses` needs beside what loading needs. */
export interface StatusOptions extends LoadOptions {
  /** Seconds that a bundle may be on its way before it is called lost. Default 3600. */
  readonly graceSeconds?: number;
}

function asOf(
  state: FeedState | undefined,
  head: { seq: number; epoch: number; unchangedAt?: string } | undefined,
): string | undefined {
  if (state?.snapshot === undefined) return undefined;
  const current = head?.epoch === state.epoch && head.seq === state.seq ? head.unchangedAt : undefined;
  return current !== undefined && current > state.snapshot ? current : state.snapshot;
}

async function statusOf(db: PgConnection, feed: string, options: StatusOptions): Promise<FeedStatus> {
  const survey = await surveyFeed(db, feed, options);
  const { base: state, hold, known, reports, head, stale, troubles } = survey;
  const now = options.now?.() ?? new Date();
  // A feed that was begun anew is looked at where it goes on.
  const newest = Math.max(state?.epoch ?? 1, ...reports.map(({ bundle }) => bundle?.manifest.epoch ?? 0));
  const ahead = classifyBundles({
    epoch: newest,
    applied: newest === state?.epoch ? state.seq : 0,
    reports,
    ...(head === undefined ? {} : { head }),
    now,
    graceSeconds: options.graceSeconds ?? 3600,
  }).filter(({ standing }) => standing !== "applied");
  const time = asOf(state, head);
  const waiting = ahead.some(({ standing }) => standing !== "superseded");
  const diverged = Object.keys(state?.diverged ?? {}).length > 0;
  return {
    feed,
    state,
    hold,
    ahead,
    staged: known.find((bundle) => bundle.state === "staged"),
    troubles,
    stale,
    asOf: time,
    lagSeconds: time === undefined ? undefined : Math.max(0, Math.round((now.getTime() - Date.parse(time)) / 1000)),
    well: !waiting && !diverged && !stale && hold === undefined && troubles.length === 0 && state !== undefined,
  };
}

/** How every feed stands that the ledger or the exchange knows. Changes nothing. */
export async function feedStatuses(db: PgConnection, options: StatusOptions): Promise<readonly FeedStatus[]> {
  const kept = (await hasControlSchema(db)) ? await readFeeds(db) : [];
  const names = new Set([...kept.map(({ feed }) => feed), ...(await options.store.feeds())]);
  const statuses: FeedStatus[] = [];
  for (const feed of [...names].sort()) statuses.push(await statusOf(db, feed, options));
  return statuses;
}
