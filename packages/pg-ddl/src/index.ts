export { checkDdlHeader, checkForeignKeysDdl, type DdlCheck, type DdlStatus } from "./ddl/check.ts";
export { allDdlFile, foreignKeysDdlFile, printAllDdl, printForeignKeysDdl } from "./ddl/foreign-keys.ts";
export { printTableDdl, tableDdlFile } from "./ddl/table.ts";
export { diff } from "./diff/diff.ts";
export {
  DefaultTypeMismatchError,
  InvalidIdentifierError,
  InvalidLiteralError,
  InvalidTypeTextError,
  PgDdlError,
  SettingsError,
  type PgDdlErrorFields,
} from "./errors.ts";
export { type TypeChange, typeChange } from "./evolve/type-change.ts";
export { fromMetadata, planTargets } from "./from-metadata.ts";
export { modelHash, planHash } from "./model-hash.ts";
export type * from "./model.ts";
export type * from "./plan-types.ts";
export { allowableHazards, type HazardInPlan, hazardMeanings, hazardsToAllow } from "./plan/hazards.ts";
export { isEmptyPlan, plan } from "./plan/plan.ts";
export { settingsOf, type Transaction, transactionsOf } from "./plan/transactions.ts";
export { clipMarkdown, type ClipOptions, markdownCode, markdownFence, markdownText } from "./print/markdown-text.ts";
export { differenceText, objectText, tableText } from "./print/object-text.ts";
export {
  planDocument,
  type PlanDocument,
  type PlanFormat,
  type PlanOrigin,
  printPlan,
  type PrintOptions,
} from "./print/print-plan.ts";
export { countsText, planCounts, type PlanCounts } from "./print/summary.ts";
export { visible } from "./print/visible.ts";
export { quoteColumns, quoteIdentifier, quoteLiteral, quoteQualified } from "./quote.ts";
export { printRoles, type RolesRequest } from "./roles/print-roles.ts";
export { type RoleNames, roleNames } from "./roles/roles.ts";
export {
  effectiveTarget,
  onlyAspects,
  placeTables,
  planSettings,
  type TableSettings,
  type TargetSettings,
  unusedSettings,
} from "./settings.ts";
export { joinSql, type Separator, sql, type SqlText } from "./sql-text.ts";
export { consideredTables, tableKey } from "./table-key.ts";
export { typeSql } from "./type-text.ts";
export { defaultSql } from "./write/default.ts";
