/* eslint-disable */
// Made from schema/bundle-receipt.v1.schema.json by scripts/generate-types.mjs. Do not edit.

/**
 * What the applier has applied of a feed, for the extractor; optional.
 */
export interface Receipt {
  /**
   * Names this format.
   */
  readonly $schema: "urn:dp:schema:bundle-receipt:1";
  /**
   * major.minor. A reader accepts every minor of a major it knows.
   */
  readonly formatVersion: string;
  readonly feed: string;
  readonly epoch: number;
  /**
   * The newest bundle that is applied.
   */
  readonly appliedSeq: number;
  /**
   * Of that bundle.
   */
  readonly manifestSha256: string;
  readonly issuedAt: string;
  /**
   * Buckets by table that differ from Snowflake's sums.
   */
  readonly diverged?: {
    /**
     * @minItems 1
     */
    readonly [k: string]: readonly number[];
  };
}
