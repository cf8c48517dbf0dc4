import { type PgConnection, PostgresError } from "@dp/pg-client";
import { settingsOf, type Transaction } from "@dp/pg-ddl";

import { StatementFailedError } from "./errors.ts";

/** What happens when a lock is not to be had in time. */
export interface RetryPolicy {
  /** How often one transaction is tried in all. */
  readonly attempts: number;
  /** Milliseconds before the second try; doubled before each later one. */
  readonly pauseMs: number;
  readonly onRetry: (attempt: number, pauseMs: number, error: StatementFailedError) => void;
}

async function runStatements(db: PgConnection, { statements }: Transaction): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    try {
      for (const setting of settingsOf(statement, statements[index - 1])) await db.query(setting);
      await db.query(statement.sql);
    } catch (error) {
      throw error instanceof PostgresError ? new StatementFailedError(statement, error) : error;
    }
  }
}

/**
 * Runs one transaction of a plan. Only a lock timeout is tried again: it is certain then that nothing was done.
 * @throws StatementFailedError
 */
export async function runTransaction(db: PgConnection, transaction: Transaction, policy: RetryPolicy): Promise<void> {
  const run = (): Promise<void> => runStatements(db, transaction);
  for (let attempt = 1, pauseMs = policy.pauseMs; ; attempt++, pauseMs *= 2) {
    try {
      await (transaction.transactional ? db.transaction(run) : run());
      return;
    } catch (error) {
      const mayTryAgain = error instanceof StatementFailedError && error.sqlState === "55P03";
      if (!mayTryAgain || attempt >= policy.attempts) throw error;
      policy.onRetry(attempt, pauseMs, error);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
