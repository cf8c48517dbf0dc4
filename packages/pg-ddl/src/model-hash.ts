import { hashOf } from "./canonical-json.ts";
import type { PgModel } from "./model.ts";
import type { Plan } from "./plan-types.ts";
import { tableKey } from "./table-key.ts";

/** SHA-256 of a model, whatever the order of its schemas and tables. */
export function modelHash({ schemas, tables, usage }: PgModel): string {
  const ordered = tables.map((table) => ({ key: tableKey(table), table }));
  ordered.sort((one, other) => (one.key < other.key ? -1 : 1));
  const users = usage?.map(({ schema, role }) => JSON.stringify([schema, role])).sort();
  return hashOf({ schemas: [...schemas].sort(), tables: ordered.map(({ table }) => table), usage: users });
}

/** SHA-256 of a plan: equal hashes mean the same statements for the same present and the same targets. */
export function planHash(plan: Plan): string {
  return hashOf(plan);
}
