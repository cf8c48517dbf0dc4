import type { Column, ColumnType, RelationKind } from "./model.ts";

const text: ColumnType = { name: "VARCHAR", length: 16_777_216 };
const time: ColumnType = { name: "TIMESTAMP_NTZ", scale: 9 };
const object: ColumnType = { name: "OBJECT" };
const variant: ColumnType = { name: "VARIANT" };

/** Columns of every event table (Snowflake SQL reference, Event table columns). */
const eventColumns: readonly (readonly [name: string, type: ColumnType])[] = [
  ["TIMESTAMP", time],
  ["START_TIMESTAMP", time],
  ["OBSERVED_TIMESTAMP", time],
  ["TRACE", object],
  ["RESOURCE", object],
  ["RESOURCE_ATTRIBUTES", object],
  ["SCOPE", object],
  ["SCOPE_ATTRIBUTES", object],
  ["RECORD_TYPE", text],
  ["RECORD", object],
  ["RECORD_ATTRIBUTES", object],
  ["VALUE", variant],
  ["EXEMPLARS", { name: "ARRAY" }],
];

/** Columns that a kind of table has without being told: all of an event table, VALUE of an external one. */
export function builtInColumns(kind: RelationKind): readonly Column[] {
  const columns = kind === "EVENT" ? eventColumns : kind === "EXTERNAL" ? ([["VALUE", variant]] as const) : [];
  return columns.map(([name, type], index) => ({ name, physical: `v${String(index + 1)}`, type, nullable: true }));
}
