import type { Hazard, Plan, Statement } from "../plan-types.ts";

/** What each hazard means, for a person. */
export const hazardMeanings: Readonly<Record<Hazard, string>> = {
  DELETES_DATA: "rows or values that are there will be gone",
  CHANGES_VALUES: "values that are there are rounded, cut or read anew",
  REWRITES_TABLE: "the table is written anew, and nobody can read or write it meanwhile",
  REBUILDS_INDEXES: "indexes are built anew, and nobody can read or write the table meanwhile",
  DROPS_OBJECT: "an object that is there will be gone",
  RENAMES_OBJECT: "queries that use the old name will fail",
  STRANDS_BUNDLES: "bundles of rows that wait will not fit the tables any more",
  REVOKES_ACCESS: "roles may no longer do what config/postgres.yaml does not grant them",
  TAKES_ACCESS_EXCLUSIVE_LOCK: "for a moment nobody can read or write the table",
  SCANS_TABLE: "the whole table is read while others work",
  MAY_FAIL_ON_ROWS: "rows that are there can make the server refuse it",
};

/** Hazards that stop an apply until they are allowed by name, gravest first. */
export const allowableHazards: readonly Hazard[] = [
  "DELETES_DATA",
  "CHANGES_VALUES",
  "REWRITES_TABLE",
  "REBUILDS_INDEXES",
  "DROPS_OBJECT",
  "RENAMES_OBJECT",
  "STRANDS_BUNDLES",
];

/** A hazard and the statements of a plan that hold it. */
export interface HazardInPlan {
  readonly hazard: Hazard;
  readonly statements: readonly Statement[];
  /** Why, where the statements do not say it themselves. */
  readonly because?: readonly string[];
}

/** Tables that are dropped to be made anew were asked for with `dropExisting`. */
function wasAsked({ action, object }: Statement, { dropExisting = false }: Plan["options"]): boolean {
  return dropExisting && action === "drop" && object.kind === "table";
}

/** The hazards of a plan that have to be allowed by name and are not, gravest first; empty when it may be applied. */
export function hazardsToAllow(
  { statements, options }: Plan,
  allowed: readonly Hazard[] = [],
): readonly HazardInPlan[] {
  const open = statements.filter((statement) => !wasAsked(statement, options));
  return allowableHazards
    .filter((hazard) => !allowed.includes(hazard))
    .map((hazard) => ({ hazard, statements: open.filter(({ hazards }) => hazards.includes(hazard)) }))
    .filter(({ statements: held }) => held.length > 0);
}
