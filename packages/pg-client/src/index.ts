export { type AdvisoryLock, withAdvisoryLock } from "./advisory-lock.ts";
export { connectPostgres, defaultTimeouts, type PgConnection, type Queryable } from "./connection.ts";
export type { ServerInfo } from "./server-info.ts";
export { ensureControlSchema, hasControlSchema } from "./control-schema.ts";
export {
  type HistoryEntry,
  readHistory,
  readRunStatements,
  type RecordedRun,
  type RecordedStatement,
  recordHistory,
  recordStatements,
  type StatementRecord,
} from "./history.ts";
export { PostgresError, type PostgresErrorFields } from "./errors.ts";
export type { ConnectOptions, PostgresSettings, SslMode } from "./settings.ts";
