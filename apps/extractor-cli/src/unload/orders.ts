import { type OptionValues, UsageError } from "@dp/cli-kit";
import type { RunOrders } from "@dp/snowflake-unload";

/** Reads `TABLE`, or `TABLE:3,17`. @throws UsageError */
function resyncOf(written: string): readonly [table: string, buckets: readonly number[]] {
  const [, table, buckets] = /^([a-z0-9_]+)(?::([0-9]{1,5}(?:,[0-9]{1,5})*))?$/.exec(written) ?? [];
  if (table === undefined) {
    throw new UsageError(`--resync ${written} is neither TABLE nor TABLE:BUCKET,…`, "for example --resync orders:3,17");
  }
  return [table, buckets?.split(",").map(Number) ?? []];
}

/** What the options ask for beyond tables.yaml. `diverged` are buckets that receipts name. @throws UsageError */
export function runOrders(
  options: OptionValues,
  tables: ReadonlySet<string>,
  diverged: ReadonlyMap<string, readonly number[]>,
): RunOrders {
  const resync = new Map(diverged);
  const written = Array.isArray(options.resync) ? options.resync.map(String) : [];
  for (const [table, buckets] of written.map(resyncOf)) {
    if (!tables.has(table)) {
      throw new UsageError(`--resync ${table}: no such table is chosen`, "choose it with --table too, or say --all");
    }
    resync.set(table, buckets.length === 0 ? [] : [...new Set([...(resync.get(table) ?? []), ...buckets])]);
  }
  return { full: options.full === true, verify: options.verify === true, resync };
}
