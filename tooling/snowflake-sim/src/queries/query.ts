import type { SqlError } from "../contracts.ts";
import type { CollectedResult } from "../results/collect.ts";
import type { ParameterValue } from "../session-parameters.ts";

/** Session state that a reply reports, as it was when the statement ended. */
interface SessionSnapshot {
  readonly role: string;
  readonly warehouse: string | null;
  readonly database: string | null;
  readonly schema: string | null;
  readonly parameters: readonly { readonly name: string; readonly value: ParameterValue }[];
}

export interface Finished {
  readonly ok: true;
  readonly result: CollectedResult;
  readonly session: SessionSnapshot;
}

interface Failed {
  readonly ok: false;
  readonly error: SqlError;
}

export type Outcome = Finished | Failed;

/** One statement that was taken on. */
export interface Query {
  readonly id: string;
  readonly sessionId: string;
  /** Who ran it: the same user may ask for it in another session too. */
  readonly user: string;
  /** Session and request that brought it. */
  readonly request: string;
  /** Whether its client went away at once and will ask by id. */
  readonly detached: boolean;
  readonly text: string;
  readonly bindCount: number;
  readonly startedAt: number;
  /** Never rejects. */
  readonly done: Promise<Outcome>;
  readonly cancel: AbortController;
  /** Set once `done` has settled. */
  outcome: Outcome | null;
  endedAt: number | null;
}

/** Status as `/monitoring/queries` names it. */
export function queryStatus(query: Query): "RUNNING" | "SUCCESS" | "FAILED_WITH_ERROR" {
  if (query.outcome === null) return "RUNNING";
  return query.outcome.ok ? "SUCCESS" : "FAILED_WITH_ERROR";
}
