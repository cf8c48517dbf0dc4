import { describeFinding } from "@dp/metadata";
import { clipMarkdown, markdownCode, markdownText } from "@dp/pg-ddl";
import { visible } from "@dp/cli-kit";

import { counted } from "../counted.ts";
import { changeLine, sideTitles } from "../drift/print-drift.ts";
import { sides } from "../drift/table-drift.ts";
import type { LeavingColumn, Review, TableReview } from "./review.ts";

/** How others' text is written: as code and as prose. */
interface Writer {
  readonly code: (text: string) => string;
  readonly prose: (text: string) => string;
  readonly strong: (text: string) => string;
}

interface Section {
  readonly title: string;
  readonly items: (table: TableReview, write: Writer) => readonly string[];
}

/** More columns than anybody reads one by one; the SQL below has them all. */
const mostNames = 60;

function names(columns: readonly string[], { code }: Writer): string {
  const shown = columns.slice(0, mostNames).map(code).join(", ");
  return columns.length > mostNames ? `${shown} and ${String(columns.length - mostNames)} more` : shown;
}

function leavingColumn(
  { column, from, type, sensitive, marks = [] }: LeavingColumn,
  { code, prose, strong }: Writer,
): string {
  const labels = [
    ...(sensitive === undefined ? [] : [`${strong("sensitive:")} ${prose(sensitive)}`]),
    ...(marks.length === 0 ? [] : [`${strong("in Snowflake:")} ${prose(marks.join(", "))}`]),
  ];
  return [`${code(column)} from ${code(from)}, ${code(type)}`, labels.join("; ")]
    .filter((part) => part !== "")
    .join(" ");
}

function isMarked({ sensitive, marks = [] }: LeavingColumn): boolean {
  return sensitive !== undefined || marks.length > 0;
}

function leaving(table: TableReview, write: Writer): readonly string[] {
  if (!table.newlyVisible)
    return table.leaving.map((column) => `${write.code(table.name)}: ${leavingColumn(column, write)}`);
  const all = table.leaving.map(({ column }) => column);
  const marked = table.leaving.filter(isMarked);
  const head = `${write.strong("new table")} ${write.code(table.name)} from ${write.code(table.source)}`;
  return [
    `${head}, ${counted(all.length, "column")}: ${names(all, write)}`,
    ...marked.map((column) => `${write.code(table.name)}: ${leavingColumn(column, write)}`),
  ];
}

const sections: readonly Section[] = [
  { title: "Leaves the VPN from now on", items: leaving },
  {
    title: "Less covered than before",
    items: ({ name, uncovered }, { code, prose }) =>
      uncovered.map(({ column, what }) =>
        [`${code(name)}:`, ...(column === undefined ? [] : [code(column)]), prose(what)].join(" "),
      ),
  },
  {
    title: "New losses",
    items: ({ name, losses }, write) =>
      losses.map(
        ({ loss, columns, accepted }) =>
          `${write.code(name)}: ${write.code(loss)}${accepted ? " (accepted)" : ""} in ${names(columns, write)}`,
      ),
  },
  {
    title: "New findings",
    items: ({ name, findings }, { code, prose }) =>
      findings.map((finding) => `${code(name)}: ${finding.severity}: ${prose(describeFinding(finding).sentence)}`),
  },
  {
    title: "Who changed what",
    items: ({ name, drift }, { code }) =>
      drift === undefined
        ? []
        : sides.flatMap((side) =>
            drift[side].map((change) => `${code(name)} ${sideTitles[side]}: ${changeLine(change, code)}`),
          ),
  },
];

function gone({ gone: tables }: Review, { code }: Writer): readonly string[] {
  return tables.map(
    ({ name, target }) => `${code(name)}: its files are gone; table ${code(target)} stays in PostgreSQL`,
  );
}

function filled(review: Review, write: Writer): readonly (readonly [title: string, items: readonly string[]])[] {
  const all = sections.map(
    ({ title, items }) => [title, review.tables.flatMap((table) => items(table, write))] as const,
  );
  return [...all, ["No longer here", gone(review, write)] as const].filter(([, items]) => items.length > 0);
}

const plain: Writer = { code: visible, prose: visible, strong: (text) => text };

/** The review for a terminal; empty when there is nothing to look at. */
export function reviewText(review: Review): string {
  return filled(review, plain)
    .map(([title, items]) => `${title}:\n${items.map((item) => `  ${item}\n`).join("")}\n`)
    .join("");
}

function headline({ tables, gone: left }: Review): string {
  if (tables.length + left.length === 0) return "**Nothing changes.**";
  const columns = tables.flatMap((table) => table.leaving);
  const sensitive = columns.filter((column) => column.sensitive !== undefined).length;
  const others = columns.filter((column) => column.sensitive === undefined && isMarked(column)).length;
  const parts = [
    `${counted(tables.filter(({ newlyVisible }) => newlyVisible).length, "table")} newly visible`,
    `${counted(tables.filter(({ newlyVisible }) => !newlyVisible).length, "table")} changed`,
    `${counted(left.length, "table")} gone`,
    `${counted(columns.length, "column")} newly leaving`,
    `${String(sensitive)} of them sensitive`,
    ...(others === 0 ? [] : [`${String(others)} more masked or tagged in Snowflake`]),
  ];
  return `**${parts.join(", ")}.**`;
}

const markdown: Writer = { code: markdownCode, prose: markdownText, strong: (text) => `**${text}**` };

/** The review for a pull request. Gravest first, so that what a limit cuts off is the least. */
export function reviewMarkdown(
  review: Review,
  { since, limit }: { readonly since: string; readonly limit?: number },
): string {
  const blocks = filled(review, markdown).flatMap(([title, items]) => [
    `### ${title}`,
    ...items.map((item) => `- ${item}`),
  ]);
  return clipMarkdown(["## Tables for PostgreSQL", `Since ${markdownCode(since)}:`, headline(review), ...blocks], {
    ...(limit !== undefined && { limit }),
    note: (left) => `${String(left)} more lines are not shown here: extractor-cli diff shows all.`,
  });
}
