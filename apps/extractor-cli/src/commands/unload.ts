import { type CommandContext, type CommandResult, describeError, type OptionValues } from "@dp/cli-kit";
import { readFolder } from "@dp/metadata-folder";
import type { SnowflakeConnection } from "@dp/snowflake-client";
import { foretell, openReaders, type Unloaded, unload as unloadFeeds, type UnloadRequest } from "@dp/snowflake-unload";

import { schemasShownAs } from "../extract/run.ts";
import { resolveTables } from "../patterns/resolve.ts";
import { tellPatterns } from "../patterns/tell.ts";
import { connect, openProject, type OpenProject } from "../session.ts";
import { committedFeeds } from "../unload/committed-feeds.ts";
import { type ChosenFeeds, chooseFeeds, NotExtractedError } from "../unload/feeds.ts";
import { lookAtTables } from "../unload/look.ts";
import { openDelivery, type OpenDelivery, tellDelivery } from "../unload/open-delivery.ts";
import { runOrders } from "../unload/orders.ts";
import { readReceipts, wantedAgain } from "../unload/receipts.ts";
import { readerOptions } from "../unload/reader-options.ts";
import { summarize, tellFeed } from "../unload/result.ts";
import { accountOf, senderOf } from "../unload/sender.ts";
import { statementSeconds } from "../unload/statement-seconds.ts";
import { progressTeller } from "../unload/tell-progress.ts";
import { purge, resend } from "../unload/tidy.ts";

interface Opened {
  readonly context: CommandContext;
  readonly options: OptionValues;
  readonly opened: OpenProject;
  readonly delivery: OpenDelivery;
  readonly db: SnowflakeConnection;
}

/** Unloads the rows of committed tables into signed, encrypted bundles. One bad table does not stop the others. */
export async function unload(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const dry = options.dryRun === true;
  const opened = await openProject(context, { readOnly: dry });
  const delivery = await openDelivery(context, opened, options);
  if (options.resend !== undefined) {
    return resend(context, delivery, { feeds: await committedFeeds(opened, options), seq: options.resend });
  }
  tellDelivery(context, delivery);
  const db = await connect(context, opened, { statementTimeout: statementSeconds, ...options });
  try {
    const chosen = await choose({ context, options, opened, delivery, db });
    const names = chosen.feeds.map(({ name }) => name);
    const receipts = await readReceipts(context, delivery, names);
    const again = await wantedAgain(context, delivery, receipts);
    const outcome = await run({ context, options, opened, delivery, db }, chosen, again);
    const purged = options.purge === true && !dry ? await purge(context, delivery, { feeds: names, receipts }) : [];
    const missing = chosen.missing.map((name) => ({ name, error: describeError(new NotExtractedError(name)) }));
    for (const { name, error } of missing) context.emit({ type: "item", name, status: "failed", error });
    const account = accountOf(db.info);
    return summarize({ ...outcome, outcomes: outcome.feeds, delivery, account, dry, missing, purged });
  } finally {
    await db.close();
  }
}

async function choose({ context, options, opened, delivery, db }: Opened): Promise<ChosenFeeds> {
  const entries = await readFolder({ path: opened.project.schemasDir, shownAs: schemasShownAs });
  const committed = new Map(entries.map((entry) => [entry.name, entry]));
  const { config, patterns } = await resolveTables(db, opened.config, committed);
  tellPatterns(context, patterns);
  const { recipients } = delivery;
  const chosen = chooseFeeds(config.tables, committed, { options, recipients });
  if (chosen.alongside.length > 0) {
    const text = `With them, tied by foreign keys: ${chosen.alongside.join(", ")}`;
    context.emit({ type: "step", text });
  }
  return chosen;
}

async function run(
  all: Opened,
  { feeds }: ChosenFeeds,
  again: ReadonlyMap<string, readonly number[]>,
): Promise<Pick<Unloaded, "feeds"> & { snapshot?: string }> {
  const { context, options, opened, delivery, db } = all;
  const dry = options.dryRun === true;
  const names = new Set(feeds.flatMap(({ tables }) => tables.map(({ metadata }) => metadata.name)));
  const shared: Omit<UnloadRequest, "readerFor" | "delivery"> = {
    db,
    feeds,
    orders: runOrders(options, names, again),
    sender: await senderOf(context, opened.project, db.info),
    look: (tables) => lookAtTables(context, db, tables),
    emit: progressTeller(context),
    signal: context.io.signal,
    onFeed: (outcome) => {
      tellFeed(context, outcome, dry);
    },
  };
  if (feeds.length === 0) return { feeds: [] };
  if (dry) return foretell({ ...shared, outbox: delivery.outbox });
  const readers = openReaders(db, readerOptions(options, context.io.signal));
  try {
    return await unloadFeeds({ ...shared, readerFor: readers.readerFor, delivery });
  } finally {
    await readers.close();
  }
}
