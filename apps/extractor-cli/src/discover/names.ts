import { plainWord, type TablesConfig } from "@dp/config";
import { fitIdentifier } from "@dp/type-map";

import type { DiscoveredEntry } from "./entry.ts";

type Named = Pick<DiscoveredEntry, "database" | "schema" | "name">;

/** Names for entries, shortest first: what tells a table apart in the list. */
const attempts: readonly ((entry: Named) => string)[] = [
  ({ name }) => plainWord(name),
  ({ schema, name }) => `${plainWord(schema)}_${plainWord(name)}`,
  ({ database, schema, name }) => `${plainWord(database)}_${plainWord(schema)}_${plainWord(name)}`,
];

/**
 * A name for each entry, legal in tables.yaml and as a PostgreSQL table, and none twice or in use. A table's own name
 * where no other has it, else with the schema, then the database, then a number.
 */
export function nameEntries<T extends Named>(
  entries: readonly T[],
  { tables }: Pick<TablesConfig, "tables">,
): ReadonlyMap<T, string> {
  const taken = new Set(tables.flatMap(({ name, postgres }) => [name, postgres.table]));
  const names = new Map<T, string>();
  let left = entries;
  for (const attempt of attempts) {
    const wanted = left.map((entry) => [entry, fitIdentifier(attempt(entry))] as const);
    const counts = new Map<string, number>();
    for (const [, name] of wanted) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [entry, name] of wanted) {
      if (counts.get(name) === 1 && !taken.has(name)) names.set(entry, name);
    }
    for (const name of names.values()) taken.add(name);
    left = left.filter((entry) => !names.has(entry));
  }
  for (const entry of left) names.set(entry, numbered(entry, taken));
  return names;
}

function numbered(entry: Named, taken: Set<string>): string {
  const [, , last] = attempts;
  const stem = last?.(entry) ?? plainWord(entry.name);
  for (let number = 2; ; number += 1) {
    const name = fitIdentifier(`${stem}_${String(number)}`);
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
