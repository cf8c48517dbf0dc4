import {
  checkChain,
  emptyState,
  openOutbox,
  ownSigner,
  rebuildState,
  type HeadTimes,
  type Outbox,
  type OutboxState,
} from "@dp/bundle";
import type { SourceTable } from "@dp/metadata";
import type { SnowflakeConnection } from "@dp/snowflake-client";

import { UnloadError } from "../error.ts";
import type { UnloadEvent } from "../events.ts";
import { compareLive } from "../live/compare-live.ts";
import { shapeOf, tableFacts, type TableFacts } from "../live/table-facts.ts";
import type { Snapshot } from "../sql/point.ts";
import type { RunOrders, TableOrder } from "../table/orders.ts";
import type { ReadInto, UnloadedTable } from "../table/moving.ts";
import { unloadTable } from "../table/unload-table.ts";
import type { Delivery, FeedForm, Sender } from "./delivery.ts";
import { confirmed, keptOfAll, remembered } from "./kept-state.ts";
import { manifestOf } from "./manifest-of.ts";
import type { FeedReaders } from "./readers.ts";
import { runReader } from "./run-reader.ts";
import { takeUp } from "./take-up.ts";

/** A feed as it is to be unloaded. */
export interface FeedOrder {
  readonly name: string;
  readonly tables: readonly TableOrder[];
  readonly form: FeedForm;
  /** Milliseconds from one run to the next at the latest; absent when runs are started by hand. */
  readonly dueMs?: number;
}

/** What all feeds of a run share. */
export interface FeedContext {
  readonly db: Pick<SnowflakeConnection, "ask" | "query">;
  readonly readerFor: FeedReaders["readerFor"];
  readonly delivery: Delivery;
  readonly sender: Sender;
  readonly orders: RunOrders;
  /** The run's point in time. */
  readonly snapshot: Snapshot;
  /** What Snowflake says of each table now, by name. */
  readonly live: ReadonlyMap<string, { readonly source: SourceTable } | { readonly error: unknown }>;
  readonly emit: (event: UnloadEvent) => void;
  readonly signal?: AbortSignal;
}

/** What one feed came to. */
export interface UnloadedFeed {
  readonly feed: string;
  /** Name of the bundle; absent when nothing was new. */
  readonly bundle?: string;
  readonly epoch: number;
  readonly seq: number;
  /** A bundle that an earlier run had finished and this one brought out. */
  readonly delivered?: string;
  readonly tables: readonly UnloadedTable[];
}

/** Unloads one feed into a bundle, and publishes it. @throws UnloadError, BundleError, FileError, SnowflakeError, ReadError */
export async function unloadFeed(context: FeedContext, order: FeedOrder): Promise<UnloadedFeed> {
  const { delivery } = context;
  const outbox = await openOutbox(delivery.outbox, order.name);
  try {
    // What a run that was cut had signed is part of the chain.
    const delivered = await outbox.deliver(delivery.store, keeping(delivery));
    const before = await stateBefore(context, outbox);
    const unloaded = await makeBundle(context, order, { outbox, before });
    return { ...unloaded, ...(delivered !== undefined && { delivered }) };
  } finally {
    await outbox.close();
  }
}

function keeping({ keep = false }: Delivery): { readonly keep: boolean } {
  return { keep };
}

/** The state of a feed, compared with the exchange, or made again from it. @throws BundleError OUTBOX_FORKED */
export async function stateBefore(
  { delivery, sender }: Pick<FeedContext, "delivery" | "sender">,
  outbox: Outbox,
): Promise<OutboxState> {
  const trust = { signers: [ownSigner(delivery.key)] };
  const state = await outbox.state();
  if (state !== undefined) {
    await checkChain(delivery.store, state, trust);
    return state;
  }
  const rebuilt = await rebuildState(delivery.store, outbox.feed, { ...trust, account: sender.account });
  if (rebuilt !== undefined) await outbox.adopt(rebuilt);
  return rebuilt ?? emptyState(outbox.feed, sender.account);
}

interface Begun {
  readonly outbox: Outbox;
  readonly before: OutboxState;
}

