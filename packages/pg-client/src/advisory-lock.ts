import type { PgConnection } from "./connection.ts";
import { PostgresError } from "./errors.ts";

/** Which lock, and how long to wait for it. */
export interface AdvisoryLock {
  readonly name: string;
  /** Milliseconds; 0 answers at once. */
  readonly waitMs: number;
  /** Called once, when somebody else holds it and there is time to wait. */
  readonly onWait?: (holder: string, waitMs: number) => void;
}

const pauseMs = 250;

const tryLock = "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked";

// A key of 64 bits stands in two fields, with 1 in the third (manual, "pg_locks"). Other roles' names may be hidden.
const holderQuery = `
  SELECT coalesce(nullif(a.application_name, ''), 'process ' || l.pid) AS name, a.usename AS "user"
  FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
    AND (l.classid::bigint << 32) | l.objid::bigint = hashtextextended($1, 0)`;

/** Who holds the lock, as far as the server says. */
async function holderOf(db: PgConnection, key: readonly string[]): Promise<string> {
  const [holder] = await db.query<{ name: string; user: string | null }>(holderQuery, key);
  if (holder === undefined) return "another run";
  return holder.user === null ? holder.name : `${holder.name}, role ${holder.user}`;
}

async function acquire(
  db: PgConnection,
  { name, waitMs, onWait }: AdvisoryLock,
  key: readonly string[],
): Promise<void> {
  const startedAt = performance.now();
  for (let holder: string | undefined; ;) {
    const [row] = await db.query<{ locked: boolean }>(tryLock, key);
    if (row?.locked === true) return;
    if (holder === undefined) {
      holder = await holderOf(db, key);
      if (waitMs > 0) onWait?.(holder, waitMs);
    }
    const left = waitMs - (performance.now() - startedAt);
    if (left <= 0) {
      throw new PostgresError({
        code: "POSTGRES_BUSY",
        message: `another run is at work on ${name}: ${holder}`,
        hint: "wait until the other run has ended, then run the command again",
        retryable: true,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, pauseMs * (0.5 + Math.random()))));
  }
}

/**
 * Runs `work` while this session holds the named lock of the database; one holder at a time. Whoever holds it may take
 * it again within.
 * @throws PostgresError POSTGRES_BUSY, with the holder's name, when another session keeps it for longer than `waitMs`.
 */
export async function withAdvisoryLock<T>(db: PgConnection, lock: AdvisoryLock, work: () => Promise<T>): Promise<T> {
  const key = [`dp:${lock.name}`];
  await acquire(db, lock, key);
  try {
    return await work();
  } finally {
    // A broken connection has given its locks back by itself.
    await db.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", key).catch(() => undefined);
  }
}
