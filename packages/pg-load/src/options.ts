import type { BundleStore, Identity, Trust } from "@dp/bundle";
import type { TableMetadata } from "@dp/metadata";
import type { PgConnection } from "@dp/pg-client";
import type { QualifiedName } from "@dp/pg-ddl";

/** What `load` tells while it works. */
export type LoadEvent =
  /** Another run holds the feed. */
  | { readonly type: "waiting"; readonly feed: string; readonly holder: string; readonly waitMs: number }
  /** A bundle is begun, or gone on with: `left` of `parts` parts are still to be copied. */
  | {
      readonly type: "started";
      readonly feed: string;
      readonly seq: number;
      readonly parts: number;
      readonly left: number;
      readonly bytes: number;
      readonly rows: number;
    }
  /** Bytes of COPY text, and rows, of this run so far. */
  | {
      readonly type: "progress";
      readonly feed: string;
      readonly bytes: number;
      readonly total: number;
      readonly rows: number;
    }
  /** How the rows of a table get in, and why. */
  | {
      readonly type: "way";
      readonly feed: string;
      readonly table: string;
      readonly way: string;
      readonly reason: string;
    }
  | {
      readonly type: "phase";
      readonly feed: string;
      readonly phase: "copied" | "prepared" | "summed" | "committing";
      readonly ms: number;
    }
  | {
      readonly type: "retry";
      readonly feed: string;
      readonly attempt: number;
      readonly pauseMs: number;
      readonly message: string;
    }
  | {
      readonly type: "notice";
      readonly feed: string;
      readonly code: string;
      readonly text: string;
      readonly hint?: string;
    };

/** Named moments of a load, for tests that end the process there. */
export type LoadPoint =
  | "before-staged"
  | "staged"
  | "part-copied"
  | "part-committed"
  | "prepared"
  | "summed"
  | "changed"
  | "before-commit"
  | "committed"
  /** Of a purge: a bundle is gone. */
  | "removed";

/** What loading works with. */
export interface LoadOptions {
  readonly store: BundleStore;
  readonly trust: Trust;
  readonly identities: readonly Identity[];
  /** Opens a session; as many at once as `connections`. */
  readonly connect: () => Promise<PgConnection>;
  /** Sessions that copy parts at the same time. Default 2. */
  readonly connections?: number;
  readonly runId: string;
  /** Milliseconds to wait for another run to end. Default 30 000. */
  readonly waitMs?: number;
  /** Where a table stands here; by default where its metadata says. */
  readonly targetOf?: (metadata: TableMetadata) => QualifiedName;
  /** Metadata of this project, to say what differs from the bundle's. */
  readonly committed?: ReadonlyMap<string, TableMetadata>;
  /** TRUNCATE may be used where a table cannot be swapped. */
  readonly allowTruncate?: boolean;
  /** Values of columns that bundles do not have may go. */
  readonly allowLoss?: boolean;
  /** Never swap. */
  readonly inPlace?: boolean;
  /** The table that a swap takes out is kept in dp_load. */
  readonly keepPrevious?: boolean;
  /** Tables that were changed by hand since the last bundle are loaded nevertheless. */
  readonly acceptDrift?: boolean;
  readonly showValues?: boolean;
  /** Tries of a lock. Default 5. */
  readonly attempts?: number;
  /** Milliseconds before the second try. Default 500. */
  readonly pauseMs?: number;
  readonly now?: () => Date;
  readonly onEvent?: (event: LoadEvent) => void;
  readonly onPoint?: (point: LoadPoint) => void | Promise<void>;
}
