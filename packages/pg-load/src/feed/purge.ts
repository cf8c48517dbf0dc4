import { type BundleRef, openBundle } from "@dp/bundle";
import { hasControlSchema, type PgConnection, readHistory, recordHistory, withAdvisoryLock } from "@dp/pg-client";
import { quoteQualified } from "@dp/pg-ddl";

import { comparePlaces, type Place } from "../chain/link.ts";
import { hasCode, LoadError } from "../errors.ts";
import { type LedgerBundle, readBundles } from "../ledger/bundles.ts";
import { readFeed } from "../ledger/feed.ts";
import { holdOf, readDecisions } from "../ledger/holds.ts";
import type { LoadOptions } from "../options.ts";

/** What `purge` needs beside what loading needs. */
export interface PurgeOptions extends LoadOptions {
  /** Days for which bundles, and tables that a swap took out, stay after they were applied or became needless. */
  readonly keepDays: number;
  /** Program and version, for the history. */
  readonly program: string;
  /** Only say what would go. */
  readonly dryRun?: boolean;
}

/** What of a feed is gone, or would go. */
export interface PurgedFeed {
  readonly feed: string;
  /** Folders of the exchange. */
  readonly bundles: readonly string[];
  /** Tables of dp_load that swaps took out. */
  readonly tables: readonly string[];
  /** Somebody holds the feed: nothing of it goes. */
  readonly held: boolean;
  /** What ended the work on the feed; what is listed was done before. */
  readonly error?: unknown;
}

interface Found {
  readonly known: readonly LedgerBundle[];
  /** Where the feed is. */
  readonly base: Place;
  readonly cutoff: string;
}

/** The newest bundle that brought every table in full: nothing before it is needed. */
function lastFull(known: readonly LedgerBundle[]): LedgerBundle | undefined {
  return known.findLast(({ state, tables }) => state === "applied" && tables.every(({ mode }) => mode === "full"));
}

/** Whether the ledger has done with a bundle, for good and for long enough. */
function mayGo(one: LedgerBundle, { known, base, cutoff }: Found): boolean {
  if (one.doneAt >= cutoff || comparePlaces(one, base) >= 0) return false;
  if (one.state === "applied" || one.state === "superseded") return true;
  const full = lastFull(known);
  return one.state === "skipped" && full !== undefined && comparePlaces(one, full) < 0;
}

/** A folder that the ledger has a line for: the bundle that was loaded, or what an earlier purge left of it. */
async function isAsKnown(ref: BundleRef, one: LedgerBundle, { store, trust }: LoadOptions): Promise<boolean> {
  try {
    return (await openBundle(store, ref, trust)).manifestSha256 === one.manifestSha256;
  } catch (error) {
    // A removal that was cut begins with the signature; what is not signed by anybody we trust is evidence.
    return hasCode(error, "BUNDLE_INCOMPLETE");
  }
}

/** One that came when nobody needed it any more: a later full bundle was applied long ago. */
async function isLate(ref: BundleRef, { known, cutoff }: Found, { store, trust }: LoadOptions): Promise<boolean> {
  const full = lastFull(known);
  if (full === undefined || full.doneAt >= cutoff) return false;
  const opened = await openBundle(store, ref, trust).catch(() => undefined);
  return opened !== undefined && comparePlaces(opened.manifest, full) < 0 && opened.manifest.createdAt < cutoff;
}

/** Folders that may go, oldest first. The one that the feed stands on, and the newest of the exchange, always stay. */
async function removable(feed: string, found: Found, options: PurgeOptions): Promise<readonly string[]> {
  const refs = await options.store.bundles(feed);
  const lines = new Map(found.known.map((one) => [one.folder, one]));
  const newest = refs.reduce<LedgerBundle | undefined>((last, { name }) => {
    const line = lines.get(name);
    return line !== undefined && (last === undefined || comparePlaces(last, line) < 0) ? line : last;
  }, undefined);
  const names: string[] = [];
  for (const ref of refs) {
    const line = lines.get(ref.name);
    if (line !== undefined && line === newest) continue;
    const goes =
      line === undefined
        ? await isLate(ref, found, options)
        : mayGo(line, found) && (await isAsKnown(ref, line, options));
    if (goes) names.push(ref.name);
  }
  return names;
}

