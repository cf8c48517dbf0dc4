import { defaultTimeouts, type PgConnection, PostgresError, recordStatements } from "@dp/pg-client";
import { objectText, quoteQualified, settingsOf, type Statement, tableKey, type Transaction } from "@dp/pg-ddl";

import { StatementFailedError, TableFilledError } from "./errors.ts";
import { invalidIndexSql } from "./generated/sql.ts";
import { dropsTable } from "./inspect-drops.ts";

/** Whose statements these are, for the history. */
export interface RunOf {
  readonly runId: string;
  readonly planHash: string;
  /** Tables, by `tableKey`, whose rows may be dropped. */
  readonly mayLoseRows: ReadonlySet<string>;
}

/** What happens when a lock is not to be had in time. */
export interface RetryPolicy {
  /** How often one transaction is tried in all. */
  readonly attempts: number;
  /** Milliseconds before the second try; about doubled before each later one. */
  readonly pauseMs: number;
  readonly onRetry: (attempt: number, pauseMs: number, error: StatementFailedError) => void;
}

type Result = "started" | "done" | "failed";

function record(db: PgConnection, of: RunOf, statements: readonly Statement[], result: Result): Promise<void> {
  const { runId, planHash } = of;
  const lines = statements.map(({ id, object, sql }) => ({ id, object: objectText(object), sql }));
  return recordStatements(db, { runId, planHash, result }, lines);
}

/** Rows may have come since somebody looked; from here until the DROP none can. */
async function refuseFilled(db: PgConnection, { object }: Statement, { mayLoseRows }: RunOf): Promise<void> {
  await db.query(`LOCK TABLE ${quoteQualified(object)} IN ACCESS EXCLUSIVE MODE`);
  if (mayLoseRows.has(tableKey(object))) return;
  const [row] = await db.query<{ filled: boolean }>(`SELECT EXISTS (SELECT FROM ${quoteQualified(object)}) AS filled`);
  if (row?.filled === true) throw new TableFilledError(object);
}

async function runStatement(db: PgConnection, statement: Statement, of: RunOf, before?: Statement): Promise<void> {
  try {
    for (const setting of settingsOf(statement, before)) await db.query(setting);
    if (dropsTable(statement)) await refuseFilled(db, statement, of);
    await db.query(statement.sql);
  } catch (error) {
    throw error instanceof PostgresError ? new StatementFailedError(statement, error) : error;
  }
}

async function runTogether(db: PgConnection, { statements }: Transaction, of: RunOf): Promise<void> {
  await db.transaction(async () => {
    for (const [index, statement] of statements.entries()) {
      await runStatement(db, statement, of, statements[index - 1]);
    }
    await record(db, of, statements, "done");
  });
}

/** Removes what the try has left, and never an index of the same name that somebody uses. */
async function cleanUp(db: PgConnection, { cleanup, object }: Statement): Promise<void> {
  if (cleanup === undefined) return;
  const [found] = await db.query(invalidIndexSql, [object.schema, object.part]);
  if (found !== undefined) await db.query(cleanup);
}

async function runAlone(db: PgConnection, { statements }: Transaction, of: RunOf): Promise<void> {
  await record(db, of, statements, "started");
  try {
    for (const statement of statements) {
      await runStatement(db, statement, of);
    }
    await record(db, of, statements, "done");
  } catch (error) {
    // A connection that broke cannot say so; "started" without an end tells the same.
    await record(db, of, statements, "failed").catch(() => undefined);
    // What cannot be removed now stays, is no error of its own, and is part of the next plan.
    for (const statement of statements) await cleanUp(db, statement).catch(() => undefined);
    throw error;
  } finally {
    await db.query(defaultTimeouts).catch(() => undefined);
  }
}

// lock_timeout, deadlock, serialization failure: it is certain then that nothing was done.
const passing: readonly (string | undefined)[] = ["55P03", "40P01", "40001"];

/**
 * Runs one transaction of a plan and writes it into the history with the same COMMIT. Only what is certain to have done
 * nothing is tried again: a lock that was not to be had in time, a deadlock. Pauses vary at random, so that two who wait
 * for each other do not meet again.
 * @throws StatementFailedError, TableFilledError
 */
export async function runTransaction(
  db: PgConnection,
  transaction: Transaction,
  { of, policy }: { readonly of: RunOf; readonly policy: RetryPolicy },
): Promise<void> {
  for (let attempt = 1, pauseMs = policy.pauseMs; ; attempt++, pauseMs *= 2) {
    try {
      await (transaction.transactional ? runTogether(db, transaction, of) : runAlone(db, transaction, of));
      return;
    } catch (error) {
      const mayTryAgain = error instanceof StatementFailedError && passing.includes(error.sqlState);
      if (!mayTryAgain || attempt >= policy.attempts) throw error;
      const pause = Math.round(pauseMs * (0.5 + Math.random()));
      policy.onRetry(attempt, pause, error);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
