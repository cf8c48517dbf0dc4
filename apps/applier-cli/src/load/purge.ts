import { type CommandContext, type CommandResult, describeError, exitCodeFor, exitCodes } from "@dp/cli-kit";
import { type LoadOptions, openSession, purge, type PurgedFeed } from "@dp/pg-load";

import { count } from "./tell.ts";

/** What is purged, and after how many days. */
export interface PurgeRequest {
  readonly feeds: readonly string[];
  readonly keepDays: number;
  readonly dryRun: boolean;
}

function tell(context: CommandContext, { feed, bundles, tables, held, error }: PurgedFeed, dryRun: boolean): void {
  const gone = [...bundles.map((name) => `${feed}/${name}`), ...tables.map((name) => `dp_load.${name}`)];
  for (const name of gone) {
    const detail = dryRun ? { detail: "would be removed" } : {};
    context.emit({ type: "item", name, status: dryRun ? "changed" : "removed", ...detail });
  }
  if (held) context.emit({ type: "item", name: feed, status: "skipped", detail: "held: nothing of it is removed" });
  if (error !== undefined) {
    context.emit({ type: "item", name: `${feed} (purge)`, status: "failed", error: describeError(error) });
  }
}

function numberText(feeds: readonly PurgedFeed[], dryRun: boolean): string {
  const bundles = feeds.reduce((sum, one) => sum + one.bundles.length, 0);
  return `${count(bundles)} old ${bundles === 1 ? "bundle" : "bundles"} ${dryRun ? "would be removed" : "removed"}`;
}

function dataOf({ feed, bundles, tables, held, error }: PurgedFeed): object {
  return { feed, bundles, tables, held, ...(error === undefined ? {} : { error: describeError(error) }) };
}

/** Removes old bundles after a load, and adds to its result what is gone. */
export async function purgeAfter(
  context: CommandContext,
  { feeds, keepDays, dryRun }: PurgeRequest,
  { options, result }: { readonly options: LoadOptions; readonly result: CommandResult },
): Promise<CommandResult> {
  const db = await openSession(options.connect);
  try {
    const program = `${context.program} ${context.version}`;
    const purged = await purge(db, feeds, { ...options, keepDays, program, dryRun });
    for (const one of purged) tell(context, one, dryRun);
    const failed = purged.find(({ error }) => error !== undefined);
    const code = failed === undefined ? result.exitCode : exitCodeFor(describeError(failed.error).code);
    return {
      ...result,
      exitCode: result.exitCode === exitCodes.done ? code : result.exitCode,
      data: { ...result.data, purged: purged.map(dataOf) },
      summary: [result.summary, numberText(purged, dryRun)].filter((text) => text !== undefined).join(", "),
    };
  } finally {
    await db.close();
  }
}
