import { objectOf } from "../draft.ts";
import type { PgForeignKey, PgIndex, PgKey, PgTable } from "../model.ts";
import type { Difference } from "../plan-types.ts";
import { match } from "./match.ts";

function columnsText(columns: readonly string[]): string {
  return `(${columns.join(", ")})`;
}

function keyText({ columns, definition }: PgKey): string {
  return definition ?? columnsText(columns);
}

/** Equal for keys of the same columns in the same order; a definition of its own never equals a wanted key. */
export function keyIdentity({ columns, definition }: PgKey): string {
  return JSON.stringify([columns, definition ?? null]);
}

/** Differences of the primary keys of two tables. */
export function diffPrimaryKey(wanted: PgTable, present: PgTable): readonly Difference[] {
  const [one, two] = [wanted.primaryKey, present.primaryKey];
  if (one === undefined && two === undefined) return [];
  const object = objectOf("primary key", wanted, one?.name ?? two?.name ?? "");
  if (two === undefined)
    return one === undefined ? [] : [{ code: "PRIMARY_KEY_MISSING", object, wanted: keyText(one) }];
  if (one === undefined) return [{ code: "PRIMARY_KEY_EXTRA", object, present: keyText(two) }];
  if (keyIdentity(one) === keyIdentity(two)) return [];
  return [{ code: "PRIMARY_KEY_COLUMNS", object, wanted: keyText(one), present: keyText(two) }];
}

/** Differences of the unique keys of two tables. */
export function diffUniqueKeys(wanted: PgTable, present: PgTable): readonly Difference[] {
  const { missing, extra } = match(wanted.uniqueKeys, present.uniqueKeys, keyIdentity);
  const object = (key: PgKey): Difference["object"] => objectOf("unique key", wanted, key.name);
  return [
    ...missing.map((key) => ({ code: "UNIQUE_KEY_MISSING" as const, object: object(key), wanted: keyText(key) })),
    ...extra.map((key) => ({ code: "UNIQUE_KEY_EXTRA" as const, object: object(key), present: keyText(key) })),
  ];
}

function foreignKeyText({ columns, references, definition }: PgForeignKey): string {
  const target = `${references.schema}.${references.name}`;
  return definition ?? `${columnsText(columns)} references ${target} ${columnsText(references.columns)}`;
}

/** Equal for foreign keys of the same columns onto the same columns. */
export function foreignKeyIdentity({ columns, references, definition }: PgForeignKey): string {
  return JSON.stringify([columns, references.schema, references.name, references.columns, definition ?? null]);
}

function behaviourText({ onUpdate, onDelete, enforced }: PgForeignKey): string {
  return `on update ${onUpdate}, on delete ${onDelete}${enforced ? "" : ", not enforced"}`.toLowerCase();
}

/** Differences of the foreign keys of two tables. */
export function diffForeignKeys(wanted: PgTable, present: PgTable): readonly Difference[] {
  const { pairs, missing, extra } = match(wanted.foreignKeys, present.foreignKeys, foreignKeyIdentity);
  const differences: Difference[] = [];
  for (const [one, two] of pairs) {
    const object = objectOf("foreign key", wanted, two.name);
    const [behaviour, other] = [behaviourText(one), behaviourText(two)];
    if (behaviour !== other) {
      differences.push({ code: "FOREIGN_KEY_ACTION", object, wanted: behaviour, present: other });
    } else if (one.enforced && !two.validated) {
      differences.push({ code: "FOREIGN_KEY_NOT_VALIDATED", object, wanted: "validated", present: "not valid" });
    }
  }
  for (const key of missing) {
    const object = objectOf("foreign key", wanted, key.name);
    differences.push({ code: "FOREIGN_KEY_MISSING", object, wanted: foreignKeyText(key) });
  }
  for (const key of extra) {
    const object = objectOf("foreign key", wanted, key.name);
    differences.push({ code: "FOREIGN_KEY_EXTRA", object, present: foreignKeyText(key) });
  }
  return differences;
}

function indexText({ columns, unique, method, definition, invalid }: PgIndex): string {
  const kind = `${unique ? "unique " : ""}${method === undefined ? "" : `${method} `}`;
  const text = definition ?? `${kind}${columnsText(columns)}`;
  return invalid === true ? `invalid: ${text}` : text;
}

/** Equal for indexes of the same columns and method; one that never ended equals none. */
export function indexIdentity({ columns, unique, method, definition, invalid }: PgIndex): string {
  return JSON.stringify([columns, unique, method ?? null, definition ?? null, invalid ?? null]);
}

/** Differences of the indexes of two tables; one that refuses no row may stay. */
export function diffIndexes(wanted: PgTable, present: PgTable): readonly Difference[] {
  const { missing, extra } = match(wanted.indexes, present.indexes, indexIdentity);
  const object = (index: PgIndex): Difference["object"] => objectOf("index", wanted, index.name);
  return [
    ...missing.map((index) => ({ code: "INDEX_MISSING" as const, object: object(index), wanted: indexText(index) })),
    ...extra.map((index) => ({
      code: "INDEX_EXTRA" as const,
      object: object(index),
      present: indexText(index),
      ...(index.unique ? {} : { kept: true as const }),
    })),
  ];
}

/** Check and exclusion constraints; none is ever wanted. */
export function diffOtherConstraints(wanted: PgTable, present: PgTable): readonly Difference[] {
  return (present.otherConstraints ?? []).map(({ name, definition }) => ({
    code: "CONSTRAINT_EXTRA" as const,
    object: objectOf("constraint", wanted, name),
    present: definition,
  }));
}
