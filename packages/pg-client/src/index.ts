export { type AdvisoryLock, withAdvisoryLock } from "./advisory-lock.ts";
export { connectPostgres, type PgConnection, type Queryable, type ServerInfo } from "./connection.ts";
export { ensureControlSchema, type HistoryEntry, recordHistory } from "./control-schema.ts";
export { PostgresError, type PostgresErrorFields } from "./errors.ts";
export type { ConnectOptions, PostgresSettings, SslMode } from "./settings.ts";
