import { lossCodes, type LossCode } from "../loss-codes.ts";
import { lossConditions } from "./loss-conditions.ts";
import { guards, refusalConditions } from "./refusal-conditions.ts";
import { resolveSource, type ValueSource } from "./value-source.ts";

/** What may befall a value, and Snowflake SQL that is TRUE for the values it befalls; it may stand beside AND and NOT. */
export interface ValueCondition {
  readonly code: LossCode;
  readonly condition: string;
}

function present(conditions: readonly (readonly [code: LossCode, condition: string | undefined])[]): ValueCondition[] {
  return conditions.flatMap(([code, condition]) =>
    condition === undefined ? [] : [{ code, condition: / (?:AND|OR) /.test(condition) ? `(${condition})` : condition }],
  );
}

/**
 * Values that PostgreSQL would not take, or that a policy refuses, with the reason's code: look for them before anything
 * is copied. Beside the losses of the mapping there are guards, under MALFORMED_REFUSED, against what PostgreSQL has no
 * form for. A condition is FALSE or NULL for every value that goes through.
 * @throws as {@link valueExpression}
 */
export function refusals(source: ValueSource, reference: string): readonly ValueCondition[] {
  const resolved = resolveSource(source);
  if (resolved.extra !== undefined) return [];
  const codes = resolved.loss.filter((code) => lossCodes[code].effect === "refused");
  const named = codes.map((code) => [code, refusalConditions[code]?.(resolved, reference)] as const);
  return present([...named, ...guards(resolved, reference).map((guard) => ["MALFORMED_REFUSED", guard] as const)]);
}

/**
 * Values that arrive with less than they had or changed, for counting what was lost. Losses that no SQL can see are
 * left out: digits that Snowflake's own text of a document lacks, SQL NULL inside an array, rounding to a float.
 * @throws as {@link valueExpression}
 */
export function losses(source: ValueSource, reference: string): readonly ValueCondition[] {
  const resolved = resolveSource(source);
  if (resolved.extra !== undefined) return [];
  const codes = resolved.loss.filter((code) => ["truncated", "changed"].includes(lossCodes[code].effect));
  return present(codes.map((code) => [code, lossConditions[code]?.(resolved, reference)] as const));
}
