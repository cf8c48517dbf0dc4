import { type PgConnection, PostgresError } from "@dp/pg-client";
import { quoteQualified, type QualifiedName } from "@dp/pg-ddl";

/** How patiently a lock is asked for. */
export interface LockPolicy {
  readonly attempts: number;
  /** Milliseconds before the second try; about doubled before each later one. */
  readonly pauseMs: number;
  readonly onRetry?: (attempt: number, pauseMs: number, message: string) => void;
}

// lock_timeout, deadlock, serialization failure: it is certain then that nothing was done.
const passing: readonly (string | undefined)[] = ["55P03", "40P01", "40001"];

/** Whether it is certain that nothing was done, and that the same may go well after a pause. */
function mayPass(error: unknown): boolean {
  return error instanceof PostgresError && passing.includes(error.sqlState);
}

/** Random, so that two who wait for each other do not meet again. */
export async function pause(ms: number): Promise<number> {
  const length = Math.round(ms * (0.5 + Math.random()));
  await new Promise((resolve) => setTimeout(resolve, length));
  return length;
}

/** Runs `work` so that a failure takes back only what it did, and the transaction goes on. */
export async function withSavepoint<T>(db: PgConnection, name: string, work: () => Promise<T>): Promise<T> {
  await db.query(`SAVEPOINT ${name}`);
  try {
    const result = await work();
    await db.query(`RELEASE SAVEPOINT ${name}`);
    return result;
  } catch (error) {
    // A broken connection has rolled back by itself; the first error is the one to tell.
    await db.query(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`).catch(() => undefined);
    throw error;
  }
}

/** Tries again, from a savepoint, as long as somebody holds a lock: what waits queues nobody behind it for long. */
export async function retried<T>(
  db: PgConnection,
  { name, policy }: { readonly name: string; readonly policy: LockPolicy },
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1, pauseMs = policy.pauseMs; ; attempt++, pauseMs *= 2) {
    try {
      return await withSavepoint(db, name, work);
    } catch (error) {
      if (!mayPass(error) || attempt >= policy.attempts) throw error;
      policy.onRetry?.(attempt, pauseMs, error instanceof Error ? error.message : "");
      await pause(pauseMs);
    }
  }
}

/** Locks tables in one order, whoever asks. */
export async function lockTables(
  db: PgConnection,
  tables: readonly QualifiedName[],
  mode: "SHARE UPDATE EXCLUSIVE" | "SHARE ROW EXCLUSIVE" | "ACCESS EXCLUSIVE",
): Promise<void> {
  const names = [...new Set(tables.map(quoteQualified))].sort();
  if (names.length > 0) await db.query(`LOCK TABLE ${names.join(", ")} IN ${mode} MODE`);
}
