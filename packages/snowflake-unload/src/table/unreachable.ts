import { SnowflakeError } from "@dp/snowflake-client";

/**
 * Whether Snowflake says that a table's past, or what it tracked, does not go back so far: 000707 of time travel; what it
 * says of CHANGES is matched by its words [unsure].
 */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof SnowflakeError)) return false;
  return error.snowflakeCode === "000707" || /time travel|change tracking/i.test(error.message);
}
