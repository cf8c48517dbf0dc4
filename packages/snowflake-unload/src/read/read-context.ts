import type { SnowflakeConnection } from "@dp/snowflake-client";
import type { PartModule } from "./part-sink.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** What a reader asks of Snowflake. */
export type ReadSource = Pick<SnowflakeConnection, "results" | "route" | "query">;

/** What every way of reading needs. */
export interface ReadContext {
  readonly db: ReadSource;
  readonly pool: ThreadPool;
  readonly part: PartModule;
  readonly partBytes: number;
  readonly signal?: AbortSignal;
}