async function makeBundle(context: FeedContext, order: FeedOrder, { outbox, before }: Begun): Promise<UnloadedFeed> {
  const { sender, orders, emit, readerFor, delivery } = context;
  const facts = await lookAt(context, order);
  const plan = {
    format: 1,
    account: sender.account,
    form: order.form,
    orders: { ...orders, resync: [...orders.resync] },
    tables: order.tables.map(({ metadata, ...rest }) => ({ ...rest, values: metadata.fingerprints.values })),
  };
  const place = { epoch: before.epoch, seq: before.seq + 1 };
  const { snapshot, finished } = await takeUp(outbox, {
    ...place,
    runId: sender.runId,
    snapshot: context.snapshot,
    plan,
  });
  emit({
    type: "feed-started",
    feed: order.name,
    tables: order.tables.map(({ metadata }) => metadata.name),
    resumed: finished.length > 0,
  });
  const readInto = runReader({ reader: readerFor(order.form), outbox, form: order.form, finished, emit });
  const tables = await attempt(outbox, () =>
    unloadTables({ ...context, snapshot }, order, { facts, before, readInto }),
  );
  const issuedAt = new Date().toISOString();
  const times: HeadTimes = {
    issuedAt,
    ...(order.dueMs !== undefined && { nextDue: new Date(Date.parse(issuedAt) + order.dueMs).toISOString() }),
  };
  const result = { feed: order.name, epoch: before.epoch, tables };
  if (tables.every(({ unchanged }) => unchanged)) {
    await outbox.discard();
    await outbox.adopt(confirmed(before, snapshot));
    await outbox.refreshHead(delivery.store, delivery.key, { ...times, unchangedAt: snapshot });
    return { ...result, seq: before.seq };
  }
  const manifest = manifestOf({
    feed: order.name,
    sender,
    form: order.form,
    before,
    snapshot,
    createdAt: issuedAt,
    tables,
  });
  const kept = keptOfAll(tables, orders, { seq: manifest.seq, before });
  await outbox.seal(manifest, delivery.key, { ...times, kept });
  const bundle = await outbox.deliver(delivery.store, keeping(delivery));
  return { ...result, seq: manifest.seq, ...(bundle !== undefined && { bundle }) };
}

/** Parts of a run that failed for good are of no use to the next one; of one that was cut they are. */
async function attempt<T>(outbox: Outbox, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnloadError) await outbox.discard();
    throw error;
  }
}

/** Compares each table with its committed metadata, and notes what it looks like before the first row is read. */
export async function lookAt(
  { db, live, emit }: Pick<FeedContext, "db" | "live" | "emit">,
  { tables }: Pick<FeedOrder, "tables">,
): Promise<ReadonlyMap<string, TableFacts>> {
  const facts = new Map<string, TableFacts>();
  for (const { metadata } of tables) {
    const found = live.get(metadata.name);
    if (found === undefined) continue;
    if ("error" in found) throw found.error;
    const beyond = compareLive(metadata, found.source);
    if (beyond.columns.length > 0) {
      const text = `${beyond.columns.join(", ")} ${beyond.columns.length === 1 ? "is" : "are"} in Snowflake and not in the committed metadata: not unloaded`;
      emit({ type: "note", code: "STAYS_INSIDE", table: metadata.name, text });
    }
    facts.set(metadata.name, await tableFacts(db, metadata));
  }
  return facts;
}

interface Reading {
  readonly facts: ReadonlyMap<string, TableFacts>;
  readonly before: OutboxState | undefined;
  readonly readInto: ReadInto;
}

/** Reads all tables of a feed, and looks again whether they are still what they were. */
export async function unloadTables(
  context: Pick<FeedContext, "db" | "emit" | "orders" | "sender" | "snapshot" | "signal">,
  { tables }: Pick<FeedOrder, "tables">,
  { facts, before, readInto }: Reading,
): Promise<readonly UnloadedTable[]> {
  const { db, emit, orders, sender, snapshot, signal } = context;
  const unloaded: UnloadedTable[] = [];
  for (const order of tables) {
    signal?.throwIfAborted();
    const { name } = order.metadata;
    const fact = facts.get(name);
    if (fact === undefined) continue;
    const known = remembered(before, sender.account, name);
    const state = "state" in known ? known.state : undefined;
    const lost = "lost" in known ? known.lost : undefined;
    unloaded.push(
      await unloadTable({
        db,
        order,
        run: orders,
        facts: fact,
        snapshot,
        state,
        ...(lost !== undefined && { lost }),
        readInto,
        emit,
      }),
    );
  }
  for (const { metadata } of tables) {
    if ((await shapeOf(db, metadata)) !== facts.get(metadata.name)?.shape) throw altered(metadata.name);
  }
  return unloaded;
}

/** The error of a table that is another at the end than at the beginning. */
export function altered(where: string): UnloadError {
  return new UnloadError("UNLOAD_TABLE_CHANGED", "its columns were altered while it was read", {
    where,
    hint: "Nothing of it was published. Run extractor-cli extract --check, then unload again.",
    retryable: true,
  });
}
