export type * from "./types.ts";
export {
  InvalidIdentityTypeError,
  InvalidNameError,
  InvalidSnowflakeTypeError,
  TypeMapError,
  UnknownPgTypeError,
  UnknownPolicyError,
  UnknownSnowflakeTypeError,
} from "./errors.ts";
export { parseSnowflakeType, type ParseTypeOptions } from "./parse-snowflake-type.ts";
export { parseShowColumnsType, type ShowColumnsType } from "./show-columns-type.ts";
export { parseInformationSchemaType, type InformationSchemaColumn } from "./information-schema-type.ts";
export { printSnowflakeType } from "./print-snowflake-type.ts";
export {
  defaultPolicies,
  isPolicyName,
  policyDefinitions,
  resolvePolicies,
  type Policies,
  type PolicyDefinition,
  type PolicyName,
} from "./policies.ts";
export { edition, knownEditions } from "./editions.ts";
export { lossCodes, type LossCode, type LossDefinition, type LossEffect } from "./loss-codes.ts";
export { typeTable, type Alternative, type LossRule, type TypeRow } from "./type-table.ts";
export { type Condition } from "./conditions.ts";
export { icuCollation } from "./collation.ts";
export { mapIdentityType, mapType } from "./map-type.ts";
export { parsePgType } from "./parse-pg-type.ts";
export { printPgType } from "./print-pg-type.ts";
export type { PgElement, PgPlainName, PgShape, PgTimeName, PgType } from "./pg-type.ts";
export { fitIdentifier, foldName, isPgSystemColumn, joinIdentifier, maxIdentifierBytes } from "./names.ts";
export { utf8Length } from "./utf8.ts";
export { checkOverride, type OverrideCheck } from "./check-override.ts";
export { untranslatedReasons, type UntranslatedReason } from "./default-reasons.ts";
export {
  translateDefault,
  type DefaultColumn,
  type TranslateDefaultOptions,
  type TranslatedDefault,
} from "./translate-default.ts";
