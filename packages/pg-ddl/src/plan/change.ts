import type { Draft } from "../draft.ts";
import type { PgTable, QualifiedName } from "../model.ts";
import type { Difference } from "../plan-types.ts";

/** What becomes of one difference of a table that stands. */
export type Outcome =
  { readonly drafts: readonly Draft[] } | { readonly reason: string; readonly droppingHelps: boolean };

/** A difference and the two tables it was found between. */
export interface Change {
  readonly difference: Difference;
  readonly wanted: PgTable;
  readonly present: PgTable;
  /** Whether a referenced table stood before the plan. */
  readonly stands: (table: QualifiedName) => boolean;
  /** Whether columns that are not wanted go, with their values. */
  readonly dropColumns: boolean;
}

/** Decides what becomes of one kind of difference. */
export type Handler = (change: Change) => Outcome;

/** Nothing to do for this one: another statement of the plan brings it about, or it may stay. */
export const nothingToDo: Outcome = { drafts: [] };

/** The item that a difference names; a difference comes from the same tables, so it is there. */
export function named<T extends { readonly name: string }>(items: readonly T[], { object }: Difference): T {
  const found = items.find(({ name }) => name === object.part);
  if (found === undefined) throw new Error(`${object.name} has no ${object.kind} ${String(object.part)}`);
  return found;
}
