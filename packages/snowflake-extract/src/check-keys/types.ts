import type { ExtractError } from "../error.ts";

/** What PostgreSQL will look at when it makes a key on rows that Snowflake never looked at. */
export type CheckedKind = "primary key" | "unique key" | "foreign key" | "not null";

/** Rows that PostgreSQL will refuse because of one key. Counts are decimal digits; absent where there is nothing to count. */
export interface KeyCounts {
  /** Values that stand in more than one row. NULLs are no duplicates of each other. */
  readonly duplicates?: { readonly keys: string; readonly rows: string };
  /** Rows with NULL where PostgreSQL allows none. */
  readonly nulls?: string;
  /** Rows that refer to a row that is not there; a reference with a NULL in it refers to nothing (MATCH SIMPLE). */
  readonly orphans?: string;
  /** Rows whose text is longer than an index takes; one that can be compressed may pass all the same. */
  readonly tooLong?: string;
}

/** What became of one key. */
export interface KeyCheck {
  /** Name of the table in tables.yaml. */
  readonly table: string;
  readonly kind: CheckedKind;
  /** Stored names, in key order. */
  readonly columns: readonly string[];
  /** The referenced table and columns, of a foreign key. */
  readonly references?: string;
  readonly counts: KeyCounts;
  /** Some of the offending keys, one text a column, where they were asked for. Row values: for the screen alone. */
  readonly values?: readonly (readonly (string | null)[])[];
  /** Why the key could not be checked; its counts are then empty. */
  readonly error?: ExtractError;
}

/** How keys are checked. */
export interface CheckKeysOptions {
  /** Tables whose keys are checked, by name; all when absent. */
  readonly only?: ReadonlySet<string>;
  /** Offending keys to read for each finding; none when absent. */
  readonly values?: number;
  readonly onChecked?: (check: KeyCheck) => void;
}
