import type { Draft } from "../draft.ts";
import type { PgColumn, PgTable } from "../model.ts";
import type { Difference, DifferenceCode } from "../plan-types.ts";
import { addColumn, changeDefault, dropNotNull } from "../write/column.ts";
import { changeComment } from "../write/comment.ts";
import { addForeignKey, validateForeignKey } from "../write/foreign-key.ts";
import { addKey } from "../write/key.ts";
import { createIndex } from "../write/table-index.ts";

/** What becomes of one difference of a table that stands. */
export type Outcome =
  { readonly drafts: readonly Draft[] } | { readonly reason: string; readonly droppingHelps: boolean };

/** A difference and the two tables it was found between. */
interface Change {
  readonly difference: Difference;
  readonly wanted: PgTable;
  readonly present: PgTable;
  /** Whether a referenced table stood before the plan. */
  readonly stands: (table: { readonly schema: string; readonly name: string }) => boolean;
}

type Handler = (change: Change) => Outcome;

function blocked(reason: string): Handler {
  return () => ({ reason, droppingHelps: true });
}

function unchanged(reason: string): Handler {
  return ({ difference }) => (difference.kept === true ? { drafts: [] } : { reason, droppingHelps: true });
}

/** The item that a difference names; a difference comes from the same tables, so it is there. */
function named<T extends { readonly name: string }>(items: readonly T[], { object }: Difference): T {
  const found = items.find(({ name }) => name === object.part);
  if (found === undefined) throw new Error(`${object.name} has no ${object.kind} ${String(object.part)}`);
  return found;
}

function columnMissing({ difference, wanted }: Change): Outcome {
  const column = named(wanted.columns, difference);
  if (column.nullable || column.default !== undefined || column.identity !== undefined) {
    const comment = column.comment === undefined ? [] : [changeComment(wanted, column.name, true)];
    return { drafts: [addColumn(wanted, column), ...comment] };
  }
  return {
    reason: "rows that are there would have no value in it: it is NOT NULL and has no default",
    droppingHelps: true,
  };
}

function becomesNotNull(column: PgColumn, { wanted, present }: Change): boolean {
  return present.primaryKey === undefined && wanted.primaryKey?.columns.includes(column.name) === true;
}

function columnNullable(change: Change): Outcome {
  const column = named(change.wanted.columns, change.difference);
  if (column.nullable) return { drafts: [dropNotNull(change.wanted, column)] };
  // ADD PRIMARY KEY sets NOT NULL by itself.
  if (becomesNotNull(column, change)) return { drafts: [] };
  return { reason: "rows that are there may hold NULL in it", droppingHelps: true };
}

function columnDefault({ difference, wanted, present }: Change): Outcome {
  const column = named(wanted.columns, difference);
  const other = named(present.columns, difference);
  if (other.generated !== undefined || other.identity !== undefined) return { drafts: [] };
  return { drafts: [changeDefault(wanted, column, difference.present)] };
}

function foreignKeyMissing({ difference, wanted, stands }: Change): Outcome {
  const key = named(wanted.foreignKeys, difference);
  return { drafts: addForeignKey(wanted, key, { referencing: true, referenced: stands(key.references) }) };
}

function primaryKeyMissing({ wanted }: Change): Outcome {
  return { drafts: wanted.primaryKey === undefined ? [] : [addKey(wanted, "primary key", wanted.primaryKey)] };
}

const evolution = "a table that holds rows is not changed in this way";
const refusesRows = "it may refuse rows that are wanted; drop it by hand if it is not needed";

const handlers: Readonly<Record<DifferenceCode, Handler>> = {
  SCHEMA_MISSING: () => ({ drafts: [] }),
  TABLE_MISSING: () => ({ drafts: [] }),
  TABLE_NAME: () => ({ drafts: [] }),
  COLUMN_NAME: () => ({ drafts: [] }),
  NOT_A_TABLE: () => ({
    reason: "something else has the name of the table; rename or drop it by hand",
    droppingHelps: false,
  }),
  COLUMN_MISSING: columnMissing,
  COLUMN_EXTRA: unchanged("rows cannot be written without it: it is NOT NULL and has no default"),
  COLUMN_TYPE: blocked(evolution),
  COLUMN_NULLABLE: columnNullable,
  COLUMN_DEFAULT: columnDefault,
  COLUMN_IDENTITY: blocked(evolution),
  COLUMN_GENERATED: blocked(evolution),
  COLUMN_COLLATION: blocked(evolution),
  COLUMN_COMMENT: ({ difference, wanted }) => ({ drafts: [changeComment(wanted, difference.object.part, true)] }),
  TABLE_COMMENT: ({ wanted }) => ({ drafts: [changeComment(wanted, undefined, true)] }),
  PRIMARY_KEY_MISSING: primaryKeyMissing,
  PRIMARY_KEY_EXTRA: blocked(refusesRows),
  PRIMARY_KEY_COLUMNS: blocked(evolution),
  UNIQUE_KEY_MISSING: ({ difference, wanted }) => ({
    drafts: [addKey(wanted, "unique key", named(wanted.uniqueKeys, difference))],
  }),
  UNIQUE_KEY_EXTRA: blocked(refusesRows),
  FOREIGN_KEY_MISSING: foreignKeyMissing,
  FOREIGN_KEY_EXTRA: blocked(refusesRows),
  FOREIGN_KEY_ACTION: blocked(evolution),
  FOREIGN_KEY_NOT_VALIDATED: ({ difference, wanted }) => ({
    drafts: [validateForeignKey(wanted, difference.object.part ?? "")],
  }),
  INDEX_MISSING: ({ difference, wanted }) => ({
    drafts: [createIndex(wanted, named(wanted.indexes, difference), true)],
  }),
  INDEX_EXTRA: unchanged(refusesRows),
  CONSTRAINT_EXTRA: blocked(refusesRows),
};

/** The statements that resolve a difference of a table that stands, or why there are none. */
export function resolve(change: Change): Outcome {
  return handlers[change.difference.code](change);
}
