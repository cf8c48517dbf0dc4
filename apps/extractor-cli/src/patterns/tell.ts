import type { CommandContext } from "@dp/cli-kit";
import { describeError } from "@dp/cli-kit";

import { counted } from "../counted.ts";
import type { ItemResult } from "../extract/run.ts";
import { tablesYaml } from "../session.ts";
import type { PatternReport } from "./resolve.ts";

/** Tells what a person should know of each pattern. Returns those that failed, as items of the run. */
export function tellPatterns(context: CommandContext, patterns: readonly PatternReport[]): readonly ItemResult[] {
  return patterns.flatMap((report) => {
    const where = placeOf(report);
    const warn = (code: string, text: string, hint?: string): void => {
      context.emit({ type: "warning", code, text, where, ...(hint === undefined ? {} : { hint }) });
    };
    tellMatches(report, warn);
    for (const { database, schema, table, kind } of report.refused) {
      warn("KIND_LEFT_OUT", leftOut(`${database}.${schema}.${table}`, kind), "Exclude it to say so in tables.yaml.");
    }
    if (report.error === undefined) return [];
    const error = describeError(report.error);
    const { name } = report.pattern;
    context.emit({ type: "item", name, status: "failed", error: { ...error, where } });
    return [{ name, status: "failed", error: { ...error, where } }];
  });
}

/** The sentence of a table that a pattern matches and that cannot be carried over. */
function leftOut(place: string, kind: string): string {
  return `${place} fits and is left out: ${kind} cannot be carried over`;
}

/** Where a pattern stands. */
function placeOf({ pattern: { line, column } }: Pick<PatternReport, "pattern">): string {
  return `${tablesYaml}:${String(line)}:${String(column)}`;
}

function tellMatches(report: PatternReport, warn: (code: string, text: string, hint?: string) => void): void {
  const { pattern, tables, added, gone, error } = report;
  const { database, schema, table } = pattern.snowflake;
  if (tables.length === 0 && error === undefined) {
    const text = `no table that the role sees fits ${database}.${schema}.${table}`;
    warn(
      "PATTERN_MATCHES_NOTHING",
      text,
      `Try: extractor-cli discover '"${database}"'; names are compared in exact case.`,
    );
  }
  if (added.length > 0) {
    const hint = "They leave once their files are committed; `exclude:` keeps a table back.";
    warn("TABLES_NEWLY_MATCHED", `${counted(added.length, "table")} newly fit: ${some(added)}`, hint);
  }
  if (gone.length > 0) {
    const names = gone.map(({ name }) => name);
    const text = `${counted(names.length, "table")} with committed files ${names.length === 1 ? "is" : "are"} gone, or the role no longer sees ${names.length === 1 ? "it" : "them"}: ${some(names)}`;
    const hint =
      tables.length === 0
        ? "Nothing fits any more, so --prune keeps the files too: remove the entry from tables.yaml if that is meant."
        : "Their files stay until `extractor-cli extract --all --prune`.";
    warn("TABLES_GONE", text, hint);
  }
}

const most = 20;

function some(names: readonly string[]): string {
  const more = names.length > most ? `, and ${String(names.length - most)} more` : "";
  return `${names.slice(0, most).join(", ")}${more}`;
}
