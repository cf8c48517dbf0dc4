// Made from schema/bundle-row-hashes.v1.schema.json by scripts/generate-types.mjs. Do not edit.

/**
 * Hashes of the rows of one table as a bundle left it, to find the rows that differ; beside the chain and no part of it.
 */
export interface RowHashes {
  /**
   * Names this format.
   */
  readonly $schema: "urn:dp:schema:bundle-row-hashes:1";
  /**
   * major.minor. A reader accepts every minor of a major it knows.
   */
  readonly formatVersion: string;
  readonly feed: string;
  /**
   * As in tables.yaml.
   */
  readonly table: string;
  readonly epoch: number;
  /**
   * The newest bundle of the feed when this was made.
   */
  readonly seq: number;
  /**
   * Of that bundle.
   */
  readonly manifestSha256: string;
  /**
   * That bundle's: the rows are read as of this moment.
   */
  readonly snapshot: string;
  /**
   * Of the run that made this.
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
  readonly account: string;
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
   * Target columns that the hashes are of, in order.
   */
  readonly columns: readonly string[];
  /**
   * Target columns that tell rows apart: with them a line of a part is hash, key; without, hash, number of rows.
   *
   * @minItems 1
   */
  readonly key?: readonly string[];
  /**
   * Columns that are in no hash.
   */
  readonly outside: readonly string[];
  /**
   * As the sums of the table have them.
   */
  readonly buckets: number;
  /**
   * The buckets whose rows are here, in order; all when absent.
   *
   * @minItems 1
   * @maxItems 4096
   */
  readonly chosen?: readonly number[];
  /**
   * Of all parts.
   */
  readonly lines: number;
  /**
   * @maxItems 10000
   */
  readonly parts: readonly RowHashesPart[];
}
/**
 * One file: PostgreSQL COPY text, compressed, then encrypted.
 */
export interface RowHashesPart {
  readonly file: string;
  /**
   * Lines.
   */
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
