import {
  bytesText,
  type CommandContext,
  type CommandResult,
  exitCodes,
  type OptionValues,
  UsageError,
} from "@dp/cli-kit";
import { openReaders, publishRowHashes, type PublishedRowHashes } from "@dp/snowflake-unload";

import { counted } from "../counted.ts";
import { connect, openProject } from "../session.ts";
import { chooseCommitted } from "../unload/committed-feeds.ts";
import { NotExtractedError } from "../unload/feeds.ts";
import { lookAtTables } from "../unload/look.ts";
import { openDelivery, type OpenDelivery, tellDelivery } from "../unload/open-delivery.ts";
import { readerOptions } from "../unload/reader-options.ts";
import { senderOf } from "../unload/sender.ts";
import { statementSeconds } from "../unload/statement-seconds.ts";
import { progressTeller } from "../unload/tell-progress.ts";

/** Numbers in order, each once; undefined for all buckets. @throws UsageError */
function bucketsOf({ buckets }: OptionValues): readonly number[] | undefined {
  if (!Array.isArray(buckets)) return undefined;
  const texts = buckets.flatMap((text) => String(text).split(",")).map((text) => text.trim());
  const odd = texts.find((text) => !/^[0-9]{1,4}$/.test(text));
  if (odd !== undefined) {
    throw new UsageError(`--buckets ${JSON.stringify(odd)} is no number of a bucket`, "for example --buckets 3,17");
  }
  return [...new Set(texts.map(Number))].toSorted((a, b) => a - b);
}

/** Writes a row-hash file of one table beside its bundles. */
export async function rowHashes(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const name = String(options.table);
  const chosen = bucketsOf(options);
  const opened = await openProject(context, { readOnly: false });
  const delivery = await openDelivery(context, opened, options);
  const { feeds } = await chooseCommitted(opened, { table: [name] }, delivery.recipients);
  const feed = feeds.find(({ tables }) => tables.some(({ metadata }) => metadata.name === name));
  const order = feed?.tables.find(({ metadata }) => metadata.name === name);
  if (feed === undefined || order === undefined) throw new NotExtractedError(name);
  tellDelivery(context, delivery);
  const db = await connect(context, opened, { statementTimeout: statementSeconds, ...options });
  const readers = openReaders(db, readerOptions(options, context.io.signal));
  try {
    const published = await publishRowHashes({
      ...{ db, delivery, feed, order },
      readerFor: readers.readerFor,
      sender: await senderOf(context, opened.project, db.info),
      live: await lookAtTables(context, db, [order.metadata]),
      emit: progressTeller(context),
      ...(chosen !== undefined && { chosen }),
    });
    return resultOf(context, delivery, published);
  } finally {
    await readers.close();
    await db.close();
  }
}

function resultOf({ emit }: CommandContext, delivery: OpenDelivery, published: PublishedRowHashes): CommandResult {
  const { name, manifest } = published;
  const { feed, table, epoch, seq, snapshot, lines, chosen, buckets, outside, parts } = manifest;
  const file = `${feed}/${name}`;
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const what = chosen === undefined ? "all rows" : `${counted(chosen.length, "bucket")} of ${String(buckets)}`;
  const detail = `${what}, ${counted(lines, "hash", "hashes")} as of bundle ${String(seq)} (${snapshot}), ${bytesText(bytes)} → ${file}`;
  emit({ type: "item", name: table, status: "done", detail });
  if (outside.length > 0) emit({ type: "step", text: `${table}: in no hash: ${outside.join(", ")}` });
  return {
    exitCode: exitCodes.done,
    data: {
      ...{ table, feed, file, epoch, seq, snapshot, buckets, lines, bytes, outside },
      ...(chosen !== undefined && { chosen }),
      exchange: delivery.store.place,
      recipients: delivery.recipients,
    },
    summary: `${counted(lines, "hash", "hashes")} written`,
    next: "bring the exchange folder to the other side, then applier-cli verify --data --rows",
  };
}
