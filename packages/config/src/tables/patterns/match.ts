import type { TableConfig, TablePattern } from "../types.ts";
import { fitsPattern } from "./glob.ts";

/** A table or view that Snowflake has. Stored names; `kind` in the words of table metadata, e.g. `TRANSIENT TABLE`. */
export interface PresentTable {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
  readonly kind: string;
}

/** What a pattern came to. */
export interface PatternMatch {
  readonly pattern: TablePattern;
  readonly tables: readonly TableConfig[];
}

/** Tables that Snowpark makes for a moment, and Snowflake's own schema: nobody means them by a pattern. */
function isPassing({ schema, table }: PresentTable): boolean {
  return schema === "INFORMATION_SCHEMA" || /^(?:SNOWPARK_TEMP_|SN_TEMP_OBJECT_)/.test(table);
}

/** Whether a pattern of tables.yaml means this table: it fits, no exclusion does, and its kind is wanted. */
export function matchesPattern({ snowflake }: TablePattern, present: PresentTable): boolean {
  const { database, schema, table, exclude, kinds } = snowflake;
  if (database !== present.database || isPassing(present)) return false;
  if (!fitsPattern(schema, present.schema) || !fitsPattern(table, present.table)) return false;
  if (kinds !== undefined && !kinds.includes(present.kind)) return false;
  return !exclude.some(
    (out) => fitsPattern(out.schema ?? "*", present.schema) && fitsPattern(out.table ?? "*", present.table),
  );
}
