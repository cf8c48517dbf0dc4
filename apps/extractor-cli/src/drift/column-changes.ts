import type { SourceColumn } from "@dp/metadata";

import { type Change, change, type ChangeCode } from "./change.ts";
import { propertyChanges, shown } from "./properties.ts";
import { guessRenames } from "./renamed-columns.ts";

const codes: Readonly<Record<string, ChangeCode>> = {
  type: "COLUMN_TYPE",
  nullable: "COLUMN_NULLABLE",
  default: "COLUMN_DEFAULT",
  identity: "COLUMN_IDENTITY",
  expression: "COLUMN_EXPRESSION",
  comment: "COLUMN_COMMENT",
  maskingPolicy: "COLUMN_MASKING",
  tags: "COLUMN_TAGS",
};

/** A column with what matters of it in one line. */
function described({ type, nullable, ...rest }: SourceColumn): string {
  const more = Object.entries(rest).flatMap(([name, value]) =>
    name === "name" ? [] : [`${name} ${shown(value) ?? ""}`],
  );
  return [`${type}${nullable ? "" : " NOT NULL"}`, ...more].join(", ");
}

function nullText(columns: SourceColumn): Record<string, unknown> {
  return { ...columns, nullable: columns.nullable ? "NULL" : "NOT NULL" };
}

function columnChanges(before: SourceColumn, after: SourceColumn): readonly Change[] {
  const comparison = { object: `column ${after.name}`, codes, other: "COLUMN_PROPERTY", apart: ["name"] } as const;
  return propertyChanges(nullText(before), nullText(after), comparison);
}

/** The columns that stayed stand in another order among themselves. */
function orderChange(before: readonly string[], after: readonly string[]): readonly Change[] {
  const [was, is] = [before.join(", "), after.join(", ")];
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [change("COLUMN_ORDER", "columns", { before: was, after: is })];
}

/** Columns dropped, renamed (a guess), added, changed and moved. */
export function diffSourceColumns(before: readonly SourceColumn[], after: readonly SourceColumn[]): readonly Change[] {
  const renames = guessRenames(before, after);
  const earlier = new Map(before.map((column) => [column.name, column]));
  const later = new Set(after.map(({ name }) => name));
  const renamedFrom = new Set(renames.map((rename) => rename.before.name));
  const renamedTo = new Map(renames.map((rename) => [rename.after.name, rename]));
  const dropped = before.filter(({ name }) => !later.has(name) && !renamedFrom.has(name));
  const changes = after.flatMap((column): readonly Change[] => {
    const rename = renamedTo.get(column.name);
    if (rename !== undefined) {
      const sides = { before: rename.before.name, after: column.name };
      const renamed = { ...change("COLUMN_RENAMED", `column ${column.name}`, sides), guess: rename.because };
      return [renamed, ...columnChanges(rename.before, column)];
    }
    const was = earlier.get(column.name);
    if (was !== undefined) return columnChanges(was, column);
    return [change("COLUMN_ADDED", `column ${column.name}`, { after: described(column) })];
  });
  // A guessed rename takes the earlier name's place, so that it is no other order.
  const names = (
    columns: readonly SourceColumn[],
    other: ReadonlyMap<string, unknown> | ReadonlySet<string>,
  ): string[] => columns.map(({ name }) => renamedTo.get(name)?.before.name ?? name).filter((name) => other.has(name));
  const kept = new Set(names(after, earlier));
  return [
    ...dropped.map((column) => change("COLUMN_DROPPED", `column ${column.name}`, { before: described(column) })),
    ...changes,
    ...orderChange(
      before.map(({ name }) => name).filter((name) => kept.has(name)),
      names(after, earlier),
    ),
  ];
}
