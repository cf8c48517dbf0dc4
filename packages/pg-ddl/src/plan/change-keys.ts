import { sha256 } from "../canonical-json.ts";
import { foreignKeyIdentity, indexIdentity, keyIdentity } from "../diff/keys.ts";
import { match } from "../diff/match.ts";
import type { Draft } from "../draft.ts";
import type { PgIndex, PgKey, PgTable } from "../model.ts";
import { relationNames } from "../table-key.ts";
import { addForeignKey, changeForeignKey, dropForeignKey, validateForeignKey } from "../write/foreign-key.ts";
import { addKeyUsing, dropKey, type KeyKind } from "../write/key.ts";
import { dropNotNullCheck, isNotNullCheck, isNotNullCheckOf } from "../write/not-null.ts";
import { buildIndex, dropIndex } from "../write/table-index.ts";
import { type Handler, named, nothingToDo } from "./change.ts";

function sameColumns(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function keysOf({ primaryKey, uniqueKeys }: PgTable): readonly PgKey[] {
  return primaryKey === undefined ? uniqueKeys : [primaryKey, ...uniqueKeys];
}

/** Name under which a key's index is built: the key's own, unless something has that still. */
function buildName({ name, columns }: PgKey, present: PgTable): string {
  const taken = present.indexes.every((index) => index.name !== name) && relationNames(present).includes(name);
  return taken ? `dp_key_${sha256(JSON.stringify(columns)).slice(0, 12)}` : name;
}

/** A unique index over exactly these columns that nothing wants as an index: built by a run that did not end. */
function adoptable({ columns }: PgKey, wanted: PgTable, present: PgTable): PgIndex | undefined {
  const { extra } = match(wanted.indexes, present.indexes, indexIdentity);
  return extra.find(
    (index) =>
      index.unique && index.invalid !== true && index.definition === undefined && sameColumns(index.columns, columns),
  );
}

function makeKey(kind: KeyKind, key: PgKey, { wanted, present }: Parameters<Handler>[0]): readonly Draft[] {
  const found = adoptable(key, wanted, present);
  if (found !== undefined) return [addKeyUsing(wanted, kind, key, found.name)];
  const name = buildName(key, present);
  return [
    buildIndex(wanted, { name, columns: key.columns, unique: true }, "keys"),
    addKeyUsing(wanted, kind, key, name),
  ];
}

export const primaryKeyMissing: Handler = (change) => {
  const { primaryKey } = change.wanted;
  return primaryKey === undefined ? nothingToDo : { drafts: makeKey("primary key", primaryKey, change) };
};

export const primaryKeyExtra: Handler = ({ wanted, present: { primaryKey } }) =>
  primaryKey === undefined ? nothingToDo : { drafts: [dropKey(wanted, "primary key", primaryKey)] };

export const primaryKeyColumns: Handler = (change) => {
  const [extra, missing] = [primaryKeyExtra(change), primaryKeyMissing(change)];
  return "drafts" in extra && "drafts" in missing ? { drafts: [...extra.drafts, ...missing.drafts] } : extra;
};

export const uniqueKeyMissing: Handler = (change) => ({
  drafts: makeKey("unique key", named(change.wanted.uniqueKeys, change.difference), change),
});

export const uniqueKeyExtra: Handler = ({ difference, wanted, present }) => ({
  drafts: [dropKey(wanted, "unique key", named(present.uniqueKeys, difference))],
});

export const foreignKeyMissing: Handler = ({ difference, wanted, stands }) => {
  const key = named(wanted.foreignKeys, difference);
  return { drafts: addForeignKey(wanted, key, { referencing: true, referenced: stands(key.references) }) };
};

export const foreignKeyExtra: Handler = ({ difference, wanted, present }) => ({
  drafts: [dropForeignKey(wanted, named(present.foreignKeys, difference).name, true)],
});

export const foreignKeyAction: Handler = ({ difference, wanted, present }) => {
  const { pairs } = match(wanted.foreignKeys, present.foreignKeys, foreignKeyIdentity);
  const pair = pairs.find(([, two]) => two.name === difference.object.part);
  return pair === undefined ? nothingToDo : { drafts: changeForeignKey(wanted, pair[0], pair[1].name) };
};

export const foreignKeyNotValidated: Handler = ({ difference, wanted }) => ({
  drafts: [validateForeignKey(wanted, difference.object.part ?? "")],
});

export const indexMissing: Handler = ({ difference, wanted }) => ({
  drafts: [buildIndex(wanted, named(wanted.indexes, difference), "indexes")],
});

/** Whether a key that is still to come takes this index as its own. */
function isAdopted(index: PgIndex, wanted: PgTable, present: PgTable): boolean {
  const { missing } = match(keysOf(wanted), keysOf(present), keyIdentity);
  return missing.some((key) => adoptable(key, wanted, present)?.name === index.name);
}

/** An index under a name that is to be another one's, or that refuses rows, goes; others are nobody's harm. */
export const indexExtra: Handler = ({ difference, wanted, present }) => {
  const index = named(present.indexes, difference);
  if (isAdopted(index, wanted, present)) return nothingToDo;
  const names = [
    ...wanted.indexes.map(({ name }) => name),
    ...keysOf(wanted).flatMap((key) => [key.name, buildName(key, present)]),
  ];
  const inTheWay = names.includes(index.name) || (index.invalid === true && index.name.startsWith("dp_key_"));
  return inTheWay || index.unique ? { drafts: [dropIndex(wanted, index)] } : nothingToDo;
};

export const constraintExtra: Handler = ({ difference, wanted, present }) => {
  const name = difference.object.part ?? "";
  if (!isNotNullCheck(name)) {
    return { reason: "it may refuse rows; drop it by hand if it should not", droppingHelps: true };
  }
  const isOn = (column: string): boolean => isNotNullCheckOf(name, column);
  const there = present.columns.find((column) => isOn(column.name));
  const awaited = wanted.columns.some((column) => isOn(column.name) && !column.nullable) && there?.nullable === true;
  return awaited ? nothingToDo : { drafts: [dropNotNullCheck(wanted, name)] };
};
