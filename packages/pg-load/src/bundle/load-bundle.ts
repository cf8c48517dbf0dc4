import type { OpenedBundle } from "@dp/bundle";
import type { PgConnection } from "@dp/pg-client";

import type { Step } from "../chain/next-step.ts";
import type { FeedState } from "../ledger/feed.ts";
import type { LoadEvent, LoadOptions } from "../options.ts";
import { checkSums, prepareTable } from "../rows/prepare.ts";
import { hasCode } from "../errors.ts";
import { openSession } from "../session.ts";
import { copyOne, copyParts, Progress, sourceOf } from "./copy.ts";
import { type Finished, finish } from "./finish.ts";
import { type Staged, stage, unfinishedParts } from "./stage.ts";
import { chooseTargets } from "./targets.ts";

/** A bundle that is next. */
export interface BundleWork {
  readonly step: Step;
  readonly opened: OpenedBundle;
  readonly base: FeedState | undefined;
  readonly options: LoadOptions;
}

interface Open {
  readonly work: BundleWork;
  readonly staged: Staged;
}

type Phase = Extract<LoadEvent, { type: "phase" }>["phase"];

/** Runs a phase and tells how long it took. */
async function timed<T>({ work }: { work: BundleWork }, phase: Phase, run: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await run();
  const { feed } = work.step.link;
  work.options.onEvent?.({ type: "phase", feed, phase, ms: performance.now() - startedAt });
  return result;
}

async function begin({ work, staged }: Open, left: number): Promise<Progress> {
  const { options, opened, step } = work;
  const { feed, seq } = step.link;
  const parts = opened.manifest.tables.flatMap((table) => table.parts);
  const bytes = parts.reduce((sum, part) => sum + part.plainBytes, 0);
  const rows = opened.manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  options.onEvent?.({ type: "started", feed, seq, parts: parts.length, left, bytes, rows });
  for (const { target } of staged.targets) {
    options.onEvent?.({ type: "way", feed, table: target.table.name, way: target.way, reason: target.reason });
  }
  await options.onPoint?.("staged");
  return new Progress((done, doneRows) => {
    options.onEvent?.({ type: "progress", feed, bytes: done, total: bytes, rows: doneRows });
  });
}

async function prepare(db: PgConnection, open: Open): Promise<void> {
  const { options } = open.work;
  await timed(open, "prepared", async () => {
    for (const { target, tables } of open.staged.targets) await prepareTable(db, tables, target);
  });
  await options.onPoint?.("prepared");
}

async function compare(sessions: readonly PgConnection[], open: Open): Promise<void> {
  await timed(open, "summed", async () => {
    for (const { target, tables } of open.staged.targets) await checkSums(sessions, tables, target);
  });
  await open.work.options.onPoint?.("summed");
}

function finishing({ work, staged }: Open): Parameters<typeof finish>[1] {
  const { base, options, step } = work;
  return { staged, base, superseded: step.superseded, options };
}

/** A bundle of one part: all of it in one transaction. */
async function loadAtOnce(db: PgConnection, work: BundleWork): Promise<Finished> {
  return db.transaction(async () => {
    const { options, opened, step } = work;
    const targets = await chooseTargets(db, opened.manifest, options);
    const within = async <T>(run: () => Promise<T>): Promise<T> => run();
    const staged = await stage(db, { link: step.link, opened, targets }, { options, inTransaction: within });
    const parts = await unfinishedParts(db, staged);
    const open = { work, staged };
    const progress = await begin(open, parts.length);
    const source = sourceOf(staged, options, progress);
    await timed(open, "copied", async () => {
      for (const part of parts) {
        await copyOne(db, { staged, source, options }, part);
        progress.part(part.part.rows);
      }
    });
    await prepare(db, open);
    await compare([db], open);
    return finish(db, finishing(open));
  });
}

/** One more session; undefined where the server has room for none. */
async function another(connect: LoadOptions["connect"]): Promise<PgConnection | undefined> {
  try {
    return await openSession(connect);
  } catch (error) {
    if (hasCode(error, "POSTGRES_TOO_MANY_CONNECTIONS")) return undefined;
    throw error;
  }
}

/** The session and as many others as may work beside it. */
async function withSessions(
  db: PgConnection,
  { connections = 2, connect }: LoadOptions,
  use: (sessions: readonly PgConnection[]) => Promise<void>,
): Promise<void> {
  const others: PgConnection[] = [];
  try {
    while (others.length + 1 < connections) {
      const other = await another(connect);
      if (other === undefined) break;
      others.push(other);
    }
    await use([db, ...others]);
  } finally {
    for (const other of others) await other.close();
  }
}

/** A bundle of many parts: each is a transaction of its own, so that what was copied is never copied again. */
async function loadInParts(db: PgConnection, work: BundleWork): Promise<Finished> {
  const { options, opened, step } = work;
  const targets = await chooseTargets(db, opened.manifest, options);
  const inTransaction = <T>(run: () => Promise<T>): Promise<T> => db.transaction(run);
  const staged = await stage(db, { link: step.link, opened, targets }, { options, inTransaction });
  const parts = await unfinishedParts(db, staged);
  const open = { work, staged };
  const progress = await begin(open, parts.length);
  if (parts.length > 0) await timed(open, "copied", () => copyParts(db, { staged, options, progress }, parts));
  await db.transaction(() => prepare(db, open));
  await withSessions(db, options, (sessions) => compare(sessions, open));
  return timed(open, "committing", () => db.transaction(() => finish(db, finishing(open))));
}

/**
 * Loads one bundle: its rows into load tables, looked at there, then into the live tables with the ledger's line in one
 * transaction. Ended at any moment, the next run goes on; what was not committed was not done.
 * @returns the milliseconds that readers had to wait at the most; 0 where no table was swapped
 * @throws LoadError, BundleError, PostgresError
 */
export async function loadBundle(db: PgConnection, work: BundleWork): Promise<{ readonly lockedMs: number }> {
  const parts = work.opened.manifest.tables.flatMap((table) => table.parts);
  const { lockedAt } = await (parts.length <= 1 ? loadAtOnce(db, work) : loadInParts(db, work));
  const lockedMs = lockedAt === undefined ? 0 : performance.now() - lockedAt;
  await work.options.onPoint?.("committed");
  return { lockedMs };
}
