import type { Queryable } from "@dp/snowflake-client";

/** One question and its answer, with the clocks of both sides. */
export interface RoundTrip {
  readonly roundTripMs: number;
  /** Milliseconds by which this machine's clock is ahead of Snowflake's, to half a round trip; null when it told none. */
  readonly clockAheadMs: number | null;
}

/** Asks Snowflake for its time. No warehouse. @throws SnowflakeError */
export async function roundTrip(db: Queryable): Promise<RoundTrip> {
  const before = Date.now();
  const began = performance.now();
  const [row] = await db.query('SELECT DATE_PART(EPOCH_MILLISECOND, CURRENT_TIMESTAMP()) AS "now"');
  const tookMs = performance.now() - began;
  const there = Number(row?.now ?? Number.NaN);
  return {
    roundTripMs: Math.round(tookMs),
    clockAheadMs: Number.isNaN(there) ? null : Math.round(before + tookMs / 2 - there),
  };
}
