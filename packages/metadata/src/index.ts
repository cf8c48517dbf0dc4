export { completeTableMetadata } from "./complete.ts";
export {
  FingerprintMismatchError,
  InvalidMetadataError,
  NewerFormatError,
  type MetadataHalf,
  type MetadataProblem,
} from "./errors.ts";
export {
  describeFinding,
  findingDefinitions,
  isFindingCode,
  type FindingCode,
  type FindingDefinition,
} from "./findings.ts";
export { fingerprint, fingerprintSource, fingerprintTarget, fingerprintValues } from "./fingerprint.ts";
export { formatVersion, readableFormatVersions } from "./format.ts";
export type * from "./generated/table-metadata.ts";
export { linesOf } from "./json/position.ts";
export { readJsonStrictly, type JsonReading } from "./json/read.ts";
export { maxMetadataBytes, parseTableMetadata } from "./parse.ts";
export { serializeTableMetadata } from "./serialize.ts";
