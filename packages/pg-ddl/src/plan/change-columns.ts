import type { Draft } from "../draft.ts";
import { type TypeChange, typeChange } from "../evolve/type-change.ts";
import type { PgColumn, PgTable } from "../model.ts";
import { canonicalType } from "../type-text.ts";
import { alterIdentity } from "../write/alter-identity.ts";
import { alterType } from "../write/alter-type.ts";
import { addColumn, changeDefault, dropColumn, dropNotNull } from "../write/column.ts";
import { changeComment, isMarked, markColumn } from "../write/comment.ts";
import { setNotNull } from "../write/not-null.ts";
import { type Change, type Handler, named, nothingToDo, type Outcome } from "./change.ts";

function fillsItself({ nullable, default: value, identity }: PgColumn): boolean {
  return nullable || value !== undefined || identity !== undefined;
}

/** Rows that are there have no value in a column that is NOT NULL and fills itself with nothing: NULL comes first. */
export const columnMissing: Handler = ({ difference, wanted, present }) => {
  const column = named(wanted.columns, difference);
  const comment = column.comment === undefined ? [] : [changeComment(wanted, column.name, true)];
  if (fillsItself(column)) return { drafts: [addColumn(wanted, column), ...comment] };
  const first = addColumn(wanted, { ...column, nullable: true });
  return { drafts: [first, ...comment, ...setNotNull(present, wanted, column.name)] };
};

function inPrimaryKey({ primaryKey }: PgTable, column: string): boolean {
  return primaryKey?.columns.includes(column) === true;
}

/** What the source has no longer stays, marked, and refuses no row. What fills itself may have been added by hand. */
export const columnExtra: Handler = ({ difference, wanted, present, dropColumns }) => {
  const column = named(present.columns, difference);
  if (dropColumns) return { drafts: [dropColumn(wanted, column.name)] };
  const drafts: Draft[] = [];
  if (!fillsItself(column) && column.generated === undefined) {
    drafts.push(dropNotNull(wanted, column.name, inPrimaryKey(present, column.name)));
  }
  if (!isMarked(column.comment)) drafts.push(markColumn(wanted, column.name, column.comment));
  return { drafts };
};

function isIndexed({ primaryKey, uniqueKeys, indexes }: PgTable, column: string): boolean {
  const lists = [...(primaryKey === undefined ? [] : [primaryKey]), ...uniqueKeys, ...indexes];
  return lists.some(({ columns }) => columns.includes(column));
}

const collationOnly: TypeChange = {
  rewrites: false,
  rebuildsIndexes: true,
  changesValues: false,
  losesData: false,
  mayFail: false,
};

interface Sides {
  readonly wanted: PgColumn;
  readonly present: PgColumn;
}

function sidesOf({ difference, wanted, present }: Change): Sides {
  return { wanted: named(wanted.columns, difference), present: named(present.columns, difference) };
}

function differsInType({ wanted, present }: Sides): boolean {
  return canonicalType(wanted.type) !== canonicalType(present.type);
}

function retype(change: Change, how: TypeChange): Outcome {
  const sides = sidesOf(change);
  const indexed = isIndexed(change.present, sides.wanted.name);
  const moves = sides.wanted.collation !== sides.present.collation;
  const effect = moves ? { ...how, rebuildsIndexes: !how.rewrites } : how;
  return { drafts: [alterType(change.wanted, { ...sides, indexed }, effect)] };
}

export const columnType: Handler = (change) => {
  const { wanted, present } = sidesOf(change);
  const how = typeChange(present.type, wanted.type);
  if (how !== undefined) return retype(change, how);
  return {
    reason:
      "no conversion is right for every value; give the column another name in tables.yaml, and it comes beside the old one, which stays",
    droppingHelps: true,
  };
};

export const columnCollation: Handler = (change) =>
  differsInType(sidesOf(change)) ? nothingToDo : retype(change, collationOnly);

export const columnNullable: Handler = ({ difference, wanted, present }) => {
  const { name, nullable } = named(wanted.columns, difference);
  if (!nullable) return { drafts: setNotNull(present, wanted, name) };
  return { drafts: [dropNotNull(wanted, name, inPrimaryKey(present, name))] };
};

export const columnDefault: Handler = (change) => {
  const { wanted, present } = sidesOf(change);
  // Another type or collation brings its default with it.
  const retyped = differsInType({ wanted, present }) || wanted.collation !== present.collation;
  if (retyped || present.generated !== undefined) return nothingToDo;
  return { drafts: [changeDefault(change.wanted, wanted, change.difference.present)] };
};

export const columnIdentity: Handler = (change) => {
  const { wanted, present } = sidesOf(change);
  return {
    drafts: alterIdentity(change.wanted, wanted.name, { wanted: wanted.identity, present: present.identity }),
  };
};
