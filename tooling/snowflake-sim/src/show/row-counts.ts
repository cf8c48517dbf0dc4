import { holdsRows } from "../catalog/drop-relation.ts";
import type { Relation } from "../catalog/model.ts";
import type { DataStore } from "../contracts.ts";

/** Present row counts by physical name, in one question where the data side can. */
export async function rowCounts(
  store: DataStore,
  relations: readonly Relation[],
): Promise<ReadonlyMap<string, number>> {
  const tables = relations.filter(holdsRows);
  if (store.rowCounts !== undefined) return store.rowCounts(tables);
  const counts = new Map<string, number>();
  for (const table of tables) counts.set(table.physical, await store.rowCount(table));
  return counts;
}
