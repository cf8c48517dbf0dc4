import type { QualifiedName } from "./model.ts";
import { allowableHazards } from "./plan/hazards.ts";
import type { Hazard, LockMode, ObjectRef, Phase, Statement } from "./plan-types.ts";
import type { SqlText } from "./sql-text.ts";

/** All hazards, gravest first: the order in which a statement names them. */
const hazardOrder: readonly Hazard[] = [
  ...allowableHazards,
  "REVOKES_ACCESS",
  "TAKES_ACCESS_EXCLUSIVE_LOCK",
  "SCANS_TABLE",
  "MAY_FAIL_ON_ROWS",
];

/** A statement before it has its place in a plan. */
export interface Draft extends Omit<Statement, "id"> {
  readonly sql: SqlText;
  /** Relations that it makes in the schema of its object: their names must be free. */
  readonly relations: readonly string[];
  /** Relations of the schema of its object whose names are free once it has run. */
  readonly frees: readonly string[];
  /** Order within its phase among the statements of one table. */
  readonly rank: number;
  /** Columns whose values or key it takes away from under foreign keys. */
  readonly unsettles: readonly string[];
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
  /** Rows or values are gone. */
  readonly deletes?: boolean;
  /** Those that do not follow from the other fields. */
  readonly hazards?: readonly Hazard[];
  /** Values may be rounded or cut for good. */
  readonly losesData?: boolean;
  /** The server runs it outside a transaction only; this removes what a broken try leaves behind. */
  readonly cleanup?: SqlText;
  readonly session?: "utc";
  readonly details?: readonly string[];
  readonly relations?: readonly string[];
  readonly frees?: readonly string[];
  readonly rank?: number;
  readonly unsettles?: readonly string[];
  /** How many standing tables it locks, one after the other; 1 when absent. */
  readonly lockedTables?: number;
}

const lockTimeoutMs = 3_000;
// Builds and drops of indexes outside a transaction wait for others without making readers or writers wait.
const patientLockTimeoutMs = 600_000;
const catalogueTimeoutMs = 60_000;
const wholeTableTimeoutMs = 6 * 3_600_000;

function hazardsOf(input: DraftInput): readonly Hazard[] {
  const hazards = new Set(input.hazards);
  if (input.deletes === true) hazards.add("DELETES_DATA");
  if (input.rewrites === true) hazards.add("REWRITES_TABLE");
  if (input.scans === true) hazards.add("SCANS_TABLE");
  if (input.lock === "ACCESS EXCLUSIVE") hazards.add("TAKES_ACCESS_EXCLUSIVE_LOCK");
  return hazardOrder.filter((hazard) => hazards.has(hazard));
}

/** Completes a statement from what its writer said. */
export function draft(input: DraftInput): Draft {
  const { phase, action, object, sql, lock, rewrites = false, scans = false, cleanup, session } = input;
  const hazards = hazardsOf(input);
  const long = rewrites || scans || cleanup !== undefined || hazards.includes("REBUILDS_INDEXES");
  return {
    phase,
    action,
    object,
    sql,
    lock,
    rewrites,
    losesData: input.deletes === true || input.losesData === true,
    transactional: cleanup === undefined,
    // Each lock is waited for on its own while the ones before it are held: together no longer than one.
    lockTimeoutMs: cleanup === undefined ? Math.floor(lockTimeoutMs / (input.lockedTables ?? 1)) : patientLockTimeoutMs,
    statementTimeoutMs: long ? wholeTableTimeoutMs : catalogueTimeoutMs,
    ...(session === undefined ? {} : { session }),
    ...(cleanup === undefined ? {} : { cleanup }),
    hazards,
    details: input.details ?? [],
    relations: input.relations ?? [],
    frees: input.frees ?? [],
    rank: input.rank ?? 0,
    unsettles: input.unsettles ?? [],
  };
}

/** The object of a statement or difference about a table or a part of one. */
export function objectOf(kind: ObjectRef["kind"], { schema, name }: QualifiedName, part?: string): ObjectRef {
  return part === undefined ? { kind, schema, name } : { kind, schema, name, part };
}
