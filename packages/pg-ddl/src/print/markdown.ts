import type { Plan, Statement } from "../plan-types.ts";
import { clipMarkdown, markdownCode, markdownFence } from "./markdown-text.ts";
import { differenceText, objectText, tableText } from "./object-text.ts";
import { countsText, summarize, type TableSummary } from "./summary.ts";
import { schemaLines, tableLines } from "./text.ts";

const nothing = "";

function warnings({ lock, rewrites, losesData, hazards }: Statement): string {
  const told = [
    lock === null ? [] : [`takes ${lock}`],
    rewrites ? ["**rewrites the table**"] : [],
    losesData ? ["**deletes rows**"] : [],
    hazards.map((hazard) => markdownCode(hazard)),
  ];
  return told.flat().join(", ");
}

/** What a statement does to those who use the table meanwhile; nothing for one that nobody feels. */
function warningLines(statements: readonly Statement[]): string {
  return statements
    .filter(({ lock, rewrites, losesData, hazards }) => lock !== null || rewrites || losesData || hazards.length > 0)
    .map((statement) => `- ${statement.id} ${markdownCode(objectText(statement.object))}: ${warnings(statement)}`)
    .join("\n");
}

function sqlFence(statements: readonly Statement[]): string {
  return markdownFence(statements.map(({ sql }) => `${sql};`).join("\n"), "sql");
}

const fates = { create: "create", alter: "alter", replace: "drop and create again", drop: "drop" } as const;

function tableBlock(summary: TableSummary): string {
  const parts = [
    `### ${fates[summary.fate]} ${markdownCode(tableText(summary.table))}`,
    markdownFence(tableLines(summary).join("\n"), "diff"),
    sqlFence(summary.statements),
    warningLines(summary.statements),
  ];
  return parts.filter((part) => part !== nothing).join("\n\n");
}

/** How many statements carry each hazard: what to look for, before the tables. */
function hazardCounts({ statements }: Plan): string {
  const counts = new Map<string, number>();
  for (const { hazards } of statements) for (const hazard of hazards) counts.set(hazard, (counts.get(hazard) ?? 0) + 1);
  if (counts.size === 0) return nothing;
  return `Hazards: ${[...counts].map(([hazard, count]) => `${markdownCode(hazard)} ${String(count)}`).join(", ")}.`;
}

/**
 * A plan for a pull request: counts, hazards, what is in the way, and per table its changes, its SQL, its locks. In
 * `limit` characters when that is given: what does not fit is counted.
 */
export function planMarkdown(plan: Plan, limit?: number): string {
  const schemas = plan.statements.filter(({ object }) => object.kind === "schema");
  const kept = plan.differences.filter((difference) => difference.kept === true);
  const blocks = [
    `**${countsText(plan)}**`,
    hazardCounts(plan),
    ...(plan.blocked.length === 0 ? [] : ["In the way:"]),
    ...plan.blocked.map((difference) => `- ${markdownCode(`${differenceText(difference)} (${difference.reason})`)}`),
    ...(kept.length === 0 ? [] : ["Left as it is:"]),
    ...kept.map((difference) => `- ${markdownCode(differenceText(difference))}`),
    ...(schemas.length === 0 ? [] : [markdownFence(schemaLines(plan).join("\n"), "diff"), sqlFence(schemas)]),
    ...summarize(plan).map(tableBlock),
  ];
  return clipMarkdown(
    blocks.filter((block) => block !== nothing),
    {
      ...(limit !== undefined && { limit }),
      note: (left) => `${String(left)} more parts of this plan are not shown here: print it as sql or json to see all.`,
    },
  );
}
