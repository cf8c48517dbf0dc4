import { type PgColumn, type PgModel, type PgTable, type Plan, tableKey } from "@dp/pg-ddl";

import type { LiveColumn, LiveTable } from "./target.ts";

/** A plan, and the model that it was made for. */
export interface PlannedTables {
  readonly plan: Pick<Plan, "statements" | "differences" | "options">;
  readonly wanted: PgModel;
}

function asWanted({ name, type, nullable, default: value, identity }: PgColumn, there?: LiveColumn): LiveColumn {
  return {
    name,
    type,
    notNull: !nullable,
    hasDefault: value !== undefined,
    identity: identity !== undefined,
    generated: false,
    sequenceSchema: there?.sequenceSchema ?? null,
    sequenceName: there?.sequenceName ?? null,
    sequenceGranted: there?.sequenceGranted ?? false,
    descending: there?.descending ?? null,
  };
}

/** Under another name from then on. */
function leaves({ differences }: PlannedTables["plan"], { schema, name }: LiveTable): boolean {
  return differences.some(({ code, present }) => code === "TABLE_NAME" && present === `${schema}.${name}`);
}

function isMadeAnew({ statements }: PlannedTables["plan"], table: PgTable): boolean {
  return statements.some(({ action, object }) => {
    return action === "drop" && object.kind === "table" && tableKey(object) === tableKey(table);
  });
}

/** A table that stands as a plan would leave it; undefined where nothing has its name then. */
export function afterPlan(live: LiveTable, { plan, wanted }: PlannedTables): LiveTable | undefined {
  if (leaves(plan, live)) return undefined;
  const table = wanted.tables.find((one) => tableKey(one) === tableKey(live));
  if (table === undefined) return live;
  const there = new Map(live.columns.map((column) => [column.name, column]));
  const columns = table.columns.map((column) => asWanted(column, there.get(column.name)));
  const names = new Set(columns.map(({ name }) => name));
  const renamed = table.columns.flatMap(({ name, was }) => (was === undefined || there.has(name) ? [] : [was]));
  const dropped = plan.options.dropColumns === true || isMadeAnew(plan, table);
  // What is not wanted stays and refuses no row.
  const kept = live.columns
    .filter(({ name }) => !dropped && !names.has(name) && !renamed.includes(name))
    .map((column) => ({ ...column, notNull: false }));
  return { ...live, columns: [...columns, ...kept] };
}
