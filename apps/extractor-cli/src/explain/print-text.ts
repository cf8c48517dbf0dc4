import { visible } from "@dp/cli-kit";

import type {
  Choice,
  ColumnExplanation,
  ExplainedLoss,
  TableExplanation,
  TypeExplanation,
  Why,
} from "./explanation.ts";
import { grid, labelled } from "./fit.ts";
import { type ColumnGroup, grouped } from "./group.ts";

/** A table for a terminal of `places` columns: what becomes what, then why, in as few words as there are reasons. */
export function tableText(table: TableExplanation, places: number): string {
  const { name, source, kind, target, edition } = table;
  const head = `${name}: ${source} (${kind.toLowerCase()}) -> ${target}, edition ${String(edition)}`;
  const lines = [
    ...labelled("", visible(head), places),
    "",
    ...columnsGrid(table.columns, places - 2).map(indent),
    ...section(
      "Why",
      grouped(table.columns).flatMap((group) => groupLines(group, places)),
    ),
    ...section(
      "Tags",
      table.tags.flatMap((tag) => labelled("  ", visible(tag), places)),
    ),
    ...section(
      "Findings",
      table.findings.flatMap((finding) => findingLines(finding, places)),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/** One type for a terminal. */
export function typeText(type: TypeExplanation, places: number): string {
  const becomes = type.becomes.map((part) => (part.suffix === "" ? part.type : `${part.type} (…${part.suffix})`));
  const head = `${type.type} -> ${becomes.join(" + ")}   ${type.fidelity}`;
  const needs = type.extensions.map((extension) => `needs the extension ${extension}`);
  return `${[...labelled("", visible(head), places), ...whyLines(type, places), ...needs.map(indent)].join("\n")}\n`;
}

/** A name whose ends would not be seen stands in quotes. */
function shown(name: string): string {
  return visible(/^\s|\s$|, /.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
}

function indent(line: string): string {
  return line === "" ? "" : `  ${line}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `  ${title}`, ...lines];
}

function columnsGrid(columns: readonly ColumnExplanation[], places: number): readonly string[] {
  const rows = columns.flatMap(({ name, type, becomes, notes }) => {
    const [first, ...others] = becomes;
    const target = first === undefined ? ["left out", ""] : targetCells(first);
    return [
      [shown(name), visible(type), ...target, visible(notes.join("; "))],
      ...others.map((other) => ["", "", ...targetCells(other), ""]),
    ];
  });
  return grid(["column", "Snowflake", "becomes", "fidelity", "notes"], rows, places);
}

function targetCells({ name, type, fidelity }: ColumnExplanation["becomes"][number]): readonly string[] {
  return [`${shown(name)} ${visible(type)}`, fidelity];
}

function groupLines(group: ColumnGroup, places: number): readonly string[] {
  const { type, becomes, columns } = group;
  const head = becomes === "" ? "left out" : `${type} -> ${becomes}`;
  return [
    ...labelled("  ", visible(`${head}: ${columns.map(shown).join(", ")}`), places),
    ...whyLines(group, places - 2).map(indent),
  ];
}

const lossLabels: Readonly<Record<string, string>> = { refused: "refuses", behaviour: "differs" };

function whyLines({ reason, losses, instead }: Why, places: number): readonly string[] {
  const line = (label: string, text: string): readonly string[] =>
    labelled(`  ${label.padEnd(9)}`, visible(text), places);
  return [
    ...line("why", reason),
    ...losses.flatMap((loss) => line(lossLabels[loss.effect] ?? "loses", lossText(loss))),
    ...instead.flatMap((choice) => line("instead", choiceText(choice))),
  ];
}

function lossText({ code, sentence, strikes, accepted }: ExplainedLoss): string {
  const strike = strikes === "" ? "" : ` Strikes: ${strikes}.`;
  return `${code}${accepted ? " (accepted)" : ""}: ${sentence}${strike}`;
}

function choiceText({ choose, becomes, fidelity }: Choice): string {
  return `${choose} -> ${becomes.join(" + ")}, ${fidelity}`;
}

function findingLines({ severity, sentence, hint }: TableExplanation["findings"][number], places: number): string[] {
  return [
    ...labelled(`  ${severity.padEnd(9)}`, visible(sentence), places),
    ...(hint === undefined ? [] : labelled(" ".repeat(11), visible(hint), places)),
  ];
}
