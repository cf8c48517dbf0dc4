import type { QualifiedName } from "../model.ts";
import type { Hazard, Plan, Statement } from "../plan-types.ts";
import { tableKey } from "../table-key.ts";

/** What happens to a table as a whole. */
export type Fate = "create" | "alter" | "replace" | "drop";

/** The statements about one table. */
export interface TableSummary {
  readonly table: QualifiedName;
  readonly fate: Fate;
  readonly statements: readonly Statement[];
}

/** Tables by what happens to them: a replaced table counts as added and as removed. */
export interface PlanCounts {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
}

function fateOf(statements: readonly Statement[]): Fate {
  const has = (action: Statement["action"]): boolean =>
    statements.some((statement) => statement.action === action && statement.object.kind === "table");
  if (has("drop")) return has("create") ? "replace" : "drop";
  return has("create") ? "create" : "alter";
}

/** The tables of a plan in the order in which they are first touched. */
export function summarize({ statements }: Plan): readonly TableSummary[] {
  const groups = new Map<string, Statement[]>();
  for (const statement of statements) {
    if (statement.object.kind === "schema") continue;
    const key = tableKey(statement.object);
    groups.set(key, [...(groups.get(key) ?? []), statement]);
  }
  return [...groups.values()].flatMap((group): readonly TableSummary[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { schema, name } = first.object;
    return [{ table: { schema, name }, fate: fateOf(group), statements: group }];
  });
}

/** Counts for the last line. */
export function planCounts(plan: Plan): PlanCounts {
  const fates = summarize(plan).map(({ fate }) => fate);
  const count = (...wanted: readonly Fate[]): number => fates.filter((fate) => wanted.includes(fate)).length;
  return { add: count("create", "replace"), change: count("alter"), remove: count("drop", "replace") };
}

/** `Plan: 3 to add, 1 to change, 0 to remove.` */
export function countsText(plan: Plan): string {
  const { add, change, remove } = planCounts(plan);
  return `Plan: ${String(add)} to add, ${String(change)} to change, ${String(remove)} to remove.`;
}

/** What a reader should know of a statement before it runs, e.g. `takes ACCESS EXCLUSIVE, rewrites the table`. */
export function warningsOf({ object, lock, hazards }: Statement): readonly string[] {
  const says = (hazard: Hazard, text: string): readonly string[] => (hazards.includes(hazard) ? [text] : []);
  return [
    says("DELETES_DATA", object.kind === "table" ? "deletes its rows" : "deletes its values"),
    says("CHANGES_VALUES", "changes values"),
    lock === null ? [] : [`takes ${lock}`],
    says("REWRITES_TABLE", "rewrites the table"),
    says("REBUILDS_INDEXES", "builds its indexes anew"),
    says("REVOKES_ACCESS", "takes rights away"),
    says("SCANS_TABLE", "reads the whole table"),
    says("MAY_FAIL_ON_ROWS", "rows may be in the way"),
  ].flat();
}
