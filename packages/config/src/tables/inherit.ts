import type { WrittenTable } from "./written.ts";

/** Maps whose keys are inherited one by one; everything else is taken whole from the table or from the defaults. */
const DEEP = ["snowflake", "postgres", "policies", "keys", "columns"] as const;

/** A table with everything it does not say taken from `defaults`. @internal */
export function inherit(table: WrittenTable, defaults: WrittenTable): WrittenTable {
  const merged: WrittenTable = { ...defaults, ...table };
  const deep = DEEP.map((key) => [key, { ...defaults[key], ...table[key] }] as const);
  return { ...merged, ...Object.fromEntries(deep) };
}
