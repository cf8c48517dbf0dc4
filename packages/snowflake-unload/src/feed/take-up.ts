import type { JournalPart, Outbox, OutboxRun } from "@dp/bundle";

import type { Snapshot } from "../sql/point.ts";

/** Snowflake keeps results for a day; a run that was cut earlier than this is begun anew, as of now. */
const freshMs = 12 * 3_600_000;

/** The point that the run reads at, and the parts it need not read. */
export interface TakenUp {
  readonly snapshot: Snapshot;
  readonly finished: readonly JournalPart[];
}

/** Goes on with a run that was cut, when it was to make the same bundle out of the same tables; else begins anew. */
export async function takeUp(outbox: Outbox, run: OutboxRun): Promise<TakenUp> {
  const left = await outbox.unfinished();
  const isSame =
    left !== undefined &&
    left.parts.length > 0 &&
    left.run.epoch === run.epoch &&
    left.run.seq === run.seq &&
    Date.parse(run.snapshot) - Date.parse(left.run.snapshot) < freshMs &&
    JSON.stringify(left.run.plan) === JSON.stringify(run.plan);
  if (isSame) return { snapshot: left.run.snapshot, finished: left.parts };
  await outbox.begin(run);
  return { snapshot: run.snapshot, finished: [] };
}
