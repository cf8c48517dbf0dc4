import type { DropInspection } from "@dp/pg-apply";
import { type PlanFormat, tableText, visible } from "@dp/pg-ddl";

/** Rows of a table for a person: counted, or as the server estimates. */
export function rowsText({ rows, exact, filled }: DropInspection): string {
  if (rows === undefined) return filled ? "nobody knows how many rows" : "no rows";
  const number = `${Math.round(rows).toLocaleString("en")} ${rows === 1 ? "row" : "rows"}`;
  return exact ? number : `about ${number} (the server's estimate)`;
}

function lines({ table, dependents, ...rest }: DropInspection): readonly string[] {
  const head = `- table ${tableText(table)}: ${rowsText({ table, dependents, ...rest })}`;
  return [head, ...dependents.map((dependent) => `    ! ${visible(dependent)} depends on it, and is never dropped`)];
}

const title = "Would be dropped:";

/** What a plan drops, in the manner of its format; JSON is the plan alone. */
export function dropsText(drops: readonly DropInspection[], format: PlanFormat): string {
  if (drops.length === 0 || format === "json") return "";
  const all = drops.flatMap(lines);
  if (format === "sql") return ["", title, ...all].map((line) => `-- ${line}`.trimEnd()).join("\n") + "\n";
  const indent = format === "md" ? "" : "  ";
  return ["", title, ...(format === "md" ? [""] : []), ...all.map((line) => indent + line)].join("\n") + "\n";
}
