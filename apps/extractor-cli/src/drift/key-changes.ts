import type { SourceForeignKey, SourceKey, SourceTable } from "@dp/metadata";

import { type Change, change, type ChangeCode } from "./change.ts";

type Key = SourceKey | SourceForeignKey;

function list(columns: readonly string[]): string {
  return `(${columns.join(", ")})`;
}

/** A key in one line: name, columns, what it refers to, and everything else that is said of it. */
function keyText({ name, columns, ...rest }: Key): string {
  const parts = [...(name === undefined ? [] : [name]), list(columns)];
  for (const [field, value] of Object.entries(rest)) {
    if (field === "references") {
      const { database, schema, table, columns: referenced } = value as SourceForeignKey["references"];
      parts.push(`references ${[database, schema, table].join(".")} ${list(referenced)}`);
    } else if (field === "enforced" || field === "rely") {
      if (value === true) parts.push(field);
    } else parts.push(`${field} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  }
  return parts.join(" ");
}

interface Side {
  readonly before: readonly Key[];
  readonly after: readonly Key[];
}

/** Keys on the same columns are one key that changed; the others came or went. */
function keysOf(code: ChangeCode, kind: string, { before, after }: Side): readonly Change[] {
  const left = [...before];
  const take = (test: (key: Key) => boolean): Key | undefined => {
    const index = left.findIndex(test);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  };
  const rest = after.filter((key) => take((other) => JSON.stringify(other) === JSON.stringify(key)) === undefined);
  const changed = rest.map((key) => {
    const was = take(({ columns }) => JSON.stringify(columns) === JSON.stringify(key.columns));
    return change(code, `${kind} ${list(key.columns)}`, { before: was && keyText(was), after: keyText(key) });
  });
  const gone = left.map((key) => change(code, `${kind} ${list(key.columns)}`, { before: keyText(key) }));
  return [...gone, ...changed];
}

/** Primary, unique and foreign keys that came, went or changed; their order is no change. */
export function diffSourceKeys(before: SourceTable, after: SourceTable): readonly Change[] {
  const primary = ({ primaryKey }: SourceTable): readonly Key[] => (primaryKey === undefined ? [] : [primaryKey]);
  const [was, is] = [primary(before)[0], primary(after)[0]];
  const primaryChange =
    JSON.stringify(was) === JSON.stringify(is)
      ? []
      : [change("PRIMARY_KEY", "primary key", { before: was && keyText(was), after: is && keyText(is) })];
  return [
    ...primaryChange,
    ...keysOf("UNIQUE_KEY", "unique key", { before: before.uniqueKeys, after: after.uniqueKeys }),
    ...keysOf("FOREIGN_KEY", "foreign key", { before: before.foreignKeys, after: after.foreignKeys }),
  ];
}
