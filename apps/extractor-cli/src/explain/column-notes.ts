import type { SourceColumn, TableMetadata, TargetColumn, TargetForeignKey, TargetKey } from "@dp/metadata";
import { defaultSql } from "@dp/pg-ddl";

import { tagText } from "../tag-text.ts";

/** What there is to say of a column besides its type: nullability, identity, default, keys. */
export function columnNotes(
  { settings, target }: TableMetadata,
  source: SourceColumn,
  columns: readonly TargetColumn[],
): readonly string[] {
  const [main] = columns;
  if (main === undefined) return [];
  const names = new Set(columns.map(({ name }) => name));
  const { sensitive } = Object.hasOwn(settings.columns ?? {}, source.name)
    ? (settings.columns?.[source.name] ?? {})
    : {};
  return [
    ...(main.nullable ? [] : ["not null"]),
    ...(main.identity === undefined ? [] : [identityNote(main.identity)]),
    ...defaultNotes(source, main),
    ...keyNotes(target.primaryKey === undefined ? [] : [target.primaryKey], "primary key", names),
    ...keyNotes(target.uniqueKeys, "unique key", names),
    ...target.foreignKeys.flatMap((key) => foreignKeyNotes(key, names)),
    ...(sensitive === undefined ? [] : [`sensitive: ${sensitive}`]),
    ...(source.tags ?? []).map((tag) => `tag ${tagText(tag)}`),
  ];
}

function identityNote({ start, increment }: NonNullable<TargetColumn["identity"]>): string {
  return `counts by itself from ${start} by ${increment}`;
}

function defaultNotes({ default: text, identity }: SourceColumn, main: TargetColumn): readonly string[] {
  if (main.default !== undefined) return [`default ${defaultSql(main.default, main.type)}`];
  return text === undefined || identity !== undefined || text === "NULL" ? [] : [`default ${text} is not carried over`];
}

function keyNotes(keys: readonly TargetKey[], kind: string, names: ReadonlySet<string>): readonly string[] {
  return keys.flatMap(({ columns }) => {
    if (!columns.some((column) => names.has(column))) return [];
    return [columns.every((column) => names.has(column)) ? kind : `${kind} (${columns.join(", ")})`];
  });
}

function foreignKeyNotes({ columns, references }: TargetForeignKey, names: ReadonlySet<string>): readonly string[] {
  if (!columns.some((column) => names.has(column))) return [];
  const own = columns.every((column) => names.has(column)) ? "" : `(${columns.join(", ")}) `;
  return [`${own}refers to ${references.schema}.${references.table} (${references.columns.join(", ")})`];
}
