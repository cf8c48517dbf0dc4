export { type ApplyEvent, type ApplyOptions, applyPlan, type ApplyResult } from "./apply-plan.ts";
export {
  DefaultRefusedError,
  PgApplyError,
  type PgApplyErrorFields,
  PlanBlockedError,
  PlanStaleError,
  RequirementError,
  StatementFailedError,
} from "./errors.ts";
export { normalizeDefaults } from "./normalize-defaults.ts";
export { planChanges } from "./plan-changes.ts";
export { readCatalogue } from "./read-catalogue.ts";
export { type Verification, type VerifiedTable, verify } from "./verify.ts";
