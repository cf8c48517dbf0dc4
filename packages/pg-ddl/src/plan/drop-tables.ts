import type { Draft } from "../draft.ts";
import type { PgTable } from "../model.ts";
import { tableKey } from "../table-key.ts";
import { dropForeignKey } from "../write/foreign-key.ts";
import { dropTable } from "../write/table.ts";

/** Foreign keys of another table that would keep the server from dropping this one. */
function holdersOf(table: PgTable, others: readonly PgTable[]): readonly Draft[] {
  const key = tableKey(table);
  return others
    .filter((other) => tableKey(other) !== key)
    .flatMap((other) =>
      other.foreignKeys
        .filter(({ references }) => tableKey(references) === key)
        .map(({ name }) => dropForeignKey(other, name, false)),
    );
}

/**
 * Drops tables without CASCADE: referencing tables before referenced ones, and a foreign key by itself only where a
 * table that stays, or a cycle, holds on to a table that goes.
 */
export function dropTables(tables: readonly PgTable[], staying: readonly PgTable[]): readonly Draft[] {
  const drafts = tables.flatMap((table) => holdersOf(table, staying));
  let left = [...tables];
  let freed: readonly PgTable[] = [];
  while (left.length > 0) {
    const holding = left.filter((table) => !freed.includes(table));
    const free = left.find((table) => holdersOf(table, holding).length === 0);
    const next = free ?? left[0];
    if (next === undefined) break;
    if (free === undefined) drafts.push(...holdersOf(next, holding));
    drafts.push(dropTable(next));
    left = left.filter((table) => table !== next);
    freed = [...freed, next];
  }
  return drafts;
}
