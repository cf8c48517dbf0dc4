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

/**
 * Unloads feeds one after the other, all as of one point in time. One that fails stops no other, unless what failed is
 * what all of them need: the connection, the disk, the keys.
 * @throws SnowflakeError, FileError, BundleError
 */
export async function unload({ feeds, look, onFeed, ...shared }: UnloadRequest): Promise<Unloaded> {
  const live = await look(feeds.flatMap(({ tables }) => tables.map(({ metadata }) => metadata)));
  const snapshot = await takeSnapshot(shared.db);
  const context: FeedContext = { ...shared, live, snapshot };
  const outcomes: FeedOutcome[] = [];
  for (const order of feeds) {
    shared.signal?.throwIfAborted();
    const outcome = await attempt(context, order);
    outcomes.push(outcome);
    onFeed?.(outcome);
    if ("error" in outcome && stopsTheRun(outcome.error)) throw outcome.error;
  }
  return { snapshot, feeds: outcomes };
}

async function attempt(context: FeedContext, order: FeedOrder): Promise<FeedOutcome> {
  try {
    return { name: order.name, feed: await unloadFeed(context, order) };
  } catch (error) {
    return { name: order.name, error };
  }
}
