/** Session parameters of Snowflake that the expressions rest on (Snowflake SQL reference, "Parameters"). */
export const snowflakeTextSettings = {
  /** SQL NULL, NaN and infinities inside documents are written as JSON has them. */
  STRICT_JSON_OUTPUT: true,
  /** Documents in one line. */
  JSON_INDENT: 0,
  /** Formats of dates and times inside documents; columns have formats of their own in the expressions. */
  TIMEZONE: "UTC",
  DATE_OUTPUT_FORMAT: "YYYY-MM-DD",
  TIME_OUTPUT_FORMAT: "HH24:MI:SS.FF9",
  TIMESTAMP_NTZ_OUTPUT_FORMAT: "YYYY-MM-DD HH24:MI:SS.FF9",
  TIMESTAMP_LTZ_OUTPUT_FORMAT: "YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM",
  TIMESTAMP_TZ_OUTPUT_FORMAT: "YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM",
  BINARY_OUTPUT_FORMAT: "HEX",
} as const;

/** Settings of a PostgreSQL session under which {@link canonicalPostgres} and COPY mean what is said here. */
export const postgresTextSettings = {
  DateStyle: "ISO, YMD",
  TimeZone: "UTC",
  extra_float_digits: "1",
  bytea_output: "hex",
  client_encoding: "UTF8",
  standard_conforming_strings: "on",
} as const;
