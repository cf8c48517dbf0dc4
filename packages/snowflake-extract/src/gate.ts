import { SnowflakeError, type Queryable } from "@dp/snowflake-client";

/** After these, no statement of the same connection can succeed. */
const lostCodes: ReadonlySet<string> = new Set([
  "SNOWFLAKE_CANCELLED",
  "SNOWFLAKE_SESSION_GONE",
  "SNOWFLAKE_TLS",
  "SNOWFLAKE_UNAVAILABLE",
  "SNOWFLAKE_UNREACHABLE",
]);

/**
 * Lets at most `limit` statements run at a time. Once the connection is lost, whatever is asked gets that error without
 * being sent: retries of ten thousand statements would go on for hours.
 */
export function gate(db: Queryable, limit: number): Queryable {
  const waiting: (() => void)[] = [];
  let free = limit;
  let lost: SnowflakeError | undefined;
  const enter = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    query: async (sql) => {
      await enter();
      try {
        if (lost !== undefined) throw lost;
        return await db.query(sql);
      } catch (error) {
        if (error instanceof SnowflakeError && lostCodes.has(error.code)) lost ??= error;
        throw error;
      } finally {
        leave();
      }
    },
  };
}
