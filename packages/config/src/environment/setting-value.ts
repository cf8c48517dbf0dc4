/**
 * A value and where it came from: `process`, `.env line 3`, `SNOWFLAKE_PASSWORD_FILE <path>`,
 * `/home/vera/.snowflake/connections.toml [prod]`, `--connection`, `/home/vera/.pg_service.conf [prod]`, `fallback PGHOST`
 * or `/home/vera/.pgpass line 2`.
 */
export interface SettingValue {
  readonly value: string;
  readonly source: string;
  /** File that the value came from, when others on this machine may read it. */
  readonly exposed?: string;
}
