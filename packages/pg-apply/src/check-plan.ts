import { type Hazard, type HazardInPlan, hazardsToAllow, type Plan } from "@dp/pg-ddl";

import { HazardNotAllowedError, PlanBlockedError, TargetProtectedError } from "./errors.ts";

/** On a protected target data is lost only by a plan that was saved and reviewed. @throws TargetProtectedError */
export function refuseUnsavedLoss(
  { statements }: Plan,
  target: { readonly name: string; readonly protected: boolean },
): void {
  const losing = statements.filter(({ losesData }) => losesData);
  if (target.protected && losing.length > 0) throw new TargetProtectedError(target.name, losing);
}

/**
 * Refuses a plan that cannot or may not be applied as it stands: differences that none of its statements resolves, and
 * hazards that nobody named. `further` are hazards that the plan itself does not know of.
 * @throws PlanBlockedError, HazardNotAllowedError
 */
export function checkPlan(plan: Plan, allow: readonly Hazard[] = [], further: readonly HazardInPlan[] = []): void {
  if (plan.blocked.length > 0) throw new PlanBlockedError(plan.blocked);
  const hazards = [...hazardsToAllow(plan, allow), ...further.filter(({ hazard }) => !allow.includes(hazard))];
  if (hazards.length > 0) throw new HazardNotAllowedError(hazards);
}
