import type { SourceReference } from "@dp/metadata";

import type { DraftKeys } from "./keys.ts";
import type { MappedTable } from "./mapped-table.ts";
import { groupBy, keyOf } from "./order.ts";
import type { MappingInput } from "./types.ts";

/** A mapped table with the keys that other tables may refer to. */
export interface KeyedTable {
  readonly table: MappedTable;
  readonly keys: DraftKeys;
}

/** What a foreign key can find in the set. */
export type Referenced =
  { readonly state: "mapped"; readonly parent: KeyedTable } | { readonly state: "failed" | "absent" };

/** Looks up referenced tables by their stored names. */
export class TableSet {
  private readonly mapped: ReadonlyMap<string, readonly KeyedTable[]>;
  private readonly known: ReadonlySet<string>;

  constructor(inputs: readonly MappingInput[], mapped: readonly KeyedTable[]) {
    this.known = new Set(inputs.map(({ source }) => keyOf(source.database, source.schema, source.table)));
    this.mapped = groupBy(mapped, ({ table: { source } }) => keyOf(source.database, source.schema, source.table));
  }

  /** A table that is configured twice is found in the same PostgreSQL schema first, then by name. */
  find(reference: SourceReference, from: MappedTable): Referenced {
    const key = keyOf(reference.database, reference.schema, reference.table);
    const parents = this.mapped.get(key) ?? [];
    const parent = parents.find(({ table }) => table.schema === from.schema) ?? parents[0];
    if (parent !== undefined) return { state: "mapped", parent };
    return { state: this.known.has(key) ? "failed" : "absent" };
  }
}
