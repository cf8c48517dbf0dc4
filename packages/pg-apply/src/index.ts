export {
  type ApplyEvent,
  type ApplyOptions,
  applyPlan,
  type ApplyResult,
  type LockWait,
  withApplyLock,
} from "./apply-plan.ts";
export { checkPlan, refuseUnsavedLoss } from "./check-plan.ts";
export {
  DefaultRefusedError,
  HazardNotAllowedError,
  PgApplyError,
  type PgApplyErrorFields,
  PlanBlockedError,
  PlanFileError,
  PlanStaleError,
  type Problem,
  RequirementError,
  StatementFailedError,
  TableFilledError,
  TargetProtectedError,
} from "./errors.ts";
export { type DropInspection, inspectDrops } from "./inspect-drops.ts";
export { normalizeDefaults } from "./normalize-defaults.ts";
export { planChanges } from "./plan-changes.ts";
export { readCatalogue } from "./read-catalogue.ts";
export { findRefusedRows, type RefusalCode, type RefusedRows } from "./refused-rows.ts";
export { parseSavedPlan, printSavedPlan, refuseOtherPlan, type SavedPlan } from "./saved-plan.ts";
export {
  type Severity,
  type Verification,
  type VerifiedDifference,
  type VerifiedTable,
  verify,
  type VerifyOptions,
} from "./verify.ts";
