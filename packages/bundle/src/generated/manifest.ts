// Made from schema/bundle-manifest.v1.schema.json by scripts/generate-types.mjs. Do not edit.
import type { TableMetadata } from "@dp/metadata";

/**
 * Sums of one table or bundle, a line for each bucket that has rows: bucket, rows, sum of lane 1, sum of lane 2, as decimal text.
 */
export type BucketSums = readonly (readonly [string, string, string, string])[];

/**
 * One data bundle: which rows of which tables, at which point in time, in which files. Its bytes are signed as they stand in manifest.json.
 */
export interface Manifest {
  /**
   * Names this format.
   */
  readonly $schema: "urn:dp:schema:bundle-manifest:1";
  /**
   * major.minor. A reader accepts every minor of a major it knows.
   */
  readonly formatVersion: string;
  /**
   * Tables that are tied by foreign keys cross together, under the smallest of their names.
   */
  readonly feed: string;
  /**
   * Starts again at sequence 1 under a higher number when the feed is restarted.
   */
  readonly epoch: number;
  /**
   * One more than the bundle before.
   */
  readonly seq: number;
  /**
   * SHA-256 of the manifest.json before this one; absent at the first of an epoch.
   */
  readonly previous?: string;
  /**
   * Of the run that made the bundle; found again in the ledger.
   */
  readonly runId: string;
  /**
   * UTC, milliseconds.
   */
  readonly createdAt: string;
  /**
   * Name and version, as extractor-cli/0.1.0.
   */
  readonly program: string;
  /**
   * Of the project folder, where it is under git.
   */
  readonly commit?: string;
  readonly source: BundleSource;
  /**
   * All tables were read as of this moment.
   */
  readonly snapshot: string;
  /**
   * Of every part.
   */
  readonly compression: "gzip" | "zstd" | "none";
  /**
   * Public keys that every part is encrypted to; absent when parts are not encrypted.
   *
   * @minItems 1
   */
  readonly recipients?: readonly string[];
  /**
   * Why there are no recipients.
   */
  readonly unencryptedReason?: string;
  /**
   * @minItems 1
   */
  readonly tables: readonly ManifestTable[];
}
/**
 * Where the rows come from. A feed is bound to the account of its first bundle.
 */
export interface BundleSource {
  readonly account: string;
}
/**
 * One table of a bundle.
 */
export interface ManifestTable {
  /**
   * As in tables.yaml.
   */
  readonly name: string;
  /**
   * The whole table metadata; checked by its own schema and fingerprints.
   */
  readonly metadata: TableMetadata;
  /**
   * full: all rows; append: rows to be added; incremental: rows to be put in by key, and keys to be taken out.
   */
  readonly mode: "full" | "append" | "incremental";
  /**
   * Snapshot of the bundle that this one continues; absent for full.
   */
  readonly since?: string;
  readonly watermark?: Watermark;
  /**
   * Target columns, in the order of the fields of each row.
   *
   * @minItems 1
   */
  readonly columns: readonly string[];
  /**
   * Target columns that tell rows apart.
   *
   * @minItems 1
   */
  readonly key?: readonly string[];
  /**
   * @maxItems 100000
   */
  readonly parts: readonly Part[];
  /**
   * Of all parts that hold rows.
   */
  readonly rows: number;
  /**
   * Of all parts that hold deleted keys.
   */
  readonly deletedKeys: number;
  /**
   * Buckets whose keys stand in full in bucket-keys parts; other rows of these buckets are to go.
   */
  readonly bucketsReplaced?: readonly number[];
  readonly losses: readonly LossCount[];
  readonly sums: TableSums;
}
/**
 * How far the cursor column has been read, as exact text.
 */
export interface Watermark {
  readonly column: string;
  readonly text: string;
}
/**
 * One file of a bundle: PostgreSQL COPY text, compressed, then encrypted.
 */
export interface Part {
  readonly file: string;
  /**
   * rows: in the order of columns; the others: in the order of key.
   */
  readonly holds: "rows" | "deleted-keys" | "bucket-keys";
  readonly rows: number;
  /**
   * On disk.
   */
  readonly bytes: number;
  /**
   * Of the file on disk.
   */
  readonly sha256: string;
  /**
   * Of the COPY text.
   */
  readonly plainBytes: number;
  /**
   * Of the COPY text.
   */
  readonly plainSha256: string;
}
/**
 * Rows of a column that a stated loss has touched.
 */
export interface LossCount {
  readonly column: string;
  readonly code: string;
  readonly rows: number;
}
/**
 * Counts and sums of row fingerprints per bucket, made by Snowflake at the snapshot: of the rows in this bundle, and of the whole table unless it was not taken or is the same (full).
 */
export interface TableSums {
  /**
   * Chosen at a full bundle and kept until the next.
   */
  readonly buckets: number;
  /**
   * Columns that are not in the fingerprint.
   */
  readonly outside: readonly string[];
  readonly bundle: BucketSums;
  readonly table?: BucketSums;
}
