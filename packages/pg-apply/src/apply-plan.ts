import {
  ensureControlSchema,
  type HistoryEntry,
  type PgConnection,
  recordHistory,
  withAdvisoryLock,
} from "@dp/pg-client";
import { modelHash, type Phase, type Plan, planCounts, planHash, type Statement, transactionsOf } from "@dp/pg-ddl";

import { PlanBlockedError, PlanStaleError } from "./errors.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { runTransaction } from "./run-transaction.ts";

/** What `applyPlan` tells while it works. */
export type ApplyEvent =
  | { readonly type: "started"; readonly planHash: string; readonly statements: number }
  /** A transaction was committed: `done` of `total` statements are there to stay. */
  | {
      readonly type: "committed";
      readonly phase: Phase;
      readonly statements: readonly Statement[];
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "retry"; readonly attempt: number; readonly pauseMs: number; readonly message: string }
  | { readonly type: "finished"; readonly statements: number; readonly elapsedMs: number };

/** Who applies, and how patiently. */
export interface ApplyOptions {
  readonly runId: string;
  /** Program and version, for the history. */
  readonly program: string;
  /** Commit of the files that the plan was made from. */
  readonly sourceCommit?: string;
  readonly onEvent?: (event: ApplyEvent) => void;
  /** Milliseconds to wait for another run to end. Default 30 000. */
  readonly waitMs?: number;
  /** Tries of a transaction that meets a lock. Default 5. */
  readonly attempts?: number;
  /** Milliseconds before the second try. Default 500. */
  readonly pauseMs?: number;
}

/** What was done. */
export interface ApplyResult {
  readonly planHash: string;
  readonly statements: number;
  readonly transactions: number;
  readonly retries: number;
  readonly elapsedMs: number;
}

type Counted = Pick<ApplyResult, "statements" | "transactions" | "retries">;

async function runAll(db: PgConnection, plan: Plan, options: ApplyOptions): Promise<Counted> {
  const total = plan.statements.length;
  let [done, transactions, retries] = [0, 0, 0];
  const { attempts = 5, pauseMs = 500, onEvent } = options;
  for (const transaction of transactionsOf(plan)) {
    await runTransaction(db, transaction, {
      attempts,
      pauseMs,
      onRetry: (attempt, pause, error) => {
        retries++;
        onEvent?.({ type: "retry", attempt, pauseMs: pause, message: error.message });
      },
    });
    const { phase, statements } = transaction;
    done += statements.length;
    transactions++;
    onEvent?.({ type: "committed", phase, statements, done, total });
  }
  return { statements: done, transactions, retries };
}

function historyOf(plan: Plan, { runId, program, sourceCommit }: ApplyOptions): Omit<HistoryEntry, "result"> {
  const tables = plan.targets.map(({ name, fingerprint }) => ({ name, fingerprint }));
  return {
    runId,
    action: "apply",
    program,
    ...(sourceCommit === undefined ? {} : { sourceCommit }),
    planHash: planHash(plan),
    details: { counts: planCounts(plan), statements: plan.statements.length, tables },
  };
}

async function runRecorded(db: PgConnection, plan: Plan, options: ApplyOptions): Promise<Counted> {
  const present = await readCatalogue(db, plan.considers);
  if (modelHash(present) !== plan.present) throw new PlanStaleError();
  await ensureControlSchema(db);
  const entry = historyOf(plan, options);
  await recordHistory(db, { ...entry, result: "started" });
  try {
    const counted = await runAll(db, plan, options);
    await recordHistory(db, { ...entry, result: "done" });
    return counted;
  } catch (error) {
    // A connection that broke cannot say so; "started" without an end tells the same.
    await recordHistory(db, { ...entry, result: "failed" }).catch(() => undefined);
    throw error;
  }
}

/**
 * Runs a plan as it was shown, under an advisory lock: one run at a time in a database. What was committed before a
 * failure or a kill stays, and the next plan goes on from there. A plan without statements touches nothing.
 * Give it a plan that `planChanges` made in this process: a plan read from a file holds SQL text of others, so plan again
 * and compare `planHash` instead.
 * @throws PlanBlockedError, PlanStaleError, StatementFailedError; PostgresError POSTGRES_BUSY when another run goes on
 */
export async function applyPlan(db: PgConnection, plan: Plan, options: ApplyOptions): Promise<ApplyResult> {
  if (plan.blocked.length > 0) throw new PlanBlockedError(plan.blocked);
  const startedAt = performance.now();
  const hash = planHash(plan);
  const statements = plan.statements.length;
  options.onEvent?.({ type: "started", planHash: hash, statements });
  const lock = { name: "apply", waitMs: options.waitMs ?? 30_000 };
  const counted =
    statements === 0
      ? { statements: 0, transactions: 0, retries: 0 }
      : await withAdvisoryLock(db, lock, () => runRecorded(db, plan, options));
  const elapsedMs = Math.round(performance.now() - startedAt);
  options.onEvent?.({ type: "finished", statements: counted.statements, elapsedMs });
  return { planHash: hash, ...counted, elapsedMs };
}
