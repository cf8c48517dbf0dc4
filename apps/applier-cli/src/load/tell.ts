import { bytesText, type CommandContext, describeError, type ErrorDescription, rowsText } from "@dp/cli-kit";
import type { FeedPreview, FeedResult, LedgerTable, LoadEvent, Trouble } from "@dp/pg-load";

const mebibyte = 1024 * 1024;
/** Milliseconds from which on a phase of a bundle is worth a line. */
const worthTellingMs = 2000;

/** A number as people read it. */
export function count(value: number): string {
  return value.toLocaleString("en");
}

function seconds(value: number): string {
  return value < 90 ? `${String(Math.round(value))} s` : `${String(Math.round(value / 60))} min`;
}

/** What a way is called in a sentence. */
const ways: Readonly<Record<string, string>> = {
  swap: "takes the table's place",
  diff: "row by row, by key",
  "delete-insert": "all rows out, all rows in",
  truncate: "TRUNCATE, readers wait",
  merge: "merged by key",
  append: "added",
};

/** `orders: 1,200 rows, merged by key (the bundle is incremental)`. */
function wayText({ name, rows, way, reason }: Pick<LedgerTable, "name" | "rows" | "way" | "reason">): string {
  return `${name}: ${rowsText(rows)}, ${ways[way ?? ""] ?? way ?? ""} (${reason ?? ""})`;
}

function progressText(event: Extract<LoadEvent, { type: "progress" }>, startedAt: number): string {
  const elapsed = Math.max(0.001, (performance.now() - startedAt) / 1000);
  const rate = event.bytes / elapsed;
  const left = rate === 0 ? "" : `, ${seconds((event.total - event.bytes) / rate)} left`;
  const rows = event.rows === 0 ? "" : `, ${count(Math.round(event.rows / elapsed))} rows/s`;
  return `${event.feed}: ${bytesText(rate)}/s${rows}${left}, MiB`;
}

/** Turns what loading tells into what the terminal, JSON and the run record read. */
export function tellLoad(context: CommandContext): (event: LoadEvent) => void {
  let startedAt = performance.now();
  const step = (text: string): void => {
    context.emit({ type: "step", text });
  };
  return (event) => {
    if (event.type === "started") {
      startedAt = performance.now();
      const goesOn = event.left < event.parts ? `, ${count(event.parts - event.left)} of them copied before` : "";
      const parts = event.parts === 1 ? "1 part" : `${count(event.parts)} parts`;
      const size = `${rowsText(event.rows)}, ${bytesText(event.bytes)} in ${parts}`;
      step(`${event.feed}: bundle ${String(event.seq)}, ${size}${goesOn}`);
    } else if (event.type === "progress") {
      const done = Math.round(event.bytes / mebibyte);
      const total = Math.max(done, Math.round(event.total / mebibyte));
      context.emit({ type: "progress", text: progressText(event, startedAt), done, total });
    } else if (event.type === "waiting") {
      step(`${event.feed}: waiting up to ${seconds(event.waitMs / 1000)} for ${event.holder}`);
    } else if (event.type === "retry") {
      step(`${event.feed}: ${event.message}; trying again in ${String(Math.round(event.pauseMs))} ms`);
    } else if (event.type === "notice") {
      const { code, text, hint } = event;
      context.emit({ type: "warning", code, where: event.feed, text, ...(hint === undefined ? {} : { hint }) });
    } else if (event.type === "phase" && event.ms >= worthTellingMs) {
      step(`${event.feed}: ${event.phase} in ${seconds(event.ms / 1000)}`);
    }
  };
}

/** What went wrong with a feed, as one error with its parts. */
export function errorOf({ error, troubles }: Pick<FeedResult, "error" | "troubles">): ErrorDescription | undefined {
  if (error !== undefined) return describeError(error);
  const real = troubles.filter(({ incomplete }) => !incomplete).map((trouble) => describeError(trouble.error));
  const [first, ...others] = real;
  if (first === undefined || others.length === 0) return first;
  const problems = [
    ...(first.problems ?? []),
    ...others.map(({ code, message, where }) => {
      return { code, message, ...(where === undefined ? {} : { where }) };
    }),
  ];
  return { ...first, problems };
}

