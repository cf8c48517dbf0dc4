import type { Plan } from "../plan-types.ts";
import { differenceText, objectText } from "./object-text.ts";
import { countsText } from "./summary.ts";
import { planText } from "./text.ts";
import { visible } from "./visible.ts";

function cell(text: string): string {
  return visible(text).replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

/** A fence longer than any run of backticks in the text, so that the text cannot end it. */
function fenced(text: string, language: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, text.trimEnd(), fence];
}

/** A plan for a pull request. */
export function planMarkdown(plan: Plan): string {
  const rows = plan.statements.map(({ id, object, lock, hazards }) =>
    [id, objectText(object), lock ?? "", hazards.join(", ")].map(cell).join(" | "),
  );
  const table = ["| # | object | lock | hazards |", "|---|---|---|---|", ...rows.map((row) => `| ${row} |`)];
  const blocked = plan.blocked.map((difference) => `- ${cell(`${differenceText(difference)} (${difference.reason})`)}`);
  const sections = [
    [`**${countsText(plan)}**`],
    fenced(planText(plan, false), "diff"),
    plan.statements.length === 0 ? [] : table,
    blocked.length === 0 ? [] : ["In the way:", "", ...blocked],
    plan.statements.length === 0 ? [] : fenced(plan.statements.map(({ sql }) => `${sql};`).join("\n"), "sql"),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}
