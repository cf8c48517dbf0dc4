import { bundlePath, isFeedName, parseRowHashesName, type RowHashesRef } from "@dp/bundle";
import { type CommandContext, describeError, exitCodeFor, type OptionValues, UsageError, visible } from "@dp/cli-kit";
import type { PgConnection } from "@dp/pg-client";
import { type ComparedRows, compareRows, type DifferingRow, LoadError, mostDifferingRows } from "@dp/pg-load";

import type { OpenDelivery } from "./delivery.ts";
import { count } from "./tell.ts";

/** Which rows are to be named, and how. */
export interface WantedRows {
  /** A certain file; else the newest of each table that differs. */
  readonly ref?: RowHashesRef;
  readonly showValues: boolean;
  /** Rows that are printed of a table. */
  readonly limit: number;
}

/** What `--rows` asks for; undefined without it. @throws UsageError */
export function rowsOption(options: OptionValues, tables: readonly string[]): WantedRows | undefined {
  const { rows, data, showValues, limit } = options;
  if (typeof rows !== "string") {
    if (showValues !== true) return undefined;
    throw new UsageError("--show-values goes with --rows", "say verify --data --rows --show-values");
  }
  if (data !== true) throw new UsageError("--rows goes with --data", "say verify --data --rows");
  const most = Number(limit ?? 20);
  if (!Number.isInteger(most) || most < 0 || most > mostDifferingRows) {
    throw new UsageError(`--limit ${String(limit)} is no such number`, `say 0 to ${count(mostDifferingRows)}`);
  }
  const ref = rows === "" ? undefined : refOf(rows);
  if (ref !== undefined && !tables.includes(ref.table)) {
    throw new UsageError(`--rows ${rows} is of ${ref.table}, which is not among the tables`, "choose it with --table");
  }
  return { showValues: showValues === true, limit: most, ...(ref === undefined ? {} : { ref }) };
}

function refOf(path: string): RowHashesRef {
  const [feed = "", name = "", ...rest] = path.replace(/\/$/, "").split("/");
  const ref = isFeedName(feed) && rest.length === 0 ? parseRowHashesName(feed, name) : undefined;
  if (ref !== undefined) return ref;
  const hint = "say it as extractor-cli row-hashes printed it, FEED/rows-TABLE-…, or --rows alone for the newest";
  throw new UsageError(`--rows ${path} names no row-hash file of the exchange`, hint);
}

/** A comparison, or why there is none: then `failed` is the exit code. */
export type Comparing =
  { readonly compared: ComparedRows } | { readonly failed: number; readonly error: ReturnType<typeof describeError> };

/** Compares one table row by row, and tells what differs. One that cannot be compared stops no other. */
export async function compareTable(
  context: CommandContext,
  db: PgConnection,
  given: {
    readonly table: { readonly feed: string; readonly table: string; readonly differing: readonly number[] };
    readonly delivery: OpenDelivery;
    readonly wanted: WantedRows;
  },
): Promise<Comparing> {
  const { table, delivery, wanted } = given;
  try {
    const { store, trust, identities } = delivery;
    const ref = wanted.ref ?? (await newest(delivery, table));
    const compared = await compareRows(db, { store, trust, identities, ref, showValues: wanted.showValues });
    tell(context, { table: table.table, differing: table.differing, compared, wanted });
    return { compared };
  } catch (thrown) {
    context.io.signal.throwIfAborted();
    const error = describeError(thrown);
    context.emit({ type: "item", name: `${table.table} (row by row)`, status: "failed", error });
    return { failed: exitCodeFor(error.code === "UNEXPECTED" ? undefined : error.code), error };
  }
}

