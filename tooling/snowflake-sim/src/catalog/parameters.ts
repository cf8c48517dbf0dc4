/** A session parameter as SHOW PARAMETERS lists it. */
export interface ParameterInfo {
  readonly default: string | number | boolean;
  readonly description: string;
}

/** Session parameters with Snowflake's defaults (Snowflake SQL reference, Parameters). */
export const sessionParameters: Readonly<Record<string, ParameterInfo>> = {
  ABORT_DETACHED_QUERY: { default: false, description: "Ends queries whose session is gone" },
  AUTOCOMMIT: { default: true, description: "Commits every statement by itself" },
  BINARY_INPUT_FORMAT: { default: "HEX", description: "Format of binary input" },
  BINARY_OUTPUT_FORMAT: { default: "HEX", description: "Format of binary output" },
  DATE_INPUT_FORMAT: { default: "AUTO", description: "Format of date input" },
  DATE_OUTPUT_FORMAT: { default: "YYYY-MM-DD", description: "Format of date output" },
  ERROR_ON_NONDETERMINISTIC_MERGE: { default: true, description: "Refuses merges that match a row twice" },
  GEOGRAPHY_OUTPUT_FORMAT: { default: "GeoJSON", description: "Format of geography output" },
  GEOMETRY_OUTPUT_FORMAT: { default: "GeoJSON", description: "Format of geometry output" },
  JS_TREAT_INTEGER_AS_BIGINT: { default: false, description: "Integers as big integers in JavaScript" },
  JSON_INDENT: { default: 2, description: "Blanks per level of JSON output" },
  LOCK_TIMEOUT: { default: 43200, description: "Seconds to wait for a lock" },
  MULTI_STATEMENT_COUNT: { default: 1, description: "Statements in one request" },
  QUERY_TAG: { default: "", description: "Text that marks the session's queries" },
  QUOTED_IDENTIFIERS_IGNORE_CASE: { default: false, description: "Folds quoted identifiers too" },
  ROWS_PER_RESULTSET: { default: 0, description: "Most rows of a result; 0 is no limit" },
  STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: { default: 0, description: "Seconds to wait in a warehouse's queue" },
  STATEMENT_TIMEOUT_IN_SECONDS: { default: 172800, description: "Seconds a statement may run" },
  STRICT_JSON_OUTPUT: { default: false, description: "Writes undefined and NaN as JSON allows" },
  TIMESTAMP_DAY_IS_ALWAYS_24H: { default: false, description: "Days are 24 hours across clock changes" },
  TIMESTAMP_INPUT_FORMAT: { default: "AUTO", description: "Format of timestamp input" },
  TIMESTAMP_LTZ_OUTPUT_FORMAT: { default: "", description: "Format of TIMESTAMP_LTZ output" },
  TIMESTAMP_NTZ_OUTPUT_FORMAT: { default: "YYYY-MM-DD HH24:MI:SS.FF3", description: "Format of TIMESTAMP_NTZ output" },
  TIMESTAMP_OUTPUT_FORMAT: { default: "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM", description: "Format of timestamp output" },
  TIMESTAMP_TYPE_MAPPING: { default: "TIMESTAMP_NTZ", description: "What TIMESTAMP stands for" },
  TIMESTAMP_TZ_OUTPUT_FORMAT: { default: "", description: "Format of TIMESTAMP_TZ output" },
  TIMEZONE: { default: "America/Los_Angeles", description: "Time zone of the session" },
  TIME_INPUT_FORMAT: { default: "AUTO", description: "Format of time input" },
  TIME_OUTPUT_FORMAT: { default: "HH24:MI:SS", description: "Format of time output" },
  TRANSACTION_ABORT_ON_ERROR: { default: false, description: "Ends the transaction at the first error" },
  TRANSACTION_DEFAULT_ISOLATION_LEVEL: { default: "READ COMMITTED", description: "Isolation level" },
  TWO_DIGIT_CENTURY_START: { default: 1970, description: "First year of two-digit years" },
  UNSUPPORTED_DDL_ACTION: { default: "ignore", description: "What happens at unsupported DDL" },
  USE_CACHED_RESULT: { default: true, description: "Answers from earlier results" },
  WEEK_OF_YEAR_POLICY: { default: 0, description: "How weeks are counted" },
  WEEK_START: { default: 0, description: "First day of the week" },
};

/** Parameters by which clients talk about themselves; the account knows no list of them. */
const clientParameter = /^(?:CLIENT|JDBC|ODBC|PYTHON|JS|GO|ENABLE|QUERY_RESULT|SERVICE|SEARCH)_/;

export function isSessionParameter(name: string): boolean {
  return sessionParameters[name] !== undefined || clientParameter.test(name);
}
