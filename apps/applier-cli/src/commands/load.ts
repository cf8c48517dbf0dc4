import {
  type CommandContext,
  type CommandResult,
  describeError,
  exitCodeFor,
  exitCodes,
  type OptionValues,
  UsageError,
} from "@dp/cli-kit";
import { findProject, refuseOtherDatabase } from "@dp/config";
import type { PgConnection } from "@dp/pg-client";
import {
  type FeedResult,
  load as loadFeeds,
  type LoadOptions,
  openSession,
  previewFeed,
  type Trouble,
} from "@dp/pg-load";

import { decide, decisionOf } from "../load/decisions.ts";
import { openDelivery, type OpenDelivery } from "../load/delivery.ts";
import { loadOptions } from "../load/options.ts";
import { purgeAfter } from "../load/purge.ts";
import { writeReceipt } from "../load/receipts.ts";
import { errorOf, tellFeed, tellPreview } from "../load/tell.ts";
import { connector, readMetadata, readTarget, type Reviewed } from "../session.ts";

/** The feeds that were named; all of the exchange without a name. @throws UsageError */
function chooseFeeds(names: readonly string[], options: OptionValues): readonly string[] {
  const said = Array.isArray(options.feed) ? options.feed.map(String) : [];
  if (said.length === 0) return names;
  const chosen = new Set<string>();
  for (const pattern of said) {
    const expression = new RegExp(
      `^${pattern
        .replaceAll(/[^\w*?]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".")}$`,
    );
    const found = names.filter((name) => expression.test(name));
    if (found.length === 0) throw new UsageError(`the exchange has no feed ${pattern}`, `it has ${names.join(", ")}`);
    for (const name of found) chosen.add(name);
  }
  return [...chosen].sort();
}

/** Every session is to the database of the target. */
function checked(connect: () => Promise<PgConnection>, { target }: Pick<Reviewed, "target">): typeof connect {
  return async () => {
    const db = await connect();
    try {
      refuseOtherDatabase(target, db.info.database);
      return db;
    } catch (error) {
      await db.close();
      throw error;
    }
  };
}

async function receipt(context: CommandContext, delivery: OpenDelivery, result: FeedResult): Promise<void> {
  try {
    await writeReceipt(delivery, result);
  } catch (error) {
    // The rows are in; a receipt is only news of it.
    const { message, hint } = describeError(error);
    const text = `the receipt could not be written: ${message}`;
    context.emit({
      type: "warning",
      code: "RECEIPT_NOT_WRITTEN",
      where: result.feed,
      text,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function troubleData({ where, error, incomplete }: Trouble): object {
  return { where, incomplete, error: describeError(error) };
}

function resultData(result: FeedResult): object {
  const { feed, status, loaded, troubles, missing, hold, state, stale, lockedMs } = result;
  const error = errorOf(result);
  return {
    feed,
    status,
    loaded: loaded.map(({ epoch, seq, rows, manifestSha256, runId, snapshot, tables }) => {
      return { epoch, seq, rows, manifestSha256, runId, snapshot, tables };
    }),
    troubles: troubles.map(troubleData),
    stale,
    lockedMs: Math.round(lockedMs),
    ...(missing === undefined ? {} : { missing }),
    ...(hold === undefined ? {} : { hold }),
    ...(state === undefined ? {} : { state }),
    ...(error === undefined ? {} : { error }),
  };
}

function exitCodeOf(results: readonly FeedResult[]): number {
  const failed = results.filter(({ status }) => status === "failed");
  const [first] = failed;
  if (first === undefined) return exitCodes.done;
  const nothing = results.every(({ loaded, status }) => status === "failed" && loaded.length === 0);
  const code = errorOf(first)?.code;
  return nothing ? exitCodeFor(code === "UNEXPECTED" ? undefined : code) : exitCodes.partly;
}

async function run(
  context: CommandContext,
  feeds: readonly string[],
  { options, delivery }: { options: LoadOptions; delivery: OpenDelivery },
): Promise<CommandResult> {
  const results = await loadFeeds(feeds, options, async (result) => {
    context.io.signal.throwIfAborted();
    tellFeed(context, result);
    await receipt(context, delivery, result);
  });
  const number = (status: FeedResult["status"]): number => results.filter((one) => one.status === status).length;
  const rows = results.flatMap(({ loaded }) => loaded).reduce((sum, bundle) => sum + bundle.rows, 0);
  const words = [
    `${String(number("loaded"))} loaded (${rows.toLocaleString("en")} rows)`,
    `${String(number("unchanged"))} unchanged`,
    ...(["waiting", "held", "failed"] as const)
      .filter((one) => number(one) > 0)
      .map((one) => `${String(number(one))} ${one}`),
  ];
  const well = results.every(({ status }) => status === "loaded" || status === "unchanged");
  return {
    exitCode: exitCodeOf(results),
    data: { feeds: results.map(resultData) },
    summary: words.join(", "),
    ...(well ? {} : { next: "applier-cli status" }),
  };
}

async function preview(
  context: CommandContext,
  feeds: readonly string[],
  options: LoadOptions,
): Promise<CommandResult> {
  const db = await openSession(options.connect);
  try {
    const previews = [];
    for (const feed of feeds) {
      const one = await previewFeed(db, feed, options);
      tellPreview(context, one);
      previews.push({ ...one, troubles: one.troubles.map(troubleData) });
    }
    const ready = previews.filter(({ next, hold }) => next !== undefined && hold === undefined).length;
    return {
      exitCode: exitCodes.done,
      data: { feeds: previews },
      summary: `${String(ready)} of ${String(previews.length)} feeds would be loaded; nothing was changed`,
      ...(ready === 0 ? {} : { next: "applier-cli load" }),
    };
  } finally {
    await db.close();
  }
}

/** Feeds of which nothing was refused: the others keep all that may tell why. */
function sound(feeds: readonly string[], { data }: CommandResult): readonly string[] {
  const told = (data.feeds ?? []) as readonly { readonly feed: string; readonly status?: string }[];
  const failed = new Set(told.filter(({ status }) => status === "failed").map(({ feed }) => feed));
  return feeds.filter((feed) => !failed.has(feed));
}

/** Loads the bundles of the exchange into the tables; one bad feed does not stop the others. */
export async function load(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const decided = decisionOf(options);
  const project = await findProject(context.io.cwd, context.project);
  await context.recordIn(project.runsDir, { readOnly: options.dryRun === true });
  const reviewed = { all: await readMetadata(project), target: await readTarget(project, options.target) };
  const delivery = await openDelivery(context, project);
  const connect = checked(await connector(context, project), reviewed);
  const given = loadOptions(context, options, { reviewed, delivery, connect });
  if (decided !== undefined) return decide(context, decided, given);
  const feeds = chooseFeeds(await delivery.store.feeds(), options);
  const dryRun = options.dryRun === true;
  const result = dryRun
    ? await preview(context, feeds, given)
    : await run(context, feeds, { options: given, delivery });
  if (options.purge !== true) return result;
  return purgeAfter(
    context,
    { feeds: sound(feeds, result), keepDays: delivery.keepDays, dryRun },
    { options: given, result },
  );
}
