import type { Hazard, Plan } from "../plan-types.ts";

/** Hazards that stop an apply until they are allowed by name, gravest first. */
export const allowableHazards: readonly Hazard[] = [
  "DELETES_DATA",
  "CHANGES_VALUES",
  "REWRITES_TABLE",
  "REBUILDS_INDEXES",
  "DROPS_OBJECT",
  "RENAMES_OBJECT",
];

/** The hazards of a plan that have to be allowed by name and are not, gravest first; empty when it may be applied. */
export function hazardsToAllow({ statements }: Plan, allowed: readonly Hazard[] = []): readonly Hazard[] {
  const met = new Set(statements.flatMap(({ hazards }) => hazards));
  return allowableHazards.filter((hazard) => met.has(hazard) && !allowed.includes(hazard));
}
