import { planHash } from "../model-hash.ts";
import type { Plan, PlanStrands } from "../plan-types.ts";
import { planMarkdown } from "./markdown.ts";
import { planScript } from "./script.ts";
import { planCounts, type PlanCounts } from "./summary.ts";
import { planText } from "./text.ts";

/** How a plan can be printed. */
export type PlanFormat = "text" | "sql" | "md" | "json";

/** Where a plan was made, for whoever finds the file. */
export interface PlanOrigin {
  /** The database it was planned for. */
  readonly database: string;
  /** Program and version. */
  readonly program: string;
  /** Commit of the files it was made from. */
  readonly sourceCommit?: string;
}

/** A plan as a JSON document; `schema/plan.v1.schema.json` describes it. */
export interface PlanDocument extends Plan {
  readonly $schema: "urn:dp:schema:plan:1";
  /** `planHash` of the plan. */
  readonly hash: string;
  readonly counts: PlanCounts;
  /** Present in a file that was saved to be applied. */
  readonly made?: PlanOrigin;
  /** What was waiting when the plan was made; no part of the hash: who applies looks again. */
  readonly strands?: readonly PlanStrands[];
}

/** The JSON document of a plan. */
export function planDocument(plan: Plan, made?: PlanOrigin, strands: readonly PlanStrands[] = []): PlanDocument {
  const head = { $schema: "urn:dp:schema:plan:1", hash: planHash(plan), counts: planCounts(plan) } as const;
  return { ...head, ...(made === undefined ? {} : { made }), ...(strands.length === 0 ? {} : { strands }), ...plan };
}

/** How a plan is printed. */
export interface PrintOptions {
  readonly format: PlanFormat;
  /** Matters to `text` only. */
  readonly color?: boolean;
  /** Most characters of `md`: what does not fit is left out, and said so. */
  readonly limit?: number;
}

/** Prints a plan; every format ends with a line feed. */
export function printPlan(plan: Plan, { format, color = false, limit }: PrintOptions): string {
  switch (format) {
    case "text":
      return planText(plan, color);
    case "sql":
      return planScript(plan);
    case "md":
      return planMarkdown(plan, limit);
    case "json":
      return `${JSON.stringify(planDocument(plan), undefined, 2)}\n`;
  }
}
