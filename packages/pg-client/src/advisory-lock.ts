import type { PgConnection } from "./connection.ts";
import { PostgresError } from "./errors.ts";

/** Which lock, and how long to wait for it. */
export interface AdvisoryLock {
  readonly name: string;
  /** Milliseconds; 0 answers at once. */
  readonly waitMs: number;
}

const pauseMs = 250;

/**
 * Runs `work` while this session holds the named lock of the database; one holder at a time.
 * @throws PostgresError POSTGRES_BUSY when another session keeps it for longer than `waitMs`.
 */
export async function withAdvisoryLock<T>(db: PgConnection, lock: AdvisoryLock, work: () => Promise<T>): Promise<T> {
  const key = [`dp:${lock.name}`];
  for (let waited = 0; ; waited += pauseMs) {
    const [row] = await db.query<{ locked: boolean }>(
      "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked",
      key,
    );
    if (row?.locked === true) break;
    if (waited >= lock.waitMs) {
      const hint = "wait until the other run has ended, then run the command again";
      throw new PostgresError({
        code: "POSTGRES_BUSY",
        message: `another run is at work on ${lock.name}`,
        hint,
        retryable: true,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  try {
    return await work();
  } finally {
    // A broken connection has given its locks back by itself.
    await db.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", key).catch(() => undefined);
  }
}
