import { type PgConnection, withAdvisoryLock } from "@dp/pg-client";

import { LoadError } from "../errors.ts";
import { dropLoadTables } from "../rows/load-table.ts";
import { addBundle, readBundle, removeStaged } from "../ledger/bundles.ts";
import { readFeed, writeFeed } from "../ledger/feed.ts";
import { addDecision } from "../ledger/holds.ts";
import type { LoadOptions } from "../options.ts";
import { ensureLedger } from "../session.ts";
import { surveyFeed } from "./survey.ts";

/** Who decides, and why; the reason is kept. */
export interface DecisionOptions {
  readonly runId: string;
  readonly reason: string;
  /** Milliseconds to wait for another run to end. Default 30 000. */
  readonly waitMs?: number;
}

/** Holds a feed, so that no run loads it, or lets it go again. */
export async function holdFeed(
  db: PgConnection,
  { feed, action }: { readonly feed: string; readonly action: "hold" | "release" },
  { runId, reason, waitMs = 30_000 }: DecisionOptions,
): Promise<void> {
  await ensureLedger(db, waitMs);
  await addDecision(db, { feed, action, reason, runId });
}

function notNext(feed: string, seq: number, next: number | undefined): LoadError {
  return new LoadError({
    code: "LOAD_SKIP_NOT_NEXT",
    message:
      next === undefined
        ? `nothing of feed ${feed} was ever loaded; its first bundle cannot be skipped`
        : `bundle ${String(seq)} of feed ${feed} is not the next one, which is ${String(next)}`,
    hint:
      next === undefined
        ? "have the feed sent in full"
        : `only the next bundle can be skipped: --skip ${feed}:${String(next)}`,
  });
}

/**
 * Goes on as if the next bundle had been loaded, whether it is here or not. Its rows are missing then, which the sums of
 * the following one tell: the feed is marked as diverged.
 * @throws LoadError LOAD_SKIP_NOT_NEXT
 */
export async function skipBundle(
  db: PgConnection,
  { feed, seq }: { readonly feed: string; readonly seq: number },
  options: LoadOptions & DecisionOptions,
): Promise<void> {
  const { waitMs = 30_000, runId, reason } = options;
  await ensureLedger(db, waitMs);
  await withAdvisoryLock(db, { name: `load:${feed}`, waitMs }, async () => {
    const { candidates } = await surveyFeed(db, feed, options);
    await db.transaction(async () => {
      const base = await readFeed(db, feed, "lock");
      if (base === undefined || seq !== base.seq + 1) throw notNext(feed, seq, base && base.seq + 1);
      const { epoch } = base;
      const present = candidates.find(({ link }) => link.epoch === epoch && link.seq === seq);
      const staged = await readBundle(db, { feed, epoch, seq });
      if (staged !== undefined) {
        await dropLoadTables(db, staged.id);
        await removeStaged(db, staged.id);
      }
      const manifestSha256 = present?.link.sha256;
      await addBundle(db, {
        feed,
        epoch,
        seq,
        manifestSha256,
        folder: present?.link.folder ?? "",
        runId: present?.link.runId ?? "",
        loadRunId: runId,
        state: "skipped",
        snapshot: present?.opened.manifest.snapshot,
      });
      await writeFeed(db, { ...base, seq, manifestSha256, snapshot: undefined }, base.diverged);
      await addDecision(db, { feed, action: "skip", epoch, seq, reason, runId });
    });
  });
}
