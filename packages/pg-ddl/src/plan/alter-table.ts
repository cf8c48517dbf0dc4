import type { DifferenceCode } from "../plan-types.ts";
import { changeComment } from "../write/comment.ts";
import { grantExtra, grantMissing, tableOwner, tableTablespace } from "./change-access.ts";
import {
  columnCollation,
  columnDefault,
  columnExtra,
  columnIdentity,
  columnMissing,
  columnNullable,
  columnType,
} from "./change-columns.ts";
import {
  constraintExtra,
  foreignKeyAction,
  foreignKeyExtra,
  foreignKeyMissing,
  foreignKeyNotValidated,
  indexExtra,
  indexMissing,
  primaryKeyColumns,
  primaryKeyExtra,
  primaryKeyMissing,
  uniqueKeyExtra,
  uniqueKeyMissing,
} from "./change-keys.ts";
import { type Change, type Handler, nothingToDo, type Outcome } from "./change.ts";

const handlers: Readonly<Record<DifferenceCode, Handler>> = {
  SCHEMA_MISSING: () => nothingToDo,
  SCHEMA_USAGE_MISSING: () => nothingToDo,
  TABLE_MISSING: () => nothingToDo,
  TABLE_NAME: () => nothingToDo,
  COLUMN_NAME: () => nothingToDo,
  TABLE_OWNER: tableOwner,
  TABLE_TABLESPACE: tableTablespace,
  NOT_A_TABLE: () => ({
    reason: "something else has the name of the table; rename or drop it by hand",
    droppingHelps: false,
  }),
  COLUMN_MISSING: columnMissing,
  COLUMN_EXTRA: columnExtra,
  COLUMN_TYPE: columnType,
  COLUMN_NULLABLE: columnNullable,
  COLUMN_DEFAULT: columnDefault,
  COLUMN_IDENTITY: columnIdentity,
  COLUMN_GENERATED: () => ({ reason: "the server computes it; change it by hand", droppingHelps: true }),
  COLUMN_COLLATION: columnCollation,
  COLUMN_COMMENT: ({ difference, wanted }) => ({ drafts: [changeComment(wanted, difference.object.part, true)] }),
  TABLE_COMMENT: ({ wanted }) => ({ drafts: [changeComment(wanted, undefined, true)] }),
  PRIMARY_KEY_MISSING: primaryKeyMissing,
  PRIMARY_KEY_EXTRA: primaryKeyExtra,
  PRIMARY_KEY_COLUMNS: primaryKeyColumns,
  UNIQUE_KEY_MISSING: uniqueKeyMissing,
  UNIQUE_KEY_EXTRA: uniqueKeyExtra,
  FOREIGN_KEY_MISSING: foreignKeyMissing,
  FOREIGN_KEY_EXTRA: foreignKeyExtra,
  FOREIGN_KEY_ACTION: foreignKeyAction,
  FOREIGN_KEY_NOT_VALIDATED: foreignKeyNotValidated,
  INDEX_MISSING: indexMissing,
  INDEX_EXTRA: indexExtra,
  CONSTRAINT_EXTRA: constraintExtra,
  GRANT_MISSING: grantMissing,
  GRANT_EXTRA: grantExtra,
};

/** The statements that resolve a difference of a table that stands, or why there are none. */
export function resolve(change: Change): Outcome {
  return handlers[change.difference.code](change);
}