/** `bundles 4 to 6`. */
function bundlesText(seqs: readonly number[]): string {
  const [first, last] = [seqs[0], seqs.at(-1)];
  if (first === undefined || last === undefined) return "nothing new";
  return first === last ? `bundle ${String(first)}` : `bundles ${String(first)} to ${String(last)}`;
}

/** What is still to come, in a few words. */
function waitingText(missing: number | undefined, troubles: readonly Trouble[]): string {
  const files = troubles.filter(({ incomplete }) => incomplete).map(({ where }) => where);
  if (files.length > 0)
    return `${files[0] ?? ""} is not here yet${files.length > 1 ? `, and ${count(files.length - 1)} more` : ""}`;
  return missing === undefined
    ? "the head knows of a bundle that is not here"
    : `bundle ${String(missing)} is not here`;
}

/** The divergence of a feed, `orders: buckets 3, 17`. */
export function divergedText(diverged: Readonly<Record<string, readonly number[]>>): string {
  return Object.entries(diverged)
    .map(([table, buckets]) => {
      const shown = buckets.slice(0, 8).join(", ");
      return `${table}: ${buckets.length === 1 ? "bucket" : "buckets"} ${shown}${buckets.length > 8 ? `, … (${count(buckets.length)})` : ""}`;
    })
    .join("; ");
}

const itemStatus = {
  loaded: "done",
  unchanged: "unchanged",
  waiting: "warning",
  held: "skipped",
  failed: "failed",
} as const;

/** One line a feed, with what went wrong below it. */
export function tellFeed(context: CommandContext, result: FeedResult): void {
  const { feed, status, loaded, hold, missing, troubles, state, stale } = result;
  const rows = loaded.reduce((sum, bundle) => sum + bundle.rows, 0);
  const done = loaded.length === 0 ? [] : [`${bundlesText(loaded.map(({ seq }) => seq))}, ${rowsText(rows)}`];
  const notes = [
    ...done,
    ...(hold === undefined ? [] : [`held by ${hold.role}: ${hold.reason}`]),
    ...(status === "waiting" ? [waitingText(missing, troubles)] : []),
    ...(status === "unchanged" ? ["nothing new"] : []),
  ];
  const error = errorOf(result);
  context.emit({
    type: "item",
    name: feed,
    status: itemStatus[status],
    ...(notes.length === 0 ? {} : { detail: notes.join("; ") }),
    ...(error === undefined ? {} : { error }),
  });
  for (const table of loaded.at(-1)?.tables ?? [])
    context.emit({ type: "output", text: `          ${wayText(table)}\n` });
  if (state !== undefined && Object.keys(state.diverged).length > 0) {
    const text = `the tables differ from Snowflake: ${divergedText(state.diverged)}`;
    const hint = "the next unload sends these buckets again when it sees the receipt, or with --resync";
    context.emit({ type: "warning", code: "LOAD_DIVERGED", where: feed, text, hint });
  }
  if (stale) {
    const text = "the next bundle, or a sign that nothing changed, was due before now";
    context.emit({
      type: "warning",
      code: "LOAD_STALE",
      where: feed,
      text,
      hint: "look whether the extractor runs and the transport brings files",
    });
  }
}

/** What a load would begin with. */
export function tellPreview(context: CommandContext, preview: FeedPreview): void {
  const { feed, hold, next, more, superseded, troubles, missing } = preview;
  const error = errorOf({ error: undefined, troubles });
  const waits = missing !== undefined || troubles.some(({ incomplete }) => incomplete);
  const status = error !== undefined ? "failed" : next !== undefined ? "changed" : waits ? "warning" : "unchanged";
  const notes = [
    ...(hold === undefined ? [] : [`held by ${hold.role}: ${hold.reason}`]),
    ...(next === undefined
      ? [waits ? waitingText(missing, troubles) : "nothing new"]
      : [`would load bundle ${String(next.link.seq)}`]),
    ...(superseded.length === 0 ? [] : [`${count(superseded.length)} before it are not needed`]),
    ...(more > 0 ? [`${count(more)} more behind it`] : []),
  ];
  context.emit({
    type: "item",
    name: feed,
    status,
    detail: notes.join("; "),
    ...(error === undefined ? {} : { error }),
  });
  for (const table of next?.tables ?? []) context.emit({ type: "output", text: `          ${wayText(table)}\n` });
}
