import { rowHashesSnowflake, valueExpression } from "@dp/type-map/sql";

import type { MovedTable } from "../table/moved-table.ts";
import type { RowSet } from "./rows.ts";
import { refuseLong } from "./statement-length.ts";

/** How rows are put into buckets, and which of these are wanted; all when absent. */
export interface WantedBuckets {
  readonly buckets: number;
  readonly chosen?: readonly number[];
}

/**
 * SELECT of the hashes of rows: with a key each row's hash and the key as it travels, without one each hash and its
 * number of rows. @throws UnloadError UNLOAD_STATEMENT_TOO_LONG
 */
export function rowHashesStatement(table: MovedTable, rows: RowSet, wanted: WantedBuckets): string {
  const { fingerprinted: columns, key } = table;
  const values = (key ?? []).map(({ source, reference }) => valueExpression(source, reference));
  const keyed = key === undefined ? {} : { key, values };
  return refuseLong(rowHashesSnowflake({ columns, ...keyed, ...wanted, from: rows.from }), table.name);
}

/** Fields of a line of that. */
export function rowHashesWidth({ key }: MovedTable): number {
  return 1 + (key?.length ?? 1);
}
