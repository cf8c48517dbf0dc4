import { peekOutbox } from "@dp/bundle";

import { lookAt, unloadTables, type FeedContext, type FeedOrder } from "./feed/unload-feed.ts";
import type { FeedOutcome, UnloadRequest, Unloaded } from "./unload.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { ReadInto } from "./table/moving.ts";

/** What a dry run needs: nobody's key and no reader. */
export interface ForetellRequest extends Pick<
  UnloadRequest,
  "db" | "orders" | "feeds" | "look" | "emit" | "signal" | "onFeed"
> {
  readonly outbox: string;
  readonly sender: FeedContext["sender"];
}

/** Goes the whole way of {@link unload} but for the rows: counts what would be sent, and writes nothing. */
export async function foretell({ feeds, look, onFeed, outbox, ...shared }: ForetellRequest): Promise<Unloaded> {
  const { db, signal } = shared;
  const live = await look(feeds.flatMap(({ tables }) => tables.map(({ metadata }) => metadata)));
  const snapshot = await takeSnapshot(db);
  const readInto: ReadInto = async ({ sql }) => {
    const { rows } = await db.ask(`SELECT TO_VARCHAR(COUNT(*)) FROM (${sql}) AS "counted"`);
    return { rows: Number(rows[0]?.[0]), parts: [] };
  };
  const outcomes: FeedOutcome[] = [];
  for (const order of feeds) {
    signal?.throwIfAborted();
    const outcome = await attempt(order, async () => {
      const before = await peekOutbox(outbox, order.name);
      const facts = await lookAt({ ...shared, live }, order);
      const tables = await unloadTables({ ...shared, snapshot }, order, { facts, before, readInto });
      return { feed: order.name, epoch: before?.epoch ?? 1, seq: before?.seq ?? 0, tables };
    });
    outcomes.push(outcome);
    onFeed?.(outcome);
  }
  return { snapshot, feeds: outcomes };
}

async function attempt(
  { name }: FeedOrder,
  work: () => Promise<Extract<FeedOutcome, { feed: unknown }>["feed"]>,
): Promise<FeedOutcome> {
  try {
    return { name, feed: await work() };
  } catch (error) {
    return { name, error };
  }
}
