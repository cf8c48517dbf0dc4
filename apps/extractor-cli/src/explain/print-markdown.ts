import { markdownCode as code, markdownText as text } from "@dp/pg-ddl";

import type { ColumnExplanation, ExplainedLoss, TableExplanation, TypeExplanation, Why } from "./explanation.ts";

/** A table as Markdown, for a pull request or a wiki: everything of a column in its row. */
export function tableMarkdown(table: TableExplanation): string {
  const { name, source, kind, target, edition, columns, findings } = table;
  const losses = new Map(columns.flatMap((column) => column.losses.map((loss) => [loss.code, loss] as const)));
  const lines = [
    `## ${text(name)}`,
    "",
    `${code(source)} (${text(kind.toLowerCase())}) becomes ${code(target)}, edition ${String(edition)}.`,
    "",
    ...markdownTable(
      ["column", "Snowflake", "becomes", "fidelity", "why", "loses", "could be instead", "notes"],
      columns.map(columnRow),
    ),
    ...list("Losses", [...losses.values()].map(lossItem)),
    ...list("Tags", table.tags.map(text)),
    ...list("Findings", findings.map(findingItem)),
  ];
  return `${lines.join("\n")}\n`;
}

/** One type as Markdown. */
export function typeMarkdown(type: TypeExplanation): string {
  const becomes = type.becomes.map((part) => code(part.type)).join(" and ");
  const needs = type.extensions.map((extension) => `It needs the extension ${code(extension)}.`);
  const lines = [
    `## ${text(type.type)}`,
    "",
    `becomes ${becomes} (${type.fidelity}). ${[text(type.reason), ...needs].join(" ")}`,
    ...list("Losses", type.losses.map(lossItem)),
    ...list("Could be instead", instead(type)),
  ];
  return `${lines.join("\n")}\n`;
}

function columnRow(column: ColumnExplanation): readonly string[] {
  const { name, type, becomes, reason, losses, notes } = column;
  return [
    code(name),
    code(type),
    becomes.length === 0 ? "left out" : becomes.map((target) => code(`${target.name} ${target.type}`)).join("<br>"),
    [...new Set(becomes.map(({ fidelity }) => fidelity))].join("<br>"),
    text(reason),
    losses.map((loss) => `${code(loss.code)}${loss.accepted ? " (accepted)" : ""}`).join("<br>"),
    instead(column).join("<br>"),
    notes.map(text).join("<br>"),
  ];
}

function instead({ instead: choices }: Why): readonly string[] {
  return choices.map(({ choose, becomes, fidelity }) => `${code(becomes.join(" + "))} (${text(choose)}; ${fidelity})`);
}

function lossItem({ code: name, sentence, strikes, effect }: ExplainedLoss): string {
  return `${code(name)} (${effect}): ${text(sentence)}${strikes === "" ? "" : ` Strikes: ${text(strikes)}.`}`;
}

function findingItem({ severity, sentence, hint }: TableExplanation["findings"][number]): string {
  return `${severity}: ${text(sentence)}${hint === undefined ? "" : ` ${text(hint)}`}`;
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : ["", `### ${title}`, "", ...items.map((item) => `- ${item}`)];
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const kept = head.flatMap((_, column) => (rows.some((row) => row[column] !== "") ? [column] : []));
  const line = (row: readonly string[]): string => `| ${kept.map((column) => row[column] ?? "").join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
