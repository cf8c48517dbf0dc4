import { type CommandContext, type CommandResult, exitCodes, type OptionValues, UsageError } from "@dp/cli-kit";
import { holdFeed, type LoadOptions, openSession, skipBundle } from "@dp/pg-load";

/** What of a feed somebody decided on the command line. */
export type Decided =
  | { readonly action: "hold" | "release"; readonly feed: string; readonly reason: string }
  | { readonly action: "skip"; readonly feed: string; readonly seq: number; readonly reason: string };

const actions = ["hold", "release", "skip"] as const;

/** The decision of the command line; undefined when rows are to be loaded. @throws UsageError */
export function decisionOf(options: OptionValues): Decided | undefined {
  const said = actions.filter((action) => typeof options[action] === "string");
  const [action, other] = said;
  if (action === undefined) {
    if (options.reason === undefined) return undefined;
    throw new UsageError("--reason goes with --hold, --release or --skip", "say one of them, or leave it out");
  }
  if (other !== undefined) throw new UsageError(`--${action} and --${other} are two decisions`, "say one at a time");
  if (options.purge === true || options.dryRun === true) {
    const text = `--${action} decides and loads nothing: --dry-run and --purge have no part in it`;
    throw new UsageError(text, "say them one at a time");
  }
  const reason = typeof options.reason === "string" ? options.reason.trim() : "";
  if (reason === "") throw new UsageError(`--${action} needs a reason, which is kept`, 'say --reason "…"');
  const text = String(options[action]);
  if (action !== "skip") return { action, feed: text, reason };
  const [, feed = "", seq = ""] = /^([a-z0-9_]+):([0-9]{1,15})$/.exec(text) ?? [];
  if (feed === "")
    throw new UsageError(`--skip ${text} names no bundle`, "say the feed and the number: --skip orders:7");
  return { action, feed, seq: Number(seq), reason };
}

/** Writes a decision down. */
export async function decide(context: CommandContext, decided: Decided, options: LoadOptions): Promise<CommandResult> {
  const { feed, reason, action } = decided;
  const known = await options.store.feeds();
  const db = await openSession(options.connect);
  try {
    if (action === "skip") await skipBundle(db, decided, { ...options, reason });
    else await holdFeed(db, { feed, action }, { runId: options.runId, reason });
  } finally {
    await db.close();
  }
  if (!known.includes(feed)) {
    const text = `the exchange has no feed ${feed} yet`;
    context.emit({ type: "warning", code: "FEED_UNKNOWN", text, hint: "applier-cli status lists the feeds" });
  }
  const done = { hold: "held", release: "released", skip: "skipped" }[action];
  const what = action === "skip" ? `bundle ${String(decided.seq)} of ${feed}` : feed;
  context.emit({ type: "item", name: what, status: "done", detail: `${done}: ${reason}` });
  return {
    exitCode: exitCodes.done,
    data: { ...decided },
    summary: `${what} ${done}`,
    ...(action === "hold" ? {} : { next: "applier-cli load" }),
  };
}
