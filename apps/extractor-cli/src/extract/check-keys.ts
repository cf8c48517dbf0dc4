import { type CommandContext, exitCodes, UsageError, type OptionValues } from "@dp/cli-kit";
import type { Queryable } from "@dp/snowflake-client";
import { checkKeys, type KeyCheck } from "@dp/snowflake-extract";

import { counted } from "../counted.ts";
import type { TableOutcome } from "../mapped.ts";

/** Offending keys that are shown of each, where values are asked for. */
const shownValues = 5;

/** Whether and how keys are to be checked. @throws UsageError */
export function keyOptions(options: OptionValues): { readonly values: number } | undefined {
  const show = options.showValues === true;
  if (options.checkKeys === true) return { values: show ? shownValues : 0 };
  if (show) throw new UsageError("--show-values goes with --check-keys", "add --check-keys, or leave it out");
  return undefined;
}

/** What `--check-keys` found: the counts for `--json` and the run record, which hold no row values. */
export interface CheckedKeys {
  readonly data: readonly object[];
  readonly summary: string;
  readonly exitCode: number;
}

/** Checks the keys of the chosen tables, and tells which of them PostgreSQL will refuse. */
export async function checkChosenKeys(
  context: CommandContext,
  db: Queryable,
  { outcomes, chosen, values }: { outcomes: readonly TableOutcome[]; chosen: ReadonlySet<string>; values: number },
): Promise<CheckedKeys> {
  context.emit({ type: "step", text: "Counting what breaks the keys that Snowflake does not enforce" });
  const tables = outcomes.flatMap((outcome) => ("metadata" in outcome ? [outcome.metadata] : []));
  const checks = await checkKeys(db, tables, { only: chosen, values });
  context.io.signal.throwIfAborted();
  for (const check of checks) tell(context, check);
  const broken = checks.filter((check) => problemsOf(check).length > 0).length;
  const unchecked = checks.filter(({ error }) => error !== undefined).length;
  return {
    data: checks.map(({ table, kind, columns, references, counts, error }) => ({
      table,
      kind,
      columns,
      ...(references !== undefined && { references }),
      ...counts,
      ...(error !== undefined && { error: { code: error.code, message: error.message, hint: error.hint } }),
    })),
    summary: [
      `${counted(checks.length - unchecked, "key")} checked, ${String(broken)} broken`,
      ...(unchecked === 0 ? [] : [`${String(unchecked)} not checked`]),
    ].join(", "),
    exitCode: unchecked > 0 ? exitCodes.partly : broken > 0 ? exitCodes.different : exitCodes.done,
  };
}

interface Problem {
  readonly code: string;
  readonly text: string;
  readonly hint: string;
}

const asIndex = "or carry the key over as an index: keys: { …: not_enforced } in tables.yaml";

function some(count: string | undefined): count is string {
  return count !== undefined && count !== "0";
}

function problemsOf({ counts }: KeyCheck): readonly Problem[] {
  const { duplicates, nulls, orphans, tooLong } = counts;
  const found: Problem[] = [];
  if (duplicates !== undefined && some(duplicates.keys)) {
    const text = `${duplicates.keys} of its values stand in ${duplicates.rows} rows`;
    found.push({ code: "KEY_DUPLICATES", text, hint: `Remove the duplicates, ${asIndex}.` });
  }
  if (some(nulls)) {
    found.push({ code: "KEY_NULLS", text: `${nulls} rows have NULL there`, hint: `Fill the columns, ${asIndex}.` });
  }
  if (some(orphans)) {
    const text = `${orphans} rows refer to a row that is not there`;
    found.push({ code: "KEY_ORPHANS", text, hint: `Bring the missing rows, ${asIndex}.` });
  }
  if (some(tooLong)) {
    const text = `${tooLong} rows are too long for PostgreSQL's index, unless they can be compressed`;
    found.push({
      code: "KEY_TOO_LONG",
      text,
      hint: "Shorten them, or leave the key out: keys: { …: omit } in tables.yaml.",
    });
  }
  return found;
}

function tell(context: CommandContext, check: KeyCheck): void {
  const { table, kind, columns, references, values = [], error } = check;
  const key = `${kind} on ${columns.join(", ")}${references === undefined ? "" : ` to ${references}`}`;
  if (error !== undefined) {
    const text = `${key}: not checked: ${error.message} [${error.code}]`;
    context.emit({ type: "warning", code: "KEY_NOT_CHECKED", text, where: table, hint: error.hint });
  }
  for (const { code, text, hint } of problemsOf(check)) {
    context.emit({ type: "warning", code, text: `${key}: ${text}`, where: table, hint });
  }
  for (const value of values) {
    const shown = value.map((part) => (part === null ? "NULL" : JSON.stringify(part))).join(", ");
    context.emit({ type: "output", text: `${table}: ${kind} on ${columns.join(", ")}: ${shown}\n` });
  }
}
