import { mapTables } from "@dp/mapping";
import type { TableMetadata } from "@dp/metadata";
import { knownEditions } from "@dp/type-map";

/**
 * What this release's mapping makes of the committed halves as they were committed. Where that is not the committed
 * target half, the program is what changed. Tables of an edition that this release does not know are left out.
 */
export function remapped(committed: readonly TableMetadata[]): ReadonlyMap<string, TableMetadata> {
  const editions = new Set(committed.map(({ edition }) => edition));
  const inputs = committed.map(({ name, source, settings, target }) => ({
    name,
    source,
    settings,
    postgres: { schema: target.schema, table: target.table },
  }));
  const found = new Map<string, TableMetadata>();
  for (const edition of knownEditions.filter((known) => editions.has(known))) {
    const names = new Set(committed.filter((table) => table.edition === edition).map(({ name }) => name));
    // The whole set takes part: types along foreign keys depend on it.
    for (const outcome of mapTables(inputs, { edition })) {
      if (outcome.ok && names.has(outcome.name)) found.set(outcome.name, outcome.metadata);
    }
  }
  return found;
}
