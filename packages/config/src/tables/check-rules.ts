import type { Complaint } from "./complaint.ts";
import { columnSettings } from "./rules/columns.ts";
import { duplicates } from "./rules/duplicates.ts";
import { indexes } from "./rules/indexes.ts";
import { patterns } from "./rules/patterns.ts";
import { postgresNames, snowflakeNames } from "./rules/names.ts";
import type { Candidate, Complain, Rule } from "./rules/rule.ts";
import { encryption, incremental, schedules } from "./rules/transfer.ts";
import type { Path } from "./source-map.ts";
import type { WrittenTable } from "./written.ts";

const rules: readonly Rule[] = [
  snowflakeNames,
  postgresNames,
  patterns,
  duplicates,
  columnSettings,
  indexes,
  incremental,
  encryption,
  schedules,
];

/** Runs every rule; a complaint about an inherited setting points to the defaults. @internal */
export function checkRules(candidates: readonly Candidate[], defaults: WrittenTable): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const complain: Complain = (candidate, keys, { message, hint, part = "value" }) => {
    complaints.push({ path: origin(candidate, keys, defaults), part, message, hint });
  };
  for (const rule of rules) rule(candidates, complain);
  return complaints;
}

function origin({ path, written }: Candidate, keys: Path, defaults: WrittenTable): Path {
  return !isWritten(written, keys) && isWritten(defaults, keys) ? ["defaults", ...keys] : [...path, ...keys];
}

function isWritten(value: unknown, keys: Path): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
  return isWritten((value as Record<string | number, unknown>)[key], rest);
}
