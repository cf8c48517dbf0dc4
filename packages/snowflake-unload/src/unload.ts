import type { SourceTable, TableMetadata } from "@dp/metadata";

import { stopsTheRun } from "./feed/stops-the-run.ts";
import { unloadFeed, type FeedContext, type FeedOrder, type UnloadedFeed } from "./feed/unload-feed.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { Snapshot } from "./sql/point.ts";

/** How a feed ended. */
export type FeedOutcome =
  { readonly name: string; readonly feed: UnloadedFeed } | { readonly name: string; readonly error: unknown };

/** What a run needs. */
export interface UnloadRequest extends Omit<FeedContext, "snapshot" | "live"> {
  readonly feeds: readonly FeedOrder[];
  /** Reads from Snowflake what tables are now; asked once, before any row is read. */
  readonly look: (tables: readonly TableMetadata[]) => Promise<FeedContext["live"]>;
  /** Told as each feed ends. */
  readonly onFeed?: (outcome: FeedOutcome) => void;
}

/** What a run came to. */
export interface Unloaded {
  readonly snapshot: Snapshot;
  readonly feeds: readonly FeedOutcome[];
}

export type LiveTable = { readonly source: SourceTable } | { readonly error: unknown };

/** Feeds at work at a time: most of a small one is waiting for answers. Rows are read by one of them at a time. */
const feedsAtOnce = 4;

/**
 * Unloads feeds, a few at a time, all as of one point in time. One that fails stops no other, unless what failed is
 * what all of them need: the connection, the disk, the keys.
 * @throws SnowflakeError, FileError, BundleError
 */
export async function unload({ feeds, look, onFeed, ...shared }: UnloadRequest): Promise<Unloaded> {
  const live = await look(feeds.flatMap(({ tables }) => tables.map(({ metadata }) => metadata)));
  const snapshot = await takeSnapshot(shared.db);
  const context: FeedContext = { ...shared, live, snapshot };
  const outcomes = new Map<FeedOrder, FeedOutcome>();
  let stopped: { readonly reason: unknown } | undefined;
  const queue = feeds.values();
  const worker = async (): Promise<void> => {
    for (const order of queue) {
      if (shared.signal?.aborted === true) stopped ??= { reason: shared.signal.reason };
      if (stopped !== undefined) return;
      const outcome = await attempt(context, order);
      outcomes.set(order, outcome);
      onFeed?.(outcome);
      if ("error" in outcome && (shared.signal?.aborted === true || stopsTheRun(outcome.error))) {
        stopped ??= { reason: outcome.error };
      }
    }
  };
  // Each ends what it began, so that nothing is at work when this is over.
  await Promise.all(Array.from({ length: Math.min(feedsAtOnce, feeds.length) }, worker));
  if (stopped !== undefined) throw stopped.reason;
  return { snapshot, feeds: feeds.flatMap((order) => outcomes.get(order) ?? []) };
}

async function attempt(context: FeedContext, order: FeedOrder): Promise<FeedOutcome> {
  try {
    return { name: order.name, feed: await unloadFeed(context, order) };
  } catch (error) {
    return { name: order.name, error };
  }
}
