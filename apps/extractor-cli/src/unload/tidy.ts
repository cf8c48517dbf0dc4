import type { Receipt } from "@dp/bundle";
import { type CommandContext, type CommandResult, exitCodes, UsageError } from "@dp/cli-kit";
import { purgeFeed, resendBundle } from "@dp/snowflake-unload";

import { counted } from "../counted.ts";
import type { OpenDelivery } from "./open-delivery.ts";

/** Removes what receipts or the time allow, of each feed. Returns paths in the exchange. */
export async function purge(
  { emit }: CommandContext,
  delivery: OpenDelivery,
  { feeds, receipts }: { readonly feeds: readonly string[]; readonly receipts: ReadonlyMap<string, Receipt> },
): Promise<readonly string[]> {
  const { keepDays } = delivery.settings;
  const gone: string[] = [];
  for (const feed of feeds) {
    const receipt = receipts.get(feed);
    const rule = { now: new Date(), ...(receipt && { receipt }), ...(keepDays !== undefined && { keepDays }) };
    const names = await purgeFeed(delivery, feed, rule);
    gone.push(...names.map((name) => `${feed}/${name}`));
  }
  for (const name of gone) emit({ type: "item", name, status: "removed" });
  const nothingAllows = gone.length === 0 && receipts.size === 0 && keepDays === undefined;
  if (nothingAllows) {
    const text = "nothing says which bundles may go";
    const hint =
      "Let the applier leave receipts (delivery.receipts), or say how long bundles are kept (delivery.keep_days).";
    emit({ type: "warning", code: "PURGE_NOTHING_ALLOWED", text, hint });
  }
  return gone;
}

/** Puts a bundle back into the exchange. */
export async function resend(
  { emit }: CommandContext,
  delivery: OpenDelivery,
  { feeds, seq }: { readonly feeds: readonly string[]; readonly seq: unknown },
): Promise<CommandResult> {
  const [feed] = feeds;
  if (feed === undefined || feeds.length > 1) {
    const found = feeds.length === 0 ? "none" : feeds.join(", ");
    throw new UsageError(`--resend is for one feed; chosen: ${found}`, "say --table NAME --resend SEQ");
  }
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 1) {
    throw new UsageError("--resend takes the number of a bundle", "for example --table orders --resend 12");
  }
  const { bundle, status } = await resendBundle(delivery, feed, seq);
  const detail =
    status === "published" ? "published again" : "is in the exchange, whole: have the transport bring it again";
  emit({ type: "item", name: `${feed}/${bundle}`, status: status === "published" ? "done" : "ok", detail });
  return { exitCode: exitCodes.done, data: { feed, bundle, status }, summary: `${counted(1, "bundle")} ${detail}` };
}
