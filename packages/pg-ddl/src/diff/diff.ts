import { objectOf } from "../draft.ts";
import type { PgModel, PgTable } from "../model.ts";
import type { Difference } from "../plan-types.ts";
import { byName, tableKey } from "../table-key.ts";
import { diffColumns, sides } from "./columns.ts";
import { diffForeignKeys, diffIndexes, diffOtherConstraints, diffPrimaryKey, diffUniqueKeys } from "./keys.ts";

function diffTableComment(wanted: PgTable, present: PgTable): readonly Difference[] {
  const [one, two] = [wanted.comment ?? "", present.comment ?? ""];
  if (one === two) return [];
  const object = objectOf("comment", wanted);
  return [{ code: "TABLE_COMMENT", object, ...sides(wanted.comment, present.comment) }];
}

function diffTable(wanted: PgTable, present: PgTable | undefined): readonly Difference[] {
  const object = objectOf("table", wanted);
  if (present === undefined) return [{ code: "TABLE_MISSING", object }];
  if (present.relation !== undefined) {
    return [{ code: "NOT_A_TABLE", object, wanted: "table", present: present.relation }];
  }
  return [
    ...diffTableComment(wanted, present),
    ...diffColumns(wanted, present),
    ...diffPrimaryKey(wanted, present),
    ...diffUniqueKeys(wanted, present),
    ...diffForeignKeys(wanted, present),
    ...diffIndexes(wanted, present),
    ...diffOtherConstraints(wanted, present),
  ];
}

/**
 * Everything in which the present differs from what is wanted, for the wanted tables only. Column order and the names
 * of keys and indexes make no difference: columns are found by name, keys by their columns in order.
 */
export function diff(wanted: PgModel, present: PgModel): readonly Difference[] {
  const schemas = new Set(present.schemas);
  const there = byName(present.tables);
  return [
    ...wanted.schemas
      .filter((schema) => !schemas.has(schema))
      .map((schema): Difference => ({ code: "SCHEMA_MISSING", object: { kind: "schema", schema, name: schema } })),
    ...wanted.tables.flatMap((table) => diffTable(table, there.get(tableKey(table)))),
  ];
}
