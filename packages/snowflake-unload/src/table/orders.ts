import type { TableMetadata } from "@dp/metadata";

/** How rows of a table are to travel, out of tables.yaml. */
export interface TableOrder {
  readonly metadata: TableMetadata;
  readonly mode: "full" | "append" | "incremental";
  /** Stored names of source columns. */
  readonly incremental?: {
    readonly cursor: string;
    readonly key?: readonly string[];
    /** Minutes. */
    readonly overlap: number;
  };
  readonly verify: "every-bundle" | "daily" | "manual";
}

/** What a run was told beyond tables.yaml. */
export interface RunOrders {
  /** Everything of every table. */
  readonly full: boolean;
  /** Counts and sums of whole tables, whatever `verify` says. */
  readonly verify: boolean;
  /** Buckets to send again, by table; all of a table when empty. */
  readonly resync: ReadonlyMap<string, readonly number[]>;
}
