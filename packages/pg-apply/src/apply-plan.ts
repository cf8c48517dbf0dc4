import {
  ensureControlSchema,
  type HistoryEntry,
  type PgConnection,
  recordHistory,
  withAdvisoryLock,
} from "@dp/pg-client";
import {
  type Hazard,
  modelHash,
  type Phase,
  type Plan,
  planCounts,
  planHash,
  type QualifiedName,
  type Statement,
  tableKey,
  type Transaction,
  transactionsOf,
} from "@dp/pg-ddl";

import { checkPlan } from "./check-plan.ts";
import { PlanStaleError, StatementFailedError } from "./errors.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { type RunOf, runTransaction } from "./run-transaction.ts";

/** What `applyPlan` tells while it works. */
export type ApplyEvent =
  | { readonly type: "started"; readonly planHash: string; readonly statements: number }
  /** Another run holds the lock. */
  | { readonly type: "waiting"; readonly holder: string; readonly waitMs: number }
  /** A statement begins that may take long. */
  | { readonly type: "running"; readonly statement: Statement }
  /** A transaction was committed: `done` of `total` statements are there to stay. */
  | {
      readonly type: "committed";
      readonly phase: Phase;
      readonly statements: readonly Statement[];
      readonly done: number;
      readonly total: number;
    }
  /** Try `attempt` of `attempts` met a lock; the next one follows after the pause. */
  | {
      readonly type: "retry";
      readonly attempt: number;
      readonly attempts: number;
      readonly pauseMs: number;
      readonly message: string;
    }
  | { readonly type: "finished"; readonly statements: number; readonly elapsedMs: number };

/** How patiently to wait for another run. */
export interface LockWait {
  /** Milliseconds to wait for another run to end. Default 30 000. */
  readonly waitMs?: number;
  readonly onEvent?: (event: ApplyEvent) => void;
}

/** Who applies, what may happen, and how patiently. */
export interface ApplyOptions extends LockWait {
  readonly runId: string;
  /** Program and version, for the history. */
  readonly program: string;
  /** Commit of the files that the plan was made from. */
  readonly sourceCommit?: string;
  /** Who, beside the role: anything that JSON holds, for the history. */
  readonly by?: Readonly<Record<string, string>>;
  /** Hazards that may happen, by name. */
  readonly allow?: readonly Hazard[];
  /** Tables that may be dropped with the rows they hold; any other has to be empty. */
  readonly mayLoseRows?: readonly QualifiedName[];
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

/** A server with little room for locks takes fewer statements at a time. */
function halves(transaction: Transaction, error: unknown): readonly Transaction[] {
  const { statements, transactional } = transaction;
  const full = error instanceof StatementFailedError && error.sqlState === "53200";
  if (!full || !transactional || statements.length < 2) throw error;
  const middle = Math.ceil(statements.length / 2);
  return [statements.slice(0, middle), statements.slice(middle)].map((half) => ({ ...transaction, statements: half }));
}

async function runAll(db: PgConnection, plan: Plan, options: ApplyOptions & { readonly of: RunOf }): Promise<Counted> {
  const total = plan.statements.length;
  let [done, transactions, retries] = [0, 0, 0];
  const { attempts = 5, pauseMs = 500, onEvent, of } = options;
  const onRetry = (attempt: number, pause: number, error: StatementFailedError): void => {
    retries++;
    onEvent?.({ type: "retry", attempt, attempts, pauseMs: pause, message: error.message });
  };
  const left = transactionsOf(plan).toReversed();
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { phase, statements } = next;
    const [first] = statements;
    if (statements.length === 1 && first !== undefined) onEvent?.({ type: "running", statement: first });
    try {
      await runTransaction(db, next, { of, policy: { attempts, pauseMs, onRetry } });
    } catch (error) {
      left.push(...halves(next, error).toReversed());
      continue;
    }
    done += statements.length;
    transactions++;
    onEvent?.({ type: "committed", phase, statements, done, total });
  }
  return { statements: done, transactions, retries };
}

function historyOf(plan: Plan, options: ApplyOptions): Omit<HistoryEntry, "result" | "details"> & { details: object } {
  const { runId, program, sourceCommit, by, allow = [] } = options;
  const tables = plan.targets.map(({ name, fingerprint }) => ({ name, fingerprint }));
  return {
    runId,
    action: "apply",
    program,
    ...(sourceCommit === undefined ? {} : { sourceCommit }),
    planHash: planHash(plan),
    details: {
      counts: planCounts(plan),
      statements: plan.statements.length,
      tables,
      ...(by === undefined ? {} : { by }),
      ...(allow.length === 0 ? {} : { allow }),
    },
  };
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "UNEXPECTED";
}

async function runRecorded(db: PgConnection, plan: Plan, options: ApplyOptions): Promise<Counted> {
  const present = await readCatalogue(db, plan.considers, plan.settings?.compares);
  if (modelHash(present) !== plan.present) throw new PlanStaleError();
  await ensureControlSchema(db);
  const entry = historyOf(plan, options);
  await recordHistory(db, { ...entry, result: "started" });
  const mayLoseRows = new Set((options.mayLoseRows ?? []).map(tableKey));
  try {
    const of = { runId: options.runId, planHash: planHash(plan), mayLoseRows };
    const counted = await runAll(db, plan, { ...options, of });
    await recordHistory(db, { ...entry, result: "done" });
    return counted;
  } catch (error) {
    const failure = error instanceof StatementFailedError ? { statement: error.statement.id } : {};
    const details = { ...entry.details, error: { code: codeOf(error), ...failure } };
    // A connection that broke cannot say so; "started" without an end tells the same.
    await recordHistory(db, { ...entry, details, result: "failed" }).catch(() => undefined);
    throw error;
  }
}

/**
 * Runs `work` while no other run applies to this database: to plan, look and apply without anybody in between.
 * @throws PostgresError POSTGRES_BUSY when another run goes on for longer than `waitMs`
 */
export function withApplyLock<T>(db: PgConnection, options: LockWait, work: () => Promise<T>): Promise<T> {
  const onWait = (holder: string, waitMs: number): void => options.onEvent?.({ type: "waiting", holder, waitMs });
  return withAdvisoryLock(db, { name: "apply", waitMs: options.waitMs ?? 30_000, onWait }, work);
}

/**
 * Runs a plan as it was shown, under an advisory lock: one run at a time in a database. What was committed before a
 * failure or a kill stays, and the next plan goes on from there. A plan without statements touches nothing.
 * Give it a plan that `planChanges` made in this process: a plan read from a file holds SQL text of others, so plan again
 * and compare with `refuseOtherPlan` instead.
 * @throws PlanBlockedError, HazardNotAllowedError, PlanStaleError, TableFilledError, StatementFailedError; PostgresError
 * POSTGRES_BUSY when another run goes on
 */
export async function applyPlan(db: PgConnection, plan: Plan, options: ApplyOptions): Promise<ApplyResult> {
  checkPlan(plan, options.allow);
  const startedAt = performance.now();
  const hash = planHash(plan);
  const statements = plan.statements.length;
  options.onEvent?.({ type: "started", planHash: hash, statements });
  const counted =
    statements === 0
      ? { statements: 0, transactions: 0, retries: 0 }
      : await withApplyLock(db, options, () => runRecorded(db, plan, options));
  const elapsedMs = Math.round(performance.now() - startedAt);
  options.onEvent?.({ type: "finished", statements: counted.statements, elapsedMs });
  return { planHash: hash, ...counted, elapsedMs };
}
