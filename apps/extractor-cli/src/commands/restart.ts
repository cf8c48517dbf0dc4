import { type CommandContext, type CommandResult, exitCodes, type OptionValues } from "@dp/cli-kit";
import { restartFeed } from "@dp/snowflake-unload";

import { counted } from "../counted.ts";
import { openProject } from "../session.ts";
import { committedFeeds } from "../unload/committed-feeds.ts";
import { openDelivery } from "../unload/open-delivery.ts";

/** Begins the chains of feeds anew: what is unloaded next is the first bundle of a new epoch. Asks Snowflake nothing. */
export async function restart(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const opened = await openProject(context, { readOnly: false });
  const delivery = await openDelivery(context, opened, options);
  const feeds = await committedFeeds(opened, options);
  const restarted = [];
  for (const name of feeds) {
    const { restarted: chain } = await restartFeed(delivery, name);
    if (chain === undefined) {
      context.emit({ type: "item", name, status: "unchanged", detail: "nothing was ever sent" });
      continue;
    }
    const { epoch, endedEpoch, endedSeq } = chain;
    const detail = `epoch ${String(epoch)} begins; ${String(endedEpoch)} ended with bundle ${String(endedSeq)}`;
    context.emit({ type: "item", name, status: "changed", detail });
    restarted.push({ name, ...chain });
  }
  return {
    exitCode: exitCodes.done,
    data: { restarted },
    summary: `${counted(restarted.length, "feed")} restarted`,
    ...(restarted.length > 0 && { next: "extractor-cli unload: all tables of these feeds are sent in full" }),
  };
}