/** Tables that were kept by swaps, the last of which is long ago, and that are still there. */
async function keptTables(db: PgConnection, { known, cutoff }: Found): Promise<readonly string[]> {
  const last = new Map<string, string>();
  for (const { state, tables, doneAt } of known) {
    if (state !== "applied") continue;
    for (const { kept } of tables) if (kept !== undefined) last.set(kept, doneAt);
  }
  const old = [...last].filter(([, at]) => at < cutoff).map(([name]) => name);
  if (old.length === 0) return [];
  const rows = await db.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'dp_load' AND c.relkind = 'r' AND c.relname = ANY ($1::text[]) ORDER BY c.relname`,
    [old],
  );
  return rows.map(({ name }) => name);
}

/** What may go of one feed. Changes nothing. */
async function look(db: PgConnection, feed: string, options: PurgeOptions): Promise<PurgedFeed> {
  const base = await readFeed(db, feed);
  const held = holdOf(await readDecisions(db), feed) !== undefined;
  if (base === undefined || held) return { feed, bundles: [], tables: [], held };
  const now = options.now?.() ?? new Date();
  const cutoff = new Date(now.getTime() - options.keepDays * 86_400_000).toISOString();
  const found = { known: await readBundles(db, feed), base, cutoff };
  return { feed, bundles: await removable(feed, found, options), tables: await keptTables(db, found), held };
}

async function removeAll(db: PgConnection, wanted: PurgedFeed, options: PurgeOptions): Promise<PurgedFeed> {
  const { feed } = wanted;
  const [bundles, tables]: [string[], string[]] = [[], []];
  try {
    for (const name of wanted.bundles) {
      await options.store.remove(feed, name);
      bundles.push(name);
      await options.onPoint?.("removed");
    }
    await options.store.sweep(feed);
    for (const name of wanted.tables) {
      await db.query(`DROP TABLE IF EXISTS ${quoteQualified({ schema: "dp_load", name })}`);
      tables.push(name);
    }
    return { ...wanted, bundles, tables };
  } catch (error) {
    return { ...wanted, bundles, tables, error };
  }
}

const hasWork = ({ bundles, tables }: PurgedFeed): boolean => bundles.length + tables.length > 0;

/** Whether the last run of the history is a purge that was cut: then there is something to say although nothing is left. */
async function wasCut(db: PgConnection): Promise<boolean> {
  const [last] = await readHistory(db, 1);
  return last?.action === "purge" && last.result !== "done";
}

function detailsOf(feeds: readonly PurgedFeed[], { keepDays }: PurgeOptions): object {
  const working = feeds.filter(hasWork).map(({ feed, bundles, tables }) => ({ feed, bundles, tables }));
  return { keepDays, bundles: working.reduce((sum, { bundles }) => sum + bundles.length, 0), feeds: working };
}

async function removeRecorded(
  db: PgConnection,
  wanted: readonly PurgedFeed[],
  options: PurgeOptions,
): Promise<readonly PurgedFeed[]> {
  const { runId, program } = options;
  const entry = { runId, action: "purge", program };
  await recordHistory(db, { ...entry, details: detailsOf(wanted, options), result: "started" });
  const purged: PurgedFeed[] = [];
  for (const { feed } of wanted) {
    purged.push(
      // Nobody loads the feed meanwhile, or decides about it.
      await withAdvisoryLock(db, { name: `load:${feed}`, waitMs: options.waitMs ?? 30_000 }, async () =>
        removeAll(db, await look(db, feed, options), options),
      ).catch((error: unknown) => ({ feed, bundles: [], tables: [], held: false, error })),
    );
  }
  const failed = purged.find(({ error }) => error !== undefined)?.error;
  const code = failed instanceof Error && "code" in failed ? { error: { code: String(failed.code) } } : {};
  const details = { ...detailsOf(purged, options), ...code };
  await recordHistory(db, { ...entry, details, result: failed === undefined ? "done" : "failed" });
  return purged;
}

/**
 * Removes from the exchange what this database has applied or does not need any more, and tables that swaps took out,
 * once they are older than the window. Heads, receipts, what waits, what a held feed has and the newest bundle stay. What
 * goes is written into the history before and after; a purge that was killed is finished by the next one.
 * @throws LoadError PURGE_WINDOW for a window below a day; PostgresError
 */
export async function purge(
  db: PgConnection,
  feeds: readonly string[],
  options: PurgeOptions,
): Promise<readonly PurgedFeed[]> {
  if (!(options.keepDays >= 1)) {
    throw new LoadError({
      code: "PURGE_WINDOW",
      message: `a window of ${String(options.keepDays)} days is none`,
      hint: "say at least one day (delivery.keep_days)",
    });
  }
  if (!(await hasControlSchema(db))) return [];
  const wanted: PurgedFeed[] = [];
  for (const feed of feeds) wanted.push(await look(db, feed, options));
  if (options.dryRun === true) return wanted;
  if (!wanted.some(hasWork)) {
    for (const { feed } of wanted) await options.store.sweep(feed);
    if (!(await wasCut(db))) return wanted;
  }
  return removeRecorded(db, wanted, options);
}
