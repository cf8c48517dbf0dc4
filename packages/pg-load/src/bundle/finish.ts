import { type PgConnection, PostgresError } from "@dp/pg-client";

import { type LockPolicy, lockTables, pause, retried } from "../apply/locks.ts";
import { mergeAll } from "../apply/merge-all.ts";
import { advanceSequences } from "../apply/sequences.ts";
import { previousTable, swapAll } from "../apply/swap.ts";
import type { Link } from "../chain/link.ts";
import { LoadError } from "../errors.ts";
import { addSuperseded, type LedgerTable, markApplied } from "../ledger/bundles.ts";
import { type FeedState, readFeed, writeFeed } from "../ledger/feed.ts";
import type { LoadOptions } from "../options.ts";
import { dropLoadTables } from "../rows/load-table.ts";
import { summingOf } from "../rows/sums.ts";
import { checkDrift } from "./drift.ts";
import { keepSums } from "./kept.ts";
import type { Staged, StagedTarget } from "./stage.ts";
import { chooseTargets, layoutOf } from "./targets.ts";

/** What is done in the one transaction that readers see. */
export interface Finishing {
  readonly staged: Staged;
  /** The feed as it was when the bundle was chosen. */
  readonly base: FeedState | undefined;
  /** Bundles that this one makes needless. */
  readonly superseded: readonly Link[];
  readonly options: LoadOptions;
}

/** How the load changed the tables. */
export interface Finished {
  readonly tables: readonly LedgerTable[];
  readonly diverged: FeedState["diverged"];
  /** `performance.now()` from when on readers wait, until the transaction ends; undefined where no table was swapped. */
  readonly lockedAt: number | undefined;
}

function moved(message: string): LoadError {
  return new LoadError({ code: "LOAD_MOVED", message, hint: "run the command again", retryable: true });
}

async function lockFeed(db: PgConnection, { staged, base }: Finishing): Promise<void> {
  const now = await readFeed(db, staged.link.feed, "lock");
  const same = now?.epoch === base?.epoch && now?.seq === base?.seq && now?.manifestSha256 === base?.manifestSha256;
  if (!same) throw moved(`feed ${staged.link.feed} went on meanwhile`);
}

/** An apply changes tables while a load goes on beside it, but not while rows change hands; loads share the lock. */
async function holdOffApply(db: PgConnection, waitMs: number): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const [row] = await db.query<{ locked: boolean }>(
      "SELECT pg_try_advisory_xact_lock_shared(hashtextextended('dp:apply', 0)) AS locked",
    );
    if (row?.locked === true) return;
    if (performance.now() - startedAt > waitMs) {
      throw new PostgresError({
        code: "POSTGRES_BUSY",
        message: "an apply is at work on the database",
        hint: "wait until it has ended, then run the command again; what was copied stays",
        retryable: true,
      });
    }
    await pause(250);
  }
}

/** The tables as they stand now: what was chosen for them before may not hold any more. */
async function lookAgain(db: PgConnection, { staged, options }: Finishing): Promise<readonly StagedTarget[]> {
  const now = await chooseTargets(db, staged.opened.manifest, options);
  return staged.targets.map(({ target, tables }, index) => {
    const fresh = now[index];
    if (fresh === undefined || layoutOf(fresh.live) !== layoutOf(target.live)) {
      throw moved(`table ${target.table.name} was changed meanwhile`);
    }
    const sameIndexes = JSON.stringify(fresh.indexes) === JSON.stringify(target.indexes);
    if (fresh.way === "swap" && target.way === "swap" && !sameIndexes) {
      throw moved(`indexes of table ${target.table.name} were changed meanwhile`);
    }
    // A load table that was made to be read from can take no other's place; a twin can be read from.
    if (fresh.way === "swap" && target.way !== "swap") return { target: { ...target, live: fresh.live }, tables };
    return { target: fresh, tables };
  });
}

async function changeTables(
  db: PgConnection,
  finishing: Finishing,
): Promise<{
  readonly targets: readonly StagedTarget[];
  readonly diverged: FeedState["diverged"];
  readonly lockedAt: number | undefined;
}> {
  const { staged, base, options } = finishing;
  const { feed } = staged.link;
  const targets = await lookAgain(db, finishing);
  const fresh: Staged = { ...staged, targets };
  const merging = targets
    .filter(({ target }) => target.way !== "swap")
    .map(({ target, tables }) => ({ target, tables, summing: summingOf(target) }));
  await lockTables(
    db,
    merging.map(({ target }) => target.live),
    "SHARE ROW EXCLUSIVE",
  );
  const drifted = await checkDrift(db, fresh, options.acceptDrift === true);
  const removed = await mergeAll(db, merging, (message) => {
    const text = `rows refer to each other in a ring or pass a unique value on (${message}): foreign keys are looked at at the end`;
    options.onEvent?.({ type: "notice", feed, code: "LOAD_KEYS_DEFERRED", text });
  });
  for (const { target } of merging) await advanceSequences(db, target.live);
  const swapping = targets.filter(({ target }) => target.way === "swap");
  // Before readers wait: the sums of tables that are swapped are those of the bundle.
  const diverged = await keepSums(db, fresh, { removed, base, recount: drifted });
  const policy = policyOf(finishing);
  const lockedAt = await swapAll(db, swapping, { policy, keepPrevious: options.keepPrevious === true });
  return { targets, diverged, lockedAt };
}

function policyOf({ options, staged }: Finishing): LockPolicy {
  return {
    attempts: options.attempts ?? 5,
    pauseMs: options.pauseMs ?? 500,
    onRetry: (attempt, pauseMs, message) => {
      options.onEvent?.({ type: "retry", feed: staged.link.feed, attempt, pauseMs, message });
    },
  };
}

async function writeLedger(
  db: PgConnection,
  { staged, base, superseded, options }: Finishing,
  { targets, diverged }: { targets: readonly StagedTarget[]; diverged: FeedState["diverged"] },
): Promise<readonly LedgerTable[]> {
  const { link, opened, id } = staged;
  const { feed, epoch, seq, sha256, account } = link;
  const tables = targets.map(({ target: { table, live, way, reason } }): LedgerTable => {
    const kept = way === "swap" && options.keepPrevious === true ? { kept: previousTable(live).name } : {};
    return { name: table.name, mode: table.mode, rows: table.rows, way, reason, ...kept };
  });
  for (const one of superseded) {
    await addSuperseded(db, { ...one, manifestSha256: one.sha256, loadRunId: options.runId, snapshot: undefined });
  }
  const position = {
    feed,
    account: base?.account ?? account,
    epoch,
    seq,
    manifestSha256: sha256,
    snapshot: opened.manifest.snapshot,
  };
  await writeFeed(db, position, diverged);
  await markApplied(db, { id, loadRunId: options.runId, tables });
  await dropLoadTables(db, id);
  return tables;
}

/**
 * Changes the tables and the ledger in the transaction that is open: readers see all of it or nothing. Where a lock is
 * not to be had, its own work is taken back, and done again after a pause.
 * @throws LoadError, PostgresError
 */
export async function finish(db: PgConnection, finishing: Finishing): Promise<Finished> {
  const { options } = finishing;
  await lockFeed(db, finishing);
  await holdOffApply(db, options.waitMs ?? 30_000);
  const policy = policyOf(finishing);
  const changed = await retried(db, { name: "dp_finish", policy }, () => changeTables(db, finishing));
  await options.onPoint?.("changed");
  const tables = await writeLedger(db, finishing, changed);
  await options.onPoint?.("before-commit");
  return { tables, diverged: changed.diverged, lockedAt: changed.lockedAt };
}
