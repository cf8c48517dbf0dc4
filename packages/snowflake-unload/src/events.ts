/** What happens while tables are unloaded, for progress and plain lines. */
export type UnloadEvent =
  | {
      readonly type: "feed-started";
      readonly feed: string;
      readonly tables: readonly string[];
      readonly resumed: boolean;
    }
  /** How a table will travel, before its rows are read. `rows` are those of this bundle. */
  | {
      readonly type: "table-started";
      readonly table: string;
      readonly mode: "full" | "append" | "incremental";
      readonly why: string;
      readonly rows: number;
    }
  /** Rows and bytes of Snowflake's answer since the last such event. */
  | { readonly type: "progress"; readonly table: string; readonly rows: number; readonly bytes: number }
  /** Something a person should know although nothing failed. */
  | { readonly type: "note"; readonly code: UnloadNoteCode; readonly table: string; readonly text: string };

/** Codes of {@link UnloadEvent} notes. */
export type UnloadNoteCode =
  | "STAYS_INSIDE"
  | "NO_TIME_TRAVEL"
  | "FULL_BY_ITSELF"
  | "OTHER_READER"
  | "NO_CHANGES_TRACKED"
  | "NOT_FINGERPRINTED"
  | "LATE_ROWS";
