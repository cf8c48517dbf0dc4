import {
  bytesText,
  type CommandContext,
  type CommandResult,
  describeError,
  type ErrorDescription,
  exitCodes,
  rowsText,
} from "@dp/cli-kit";
import type { FeedOutcome, UnloadedFeed, UnloadedTable } from "@dp/snowflake-unload";

import { counted } from "../counted.ts";
import type { OpenDelivery } from "./open-delivery.ts";

/** How a feed ended, as `--json` and the run record say it. */
type FeedResult = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly status: "sent" | "unchanged" | "failed" | "would-send";
};

function tableData(unloaded: UnloadedTable): Readonly<Record<string, unknown>> {
  const { table, mode, why, since, rows, deletedKeys, bucketsReplaced, losses, unchanged } = unloaded;
  return {
    name: table.name,
    mode,
    why,
    ...(since !== undefined && { since }),
    rows,
    deletedKeys,
    ...(bucketsReplaced.length > 0 && { bucketsReplaced }),
    losses,
    outsideFingerprint: table.outside,
    unchanged,
    bytes: sizeOf(unloaded),
  };
}

function sizeOf({ parts }: UnloadedTable): number {
  return parts.reduce((bytes, { facts }) => bytes + facts.bytes, 0);
}

function tableText({ mode, rows, deletedKeys, bucketsReplaced, unchanged }: UnloadedTable): string {
  if (unchanged) return "nothing new";
  const gone = deletedKeys === 0 ? "" : `, ${counted(deletedKeys, "deleted key")}`;
  const buckets = bucketsReplaced.length === 0 ? "" : `, keys of ${counted(bucketsReplaced.length, "bucket")}`;
  return `${mode}, ${rowsText(rows)}${gone}${buckets}`;
}

function place({ feed, bundle }: UnloadedFeed): string {
  return bundle === undefined ? "" : ` → ${feed}/${bundle}`;
}

/** Says how one feed ended: a line a feed, and, where it has several, one below it for each table. */
export function tellFeed({ emit }: CommandContext, outcome: FeedOutcome, dry: boolean): void {
  if ("error" in outcome) {
    emit({ type: "item", name: outcome.name, status: "failed", error: describeError(outcome.error) });
    return;
  }
  const { feed } = outcome;
  if (feed.delivered !== undefined) {
    emit({ type: "step", text: `${feed.feed}: an earlier run had finished ${feed.delivered}; it is published now` });
  }
  const unchanged = feed.tables.every((table) => table.unchanged);
  const bytes = feed.tables.reduce((sum, table) => sum + sizeOf(table), 0);
  const size = dry || unchanged ? "" : `, ${bytesText(bytes)}`;
  const [first, ...others] = feed.tables;
  const several = others.length > 0;
  const rows = feed.tables.reduce((sum, table) => sum + table.rows, 0);
  const what =
    first === undefined || several ? `${counted(feed.tables.length, "table")}, ${rowsText(rows)}` : tableText(first);
  const detail = unchanged ? "nothing new" : `${what}${size}${place(feed)}`;
  emit({ type: "item", name: outcome.name, status: unchanged ? "unchanged" : dry ? "different" : "done", detail });
  if (unchanged || !several) return;
  for (const table of feed.tables) {
    emit({ type: "output", text: `          ${table.table.name}: ${tableText(table)}\n` });
  }
}

function resultOf(outcome: FeedOutcome, dry: boolean): FeedResult {
  const { name } = outcome;
  if ("error" in outcome) return { name, status: "failed", error: describeError(outcome.error) };
  const { bundle, epoch, seq, delivered, tables } = outcome.feed;
  const unchanged = tables.every((table) => table.unchanged);
  return {
    name,
    status: unchanged ? "unchanged" : dry ? "would-send" : "sent",
    epoch,
    seq,
    ...(bundle !== undefined && { bundle }),
    ...(delivered !== undefined && { delivered }),
    tables: tables.map(tableData),
  };
}

/** What a run came to. */
export interface Ended {
  readonly snapshot?: string;
  readonly outcomes: readonly FeedOutcome[];
  readonly delivery: OpenDelivery;
  readonly account: string;
  readonly dry: boolean;
  /** Tables that failed before their feed was looked at. */
  readonly missing: readonly { readonly name: string; readonly error: ErrorDescription }[];
  readonly purged: readonly string[];
}

/** Exit code, document and last line of a run. */
export function summarize({ snapshot, outcomes, delivery, account, dry, missing, purged }: Ended): CommandResult {
  const feeds = outcomes.map((outcome) => resultOf(outcome, dry));
  const count = (status: FeedResult["status"]): number => feeds.filter((feed) => feed.status === status).length;
  const failed = count("failed") + missing.length;
  const sent = dry ? count("would-send") : count("sent");
  const tables = outcomes.flatMap((outcome) => ("feed" in outcome ? outcome.feed.tables : []));
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const counts = { sent, unchanged: count("unchanged"), failed };
  const all = feeds.length + missing.length;
  return {
    exitCode: failed === 0 ? exitCodes.done : exitCodes.partly,
    data: {
      dryRun: dry,
      ...(snapshot !== undefined && { snapshot }),
      account,
      exchange: delivery.store.place,
      signer: delivery.key.kid,
      recipients: delivery.recipients,
      counts,
      feeds,
      ...(missing.length > 0 && { missing }),
      ...(purged.length > 0 && { purged }),
    },
    summary: [
      `${counted(sent, "bundle")} ${dry ? "would be sent" : "sent"} (${rowsText(rows)})`,
      `${String(counts.unchanged)} unchanged`,
      ...(failed > 0 ? [`${String(failed)} of ${String(all)} failed`] : []),
      ...(purged.length > 0 ? [`${counted(purged.length, "old bundle")} removed`] : []),
    ].join(", "),
    ...nextOf(sent, failed, dry),
  };
}

function nextOf(sent: number, failed: number, dry: boolean): { readonly next?: string } {
  if (dry) return { next: "the same without --dry-run" };
  if (failed > 0) return { next: "correct what failed, then run it again" };
  return sent > 0 ? { next: "bring the exchange folder to the other side, then applier-cli load" } : {};
}
