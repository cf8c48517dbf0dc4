import type { QualifiedName } from "./model.ts";
import type { Hazard, LockMode, ObjectRef, Phase, Statement } from "./plan-types.ts";
import type { SqlText } from "./sql-text.ts";

/** A statement before it has its place in a plan. */
export interface Draft extends Omit<Statement, "id"> {
  readonly sql: SqlText;
  /** Relations that it makes in the schema of its object: their names must be free. */
  readonly relations: readonly string[];
}

/** What the writer of an object kind says of a statement; hazards and timeouts follow from it. */
export interface DraftInput {
  readonly phase: Phase;
  readonly action: "create" | "alter" | "drop";
  readonly object: ObjectRef;
  readonly sql: SqlText;
  readonly lock: LockMode | null;
  readonly rewrites?: boolean;
  readonly scans?: boolean;
  readonly losesData?: boolean;
  readonly drops?: boolean;
  readonly details?: readonly string[];
  readonly relations?: readonly string[];
}

const lockTimeoutMs = 3_000;
const catalogueTimeoutMs = 60_000;
const wholeTableTimeoutMs = 6 * 3_600_000;

function hazardsOf(input: DraftInput): readonly Hazard[] {
  const hazards: Hazard[] = [];
  if (input.losesData === true) hazards.push("DELETES_DATA");
  if (input.drops === true) hazards.push("DROPS_OBJECT");
  if (input.rewrites === true) hazards.push("REWRITES_TABLE");
  if (input.scans === true) hazards.push("SCANS_TABLE");
  if (input.lock === "ACCESS EXCLUSIVE") hazards.push("TAKES_ACCESS_EXCLUSIVE_LOCK");
  return hazards;
}

/** Completes a statement from what its writer said. */
export function draft(input: DraftInput): Draft {
  const { phase, action, object, sql, lock, rewrites = false, scans = false, losesData = false } = input;
  return {
    phase,
    action,
    object,
    sql,
    lock,
    rewrites,
    losesData,
    transactional: true,
    lockTimeoutMs,
    statementTimeoutMs: rewrites || scans ? wholeTableTimeoutMs : catalogueTimeoutMs,
    hazards: hazardsOf(input),
    details: input.details ?? [],
    relations: input.relations ?? [],
  };
}

/** The object of a statement or difference about a table or a part of one. */
export function objectOf(kind: ObjectRef["kind"], { schema, name }: QualifiedName, part?: string): ObjectRef {
  return part === undefined ? { kind, schema, name } : { kind, schema, name, part };
}
