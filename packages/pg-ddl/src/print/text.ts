import type { Plan, Statement } from "../plan-types.ts";
import { hazardMeanings, hazardsToAllow } from "../plan/hazards.ts";
import { differenceText, objectText, tableText } from "./object-text.ts";
import { countsText, type Fate, summarize, type TableSummary, warningsOf } from "./summary.ts";
import { visible } from "./visible.ts";

const headings: Readonly<Record<Fate, string>> = {
  create: "+ create table",
  alter: "~ alter table",
  replace: "-/+ replace table",
  drop: "- drop table",
};

const colors: Readonly<Record<string, number>> = { "+": 32, "~": 33, "-": 31, "!": 31 };

/** Colours the sign at the head of a line. */
function painted(line: string, color: boolean): string {
  const [, indent, sign, rest] = /^( *)(-\/\+|[-+~!])( [^]*)$/.exec(line) ?? [];
  const code = colors[sign?.at(-1) ?? ""];
  if (!color || indent === undefined || sign === undefined || rest === undefined || code === undefined) return line;
  return `${indent}\u001b[${String(code)}m${sign}\u001b[0m${rest}`;
}

function warned(line: string, statement: Statement): string {
  const warnings = warningsOf(statement);
  return warnings.length === 0 ? line : `${line}  # ${warnings.join(", ")}`;
}

/** The SQL of what is done to a table that stands; what is made new reads as it will be. */
function sqlLines({ action, sql }: Statement, fate: Fate): readonly string[] {
  if (fate === "create" || (action === "create" && fate === "replace")) return [];
  return `${sql};`.split("\n").map((line) => `          ${visible(line)}`);
}

/** What happens to a table, in lines; with the SQL of each change under it where that is asked for. */
export function tableLines({ table, fate, statements }: TableSummary, withSql = false): readonly string[] {
  const heading = `  ${headings[fate]} ${tableText(table)}`;
  const drop = statements.find(({ action, object }) => action === "drop" && object.kind === "table");
  const details = statements.flatMap((statement) => {
    const lines = statement.details.map((detail, index) => {
      const line = `      ${visible(detail)}`;
      return index === 0 ? warned(line, statement) : line;
    });
    return lines.length === 0 ? [] : [...lines, ...(withSql ? sqlLines(statement, fate) : [])];
  });
  return [drop === undefined ? heading : warned(heading, drop), ...details];
}

/** A titled list; nothing when it is empty. */
function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

/** What somebody has to say before this plan is applied. */
function allowLines(plan: Plan): readonly string[] {
  return hazardsToAllow(plan).map(({ hazard, statements }) => {
    const objects = statements.map(({ object }) => objectText(object)).join(", ");
    return `  ! --allow ${hazard}: ${hazardMeanings[hazard]} (${objects})`;
  });
}

/** The schemas that are made or opened to somebody, in lines. */
export function schemaLines({ statements }: Plan): readonly string[] {
  return statements
    .filter(({ object }) => object.kind === "schema")
    .flatMap(({ object, action, details }) =>
      action === "create" ? [`  + create ${objectText(object)}`] : details.map((detail) => `  ${visible(detail)}`),
    );
}

/** A plan for a terminal: what happens to each table, what is in the way, what stays, and the counts as last line. */
export function planText(plan: Plan, color: boolean): string {
  const kept = plan.differences.filter((difference) => difference.kept === true);
  const body = [...schemaLines(plan), ...summarize(plan).flatMap((table) => tableLines(table, true))];
  const nothing = plan.blocked.length === 0 ? ["Nothing to do: everything is as it is wanted."] : [];
  const lines = [
    ...(body.length === 0 ? nothing : body),
    ...section(
      "In the way:",
      plan.blocked.map((difference) => `  ! ${differenceText(difference)} (${visible(difference.reason)})`),
    ),
    ...section("Has to be allowed by name:", allowLines(plan)),
    ...section(
      "Left as it is:",
      kept.map((difference) => `    ${differenceText(difference)}`),
    ),
    "",
    countsText(plan),
  ];
  const text = lines.map((line) => painted(line, color)).join("\n");
  return `${text.replace(/^\n/, "")}\n`;
}
