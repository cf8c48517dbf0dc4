import type { Queryable } from "@dp/pg-client";

import { isoText } from "./feed.ts";

/** What somebody decided about a feed, and why. */
export interface Decision {
  readonly feed: string;
  readonly action: "hold" | "release" | "skip";
  readonly epoch?: number;
  readonly seq?: number;
  readonly reason: string;
  readonly runId: string;
}

/** A decision as the ledger tells it. */
export interface RecordedDecision extends Decision {
  readonly role: string;
  readonly at: string;
}

/** Writes a decision down. */
export async function addDecision(db: Queryable, { feed, action, epoch, seq, reason, runId }: Decision): Promise<void> {
  await db.query(
    "INSERT INTO dp_control.hold (feed, action, epoch, seq, reason, run_id) VALUES ($1, $2, $3, $4, $5, $6)",
    [feed, action, epoch ?? null, seq ?? null, reason, runId],
  );
}

interface DecisionRow extends Omit<RecordedDecision, "epoch" | "seq"> {
  readonly epoch: string | null;
  readonly seq: string | null;
}

/** Decisions about all feeds, oldest first. */
export async function readDecisions(db: Queryable): Promise<readonly RecordedDecision[]> {
  const rows = await db.query<DecisionRow>(
    `SELECT feed, action, epoch::text AS epoch, seq::text AS seq, reason, run_id AS "runId", role, ${isoText("at")} AS at
     FROM dp_control.hold ORDER BY id`,
  );
  return rows.map(({ epoch, seq, ...rest }) => ({
    ...rest,
    ...(epoch === null ? {} : { epoch: Number(epoch) }),
    ...(seq === null ? {} : { seq: Number(seq) }),
  }));
}

/** The hold that a feed is under; undefined when it is under none. */
export function holdOf(decisions: readonly RecordedDecision[], feed: string): RecordedDecision | undefined {
  const last = decisions.findLast((one) => one.feed === feed && one.action !== "skip");
  return last?.action === "hold" ? last : undefined;
}
