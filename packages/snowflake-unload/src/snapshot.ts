import type { Queryable } from "@dp/snowflake-client";

import { clockStatement, type Snapshot } from "./sql/point.ts";

/** What was committed in the millisecond of the clock's answer must be there for every statement that follows. */
const settleMs = 20;

/** The point in time that all statements of a run read at, by the account's own clock. @throws SnowflakeError */
export async function takeSnapshot(db: Queryable): Promise<Snapshot> {
  const [row] = await db.query(clockStatement);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  return new Date(Number(row?.now)).toISOString();
}
