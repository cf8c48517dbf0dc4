// Made from schema/bundle-head.v1.schema.json by scripts/generate-types.mjs. Do not edit.

/**
 * The newest bundle of a feed, written again by every run.
 */
export interface Head {
  /**
   * Names this format.
   */
  readonly $schema: "urn:dp:schema:bundle-head:1";
  /**
   * major.minor. A reader accepts every minor of a major it knows.
   */
  readonly formatVersion: string;
  readonly feed: string;
  readonly epoch: number;
  readonly seq: number;
  readonly manifestSha256: string;
  /**
   * Of that bundle.
   */
  readonly createdAt: string;
  /**
   * When this head was written.
   */
  readonly issuedAt: string;
  /**
   * When the next run is expected at the latest; absent when runs are started by hand.
   */
  readonly nextDue?: string;
  /**
   * Snapshot of the latest run that found nothing new.
   */
  readonly unchangedAt?: string;
}
