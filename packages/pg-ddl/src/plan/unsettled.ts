import { foreignKeyIdentity } from "../diff/keys.ts";
import { match } from "../diff/match.ts";
import type { Draft } from "../draft.ts";
import type { PgForeignKey, PgTable, QualifiedName } from "../model.ts";
import { tableKey } from "../table-key.ts";
import { addForeignKey, dropForeignKey } from "../write/foreign-key.ts";

/** A table that stands and stays, and what it needs by itself. */
export interface Kept {
  readonly wanted: PgTable;
  readonly present: PgTable;
  readonly drafts: readonly Draft[];
}

/** Whether a foreign key has lost its hold: its table is replaced, its key goes, or a column of either side is retyped. */
type Test = (table: QualifiedName, key: PgForeignKey) => boolean;

/** A foreign key may name the columns of a key in another order. */
function setKey(columns: readonly string[]): string {
  return JSON.stringify(columns.toSorted());
}

function looseFor(kept: readonly Kept[], isReplaced: (table: QualifiedName) => boolean): Test {
  const retyped = new Map<string, Set<string>>();
  const keyless = new Map<string, string[]>();
  for (const { wanted, drafts } of kept) {
    const table = tableKey(wanted);
    for (const { object, unsettles } of drafts) {
      if (unsettles.length === 0) continue;
      if (object.kind === "column") retyped.set(table, new Set([...(retyped.get(table) ?? []), ...unsettles]));
      else keyless.set(table, [...(keyless.get(table) ?? []), setKey(unsettles)]);
    }
  }
  const isRetyped = (table: QualifiedName, columns: readonly string[]): boolean =>
    columns.some((column) => retyped.get(tableKey(table))?.has(column) === true);
  return (table, { columns, references }) =>
    isReplaced(references) ||
    keyless.get(tableKey(references))?.includes(setKey(references.columns)) === true ||
    isRetyped(references, references.columns) ||
    isRetyped(table, columns);
}

/**
 * What kept tables need, foreign keys of theirs that lose their hold taken off first and made again at the end. Those
 * onto replaced tables went with these.
 */
export function settleForeignKeys(
  kept: readonly Kept[],
  isReplaced: (table: QualifiedName) => boolean,
): readonly Draft[] {
  const loose = looseFor(kept, isReplaced);
  return kept.flatMap(({ wanted, present, drafts }) => {
    const { pairs } = match(wanted.foreignKeys, present.foreignKeys, foreignKeyIdentity);
    const again = pairs.filter(([, two]) => loose(present, two));
    const replaced = wanted.foreignKeys.filter(({ references }) => isReplaced(references));
    const names = new Set([...again.flat(), ...replaced].map(({ name }) => name));
    const extra = present.foreignKeys.filter(({ references }) => isReplaced(references));
    for (const { name } of extra) names.add(name);
    const isGone = ({ object }: Draft): boolean => object.kind === "foreign key" && names.has(object.part ?? "");
    const made = [...new Set([...again.map(([one]) => one), ...replaced])];
    return [
      ...drafts.filter((draft) => !isGone(draft)),
      ...again
        .filter(([, two]) => !isReplaced(two.references))
        .map(([, two]) => dropForeignKey(wanted, two.name, false)),
      ...made.flatMap((key) =>
        addForeignKey(wanted, key, { referencing: true, referenced: !isReplaced(key.references) }),
      ),
    ];
  });
}
