import type { Finding, MappingSettings, SourceTable, TableMetadata } from "@dp/metadata";

import type { MappingError } from "./errors.ts";

/** One table of the set: what Snowflake said of it, and what was chosen for it. */
export interface MappingInput {
  /** Name in tables.yaml; names the files and the feed. */
  readonly name: string;
  readonly source: SourceTable;
  /** What was found while the source was read; stands among the findings. */
  readonly notes?: readonly Finding[];
  readonly settings: MappingSettings;
  /** Where the table goes. */
  readonly postgres: {
    readonly schema: string;
    readonly table: string;
    /** Where it stood before. */
    readonly was?: { readonly schema: string; readonly table: string };
  };
  /** The table's acceptances are those of all tables: one that this table does not need is no fault of it. */
  readonly acceptLossInherited?: boolean;
}

/** What became of one table; a table that cannot be mapped does not stop the others. */
export type MappingOutcome =
  | { readonly name: string; readonly ok: true; readonly metadata: TableMetadata }
  | { readonly name: string; readonly ok: false; readonly error: MappingError };

/** What holds for the whole set. */
export interface MappingOptions {
  /** Mapping edition of tables.yaml. */
  readonly edition: number;
}
