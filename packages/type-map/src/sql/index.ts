export type { ValueSource } from "./value-source.ts";
export { InvalidBucketsError, InvalidTargetError, NoSuchPartError, NotFingerprintedError } from "./errors.ts";
export { valueExpression } from "./value-expression.ts";
export { losses, refusals, type ValueCondition } from "./conditions.ts";
export { canonicalPostgres, canonicalSnowflake, isFingerprinted, outsideFingerprint } from "./canonical-text.ts";
export {
  framedPostgres,
  framedSnowflake,
  rowHashPostgres,
  rowHashSnowflake,
  rowTextPostgres,
  rowTextSnowflake,
  type PostgresColumn,
  type SnowflakeColumn,
} from "./row-text.ts";
export {
  addBucketSums,
  bucketPostgres,
  bucketSnowflake,
  bucketSumsPostgres,
  bucketSumsSnowflake,
  type BucketSum,
  type BucketSumsOptions,
} from "./bucket-sums.ts";
export { bucketOfPostgres } from "./hashed-rows.ts";
export { rowHashesPostgres, rowHashesSnowflake, type RowHashesOptions } from "./row-hashes.ts";
export { postgresTextSettings, snowflakeTextSettings } from "./session-settings.ts";