/** Run ids begin with the time. */
async function newest(
  { store }: OpenDelivery,
  { feed, table, differing }: { readonly feed: string; readonly table: string; readonly differing: readonly number[] },
): Promise<RowHashesRef> {
  const ref = (await store.rowHashes(feed)).filter((one) => one.table === table).at(-1);
  if (ref !== undefined) return ref;
  throw new LoadError({
    code: "ROW_HASHES_MISSING",
    message: `the exchange has no row-hash file of ${table}`,
    hint: `on the other side: ${rowHashesCommand(table, differing)}`,
    where: bundlePath({ feed, name: `rows-${table}-…` }, "manifest.json"),
  });
}

/** Most buckets that a command line is to name. */
const mostNamedBuckets = 200;

/** What has the other side make the file. */
export function rowHashesCommand(table: string, differing: readonly number[]): string {
  const some = differing.length > 0 && differing.length <= mostNamedBuckets;
  return `extractor-cli row-hashes ${table}${some ? ` --buckets ${differing.join(",")}` : ""}`;
}

const kinds = {
  changed: "changed",
  "only-in-snowflake": "only in Snowflake",
  "only-in-postgres": "only in PostgreSQL",
} as const;

function countsText(counts: Omit<ComparedRows["counts"][number], "bucket">): string {
  const { changed, onlyInSnowflake, onlyInPostgres } = counts;
  const all = [
    [changed, kinds.changed],
    [onlyInSnowflake, kinds["only-in-snowflake"]],
    [onlyInPostgres, kinds["only-in-postgres"]],
  ] as const;
  const some = all.filter(([number]) => number > 0).map(([number, kind]) => `${count(number)} ${kind}`);
  return some.length === 0 ? "no row differs" : some.join(", ");
}

function rowText({ kind, key, hash, rows }: DifferingRow): string {
  const parts = Object.entries(key ?? {}).map(([name, value]) => {
    return `${visible(name)} = ${value === null ? "NULL" : visible(JSON.stringify(value))}`;
  });
  const times = rows === 1 ? "" : ` (${count(rows)} rows)`;
  return `${kinds[kind].padEnd(18)} ${key === undefined ? `hash ${hash ?? ""}` : parts.join(", ")}${times}`;
}

interface Told {
  readonly table: string;
  readonly differing: readonly number[];
  readonly compared: ComparedRows;
  readonly wanted: WantedRows;
}

function tell(context: CommandContext, { table, differing, compared, wanted }: Told): void {
  const { counts, seq, snapshot, rows, file, chosen, outside } = compared;
  const sum = (name: "changed" | "onlyInSnowflake" | "onlyInPostgres"): number =>
    counts.reduce((all, one) => all + one[name], 0);
  const total = {
    changed: sum("changed"),
    onlyInSnowflake: sum("onlyInSnowflake"),
    onlyInPostgres: sum("onlyInPostgres"),
  };
  const without = outside.length === 0 ? "" : `; not compared: ${outside.join(", ")}`;
  context.emit({
    type: "item",
    name: `${table} (row by row)`,
    status: counts.length === 0 ? "ok" : "different",
    detail: `${countsText(total)}, against Snowflake as of bundle ${String(seq)} (${snapshot}), ${file}${without}`,
  });
  const line = (text: string): void => {
    context.emit({ type: "output", text: `          ${text}\n` });
  };
  const missing = chosen === undefined ? [] : differing.filter((bucket) => !chosen.includes(bucket));
  if (missing.length > 0)
    line(`not in this file: buckets ${missing.slice(0, 20).join(", ")}${missing.length > 20 ? ", …" : ""}`);
  if (!wanted.showValues) {
    for (const one of counts.slice(0, wanted.limit)) line(`bucket ${String(one.bucket)}: ${countsText(one)}`);
    if (counts.length > wanted.limit) line(`… and ${count(counts.length - wanted.limit)} more buckets`);
    if (counts.length > 0) line("--show-values shows the keys");
    return;
  }
  for (const row of rows.slice(0, wanted.limit)) line(rowText(row));
  const more = rows.length - wanted.limit;
  const capped = rows.length === mostDifferingRows ? " or more" : "";
  if (more > 0) line(`… and ${count(more)} more${capped} (--limit)`);
}
