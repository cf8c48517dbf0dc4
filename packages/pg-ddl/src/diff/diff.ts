import { objectOf } from "../draft.ts";
import type { PgModel, PgTable } from "../model.ts";
import type { Difference } from "../plan-types.ts";
import { byName, tableKey } from "../table-key.ts";
import { diffAccess, diffUsage } from "./access.ts";
import { diffColumns, sides } from "./columns.ts";
import { diffForeignKeys, diffIndexes, diffOtherConstraints, diffPrimaryKey, diffUniqueKeys } from "./keys.ts";
import { type Renamed, settleNames } from "./renames.ts";

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
    ...diffAccess(wanted, present),
  ];
}

function diffNames({ tables, parts }: Renamed): readonly Difference[] {
  return [
    ...tables.map(({ from, to }): Difference => ({
      code: "TABLE_NAME",
      object: objectOf("table", to),
      ...sides(`${to.schema}.${to.name}`, `${from.schema}.${from.name}`),
    })),
    ...parts
      .filter(({ kind }) => kind === "column")
      .map(({ table, from, to }): Difference => ({
        code: "COLUMN_NAME",
        object: objectOf("column", table, to),
        ...sides(to, from),
      })),
  ];
}

/** The differences, and the renames after which the others were found. */
export function diffSettled(
  wanted: PgModel,
  present: PgModel,
): Renamed & { readonly differences: readonly Difference[] } {
  const renamed = settleNames(wanted, present);
  const schemas = new Set(present.schemas);
  const there = byName(renamed.present.tables);
  const differences = [
    ...wanted.schemas
      .filter((schema) => !schemas.has(schema))
      .map((schema): Difference => ({ code: "SCHEMA_MISSING", object: { kind: "schema", schema, name: schema } })),
    ...diffUsage(wanted, present),
    ...diffNames(renamed),
    ...wanted.tables.flatMap((table) => diffTable(table, there.get(tableKey(table)))),
  ];
  return { ...renamed, differences };
}

/**
 * Everything in which the present differs from what is wanted, for the wanted tables only. Column order and the names
 * of keys and indexes make no difference: columns are found by name, keys by their columns in order. A table or column
 * that stands under the name it had before (`was`) differs in its name, and else in what it would differ under the new.
 */
export function diff(wanted: PgModel, present: PgModel): readonly Difference[] {
  return diffSettled(wanted, present).differences;
}
