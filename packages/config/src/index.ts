export {
  DeliveryMissingError,
  receiverDelivery,
  senderDelivery,
  type ReceiverDelivery,
  type SenderDelivery,
} from "./delivery/delivery.ts";
export { ConfigError, type ConfigProblem } from "./config-error.ts";
export {
  ConnectionFileError,
  EnvFileError,
  InvalidSettingError,
  MissingSettingError,
  ServiceFileError,
} from "./environment/errors.ts";
export type { IgnoredFile } from "./environment/password-file.ts";
export { printEnvExample } from "./environment/example.ts";
export { postgresSettings, type PostgresSettings } from "./environment/postgres.ts";
export { readEnvironment, type Environment, type SettingReport } from "./environment/read.ts";
export type { SettingValue } from "./environment/setting-value.ts";
export { settingDefinitions, settingsOf, type SettingDefinition, type Side } from "./environment/settings-table.ts";
export { snowflakeSettings, type SnowflakeSettings } from "./environment/snowflake.ts";
export { type SnowflakeCredentials } from "./environment/snowflake-credentials.ts";
export { type ProxySettings, type RevocationCheck } from "./environment/snowflake-network.ts";
export { type AuthMethod } from "./environment/auth-method.ts";
export { type SslMode } from "./environment/ssl-mode.ts";
export { findProject, projectAt, ProjectNotFoundError, type Project } from "./project/find.ts";
export { readTablesConfig } from "./tables/index.ts";
export { fitsPattern, patternStart, singleName, writtenName } from "./tables/patterns/glob.ts";
export { kindOfWord, relationKindWords } from "./tables/patterns/kinds.ts";
export { matchesPattern, type PatternMatch, type PresentTable } from "./tables/patterns/match.ts";
export { resolvePatterns, tableOfPattern, type ResolvedTables } from "./tables/patterns/resolve.ts";
export { plainWord } from "./tables/patterns/template.ts";
export { toMappingSettings, type MappingSettingsLike } from "./tables/mapping-settings.ts";
export { starterTablesYaml } from "./tables/starter.ts";
export type {
  ColumnConfig,
  DeliveryConfig,
  IncrementalConfig,
  KeyTreatment,
  LossTreatment,
  PatternExclusion,
  Schedule,
  SyncMode,
  TableConfig,
  TablePattern,
  TablesConfig,
  VerifyTiming,
} from "./tables/types.ts";
export { chooseTarget, refuseOtherDatabase, TargetError } from "./targets/choose.ts";
export { differenceCodes } from "./targets/difference-codes.ts";
export { readPostgresConfig } from "./targets/index.ts";
export type {
  ExtraIndex,
  ForeignKeyTreatment,
  IndexMethod,
  PostgresConfig,
  ReceiverConfig,
  PostgresTarget,
  Severity,
  TableOfTarget,
  TablePrivilege,
} from "./targets/types.ts";
