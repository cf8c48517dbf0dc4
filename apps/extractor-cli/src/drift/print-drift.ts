import { visible } from "@dp/cli-kit";
import { clipMarkdown, markdownCode } from "@dp/pg-ddl";

import type { Change } from "./change.ts";
import { type Side, sides, type TableDrift } from "./table-drift.ts";

/** Who made a change, after "changed". */
export const sideTitles: Readonly<Record<Side, string>> = {
  snowflake: "in Snowflake",
  settings: "in tables.yaml",
  files: "in the committed files",
  program: "by this release of the program",
  others: "following from other tables",
};

/** What happened, said with the object: `column A added`. */
const verbs: Partial<Readonly<Record<Change["code"], string>>> = {
  TABLE_ADDED: "named, has no files yet",
  TABLE_DROPPED: "dropped, or out of the role's sight",
  TABLE_UNNAMED: "not named any more",
  COLUMN_ADDED: "added",
  COLUMN_DROPPED: "dropped",
  COLUMN_RENAMED: "renamed",
  COLUMN_ORDER: "in another order",
};

function sign({ before, after }: Change): "+" | "-" | "~" {
  if (before === undefined) return "+";
  return after === undefined ? "-" : "~";
}

type Write = (text: string) => string;

/** `~ column A type: NUMBER(9,0) → NUMBER(38,0)`. `write` makes others' text harmless. */
export function changeLine(change: Change, write: Write): string {
  const { code, object, before, after, guess } = change;
  const verb =
    verbs[code] ??
    code
      .replace(/^(?:COLUMN|TABLE)_/, "")
      .replaceAll("_", " ")
      .toLowerCase();
  const said = ["SETTING", "TARGET", "PRIMARY_KEY", "UNIQUE_KEY", "FOREIGN_KEY", "TABLE_IDENTITY", "FILE"].includes(
    code,
  )
    ? ""
    : ` ${verb}`;
  const values = [before, after].flatMap((value) => (value === undefined ? [] : [write(value)])).join(" → ");
  const maybe = guess === undefined ? "" : ` (a guess: ${guess})`;
  return `${sign(change)} ${write(object)}${said}${values === "" ? "" : `: ${values}`}${maybe}`;
}

/** What changed, for a terminal: a heading for each table, and under it who changed what. */
export function driftText(drifts: readonly TableDrift[]): string {
  const lines = drifts.flatMap((drift) => [
    visible(drift.name),
    ...sides.flatMap((side) =>
      drift[side].length === 0
        ? []
        : [`  ${sideTitles[side]}`, ...drift[side].map((change) => `    ${changeLine(change, visible)}`)],
    ),
  ]);
  return lines.map((each) => `${each}\n`).join("");
}

/** How many tables differ, by who made the difference. */
export function driftCounts(drifts: readonly TableDrift[]): Readonly<Record<Side, number>> {
  const count = (side: Side): number => drifts.filter((drift) => drift[side].length > 0).length;
  return {
    snowflake: count("snowflake"),
    settings: count("settings"),
    files: count("files"),
    program: count("program"),
    others: count("others"),
  };
}

function headline(drifts: readonly TableDrift[]): string {
  if (drifts.length === 0) return "**The committed files are what Snowflake and tables.yaml say.**";
  const counts = driftCounts(drifts);
  const parts = sides.flatMap((side) => (counts[side] === 0 ? [] : [`${String(counts[side])} ${sideTitles[side]}`]));
  const tables = drifts.length === 1 ? "1 table is" : `${String(drifts.length)} tables are`;
  return `**${tables} not as committed: ${parts.join(", ")}.**`;
}

/** The same for a pull request, an issue or a summary page; what is over the limit is cut and counted. */
export function driftMarkdown(drifts: readonly TableDrift[], limit?: number): string {
  const blocks = drifts.map((drift) =>
    [
      `### ${markdownCode(drift.name)}`,
      ...sides.flatMap((side) =>
        drift[side].length === 0
          ? []
          : [
              `Changed ${sideTitles[side]}:`,
              drift[side].map((change) => `- ${changeLine(change, markdownCode)}`).join("\n"),
            ],
      ),
    ].join("\n\n"),
  );
  return clipMarkdown(["## Drift", headline(drifts), ...blocks], {
    ...(limit !== undefined && { limit }),
    note: (left) => `${String(left)} more tables are not shown here: extractor-cli extract --check shows all.`,
  });
}
