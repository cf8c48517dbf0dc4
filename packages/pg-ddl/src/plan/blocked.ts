import { relationKeys } from "../diff/renames.ts";
import { objectOf, type Draft } from "../draft.ts";
import type { PgForeignKey, PgModel } from "../model.ts";
import type { BlockedDifference, DifferenceCode, ObjectRef } from "../plan-types.ts";
import { byName, tableKey } from "../table-key.ts";

const codes: Partial<Readonly<Record<ObjectRef["kind"], DifferenceCode>>> = {
  table: "TABLE_MISSING",
  index: "INDEX_MISSING",
  "primary key": "PRIMARY_KEY_MISSING",
  "unique key": "UNIQUE_KEY_MISSING",
};

/** Statements, in the order in which they run, whose new relation would meet one of the same name. */
export function nameClashes(drafts: readonly Draft[], present: PgModel): readonly BlockedDifference[] {
  const taken = new Set(present.tables.flatMap(relationKeys));
  const clashes: BlockedDifference[] = [];
  for (const { object, relations, frees } of drafts) {
    for (const name of frees) taken.delete(tableKey({ schema: object.schema, name }));
    for (const name of relations) {
      const key = tableKey({ schema: object.schema, name });
      const code = codes[object.kind];
      if (taken.has(key) && code !== undefined) {
        const reason = `the name ${name} is taken in schema ${object.schema}`;
        clashes.push({ code, object, reason, droppingHelps: false });
      }
      taken.add(key);
    }
  }
  return clashes;
}

/** Foreign keys whose table is neither there nor about to be made. */
export function danglingForeignKeys(wanted: PgModel, present: PgModel): readonly BlockedDifference[] {
  const [planned, there] = [byName(wanted.tables), byName(present.tables)];
  const dangles = ({ references }: PgForeignKey): boolean =>
    !planned.has(tableKey(references)) && !there.has(tableKey(references));
  return wanted.tables.flatMap((table) =>
    table.foreignKeys.filter(dangles).map(({ name, references }) => ({
      code: "FOREIGN_KEY_MISSING" as const,
      object: objectOf("foreign key", table, name),
      reason: `it references ${references.schema}.${references.name}, which is neither there nor in this plan`,
      droppingHelps: false,
    })),
  );
}
