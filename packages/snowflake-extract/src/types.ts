import type { Finding, SourceTable } from "@dp/metadata";
import type { ExtractError } from "./error.ts";

/** A table or view to read. Stored names: exact case, without quotes. */
export interface WantedTable {
  /** Name in tables.yaml; comes back in the outcome. */
  readonly name: string;
  readonly database: string;
  readonly schema: string;
  readonly table: string;
  /** Columns that are not carried over: their types need not be known. */
  readonly excluded?: readonly string[];
}

/** Something a reviewer should know that the source half itself does not say; a finding of the metadata. */
export type SourceNote = Finding & {
  readonly code:
    "CHECK_NOT_CARRIED" | "DEFAULT_FROM_SEQUENCE" | "INDEX_NOT_CARRIED" | "PROTECTION_NOT_VISIBLE" | "VIEW_HAS_NO_KEYS";
};

/** What became of one wanted table. */
export type ExtractOutcome =
  | { readonly name: string; readonly ok: true; readonly source: SourceTable; readonly notes: readonly SourceNote[] }
  | { readonly name: string; readonly ok: false; readonly error: ExtractError };

/** What happens while reading, for progress and logs. */
export type ExtractEvent =
  | { readonly type: "schema-started"; readonly database: string; readonly schema: string; readonly tables: number }
  /** A listing reached its cap, and is completed by other statements. */
  | { readonly type: "listing-cut"; readonly database: string; readonly schema: string; readonly listing: string }
  | { readonly type: "table-finished"; readonly name: string; readonly ok: boolean; readonly code?: string };

/**
 * What is asked of the policies and tags on a relation. `masking`: one DESCRIBE each, for the masking policies of its
 * columns. `full`: two statements more, for policies that come with tags, row access policies and tags; they need a
 * warehouse and a right to apply policies. `none`: nothing; what is described for other reasons still shows its masking
 * policies.
 */
export type Protection = "none" | "masking" | "full";

/** How to read; everything has a default. */
export interface ExtractOptions {
  readonly onEvent?: (event: ExtractEvent) => void;
  /** Rows at which a listing is taken to be cut. Default 10 000: Snowflake SQL reference, SHOW COLUMNS. */
  readonly listingCap?: number;
  /** Whether the session has a warehouse, so that INFORMATION_SCHEMA may be asked where it helps. Default false. */
  readonly warehouse?: boolean;
  /** Default `masking`. */
  readonly protection?: Protection;
}
