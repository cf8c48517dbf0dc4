import type { Finding, TargetColumn, TargetForeignKey, TargetKey, TargetTable } from "@dp/metadata";

import { translateColumnDefault } from "./column-default.ts";
import { mapComment } from "./comment.ts";
import { foreignKeyColumns, type ConstraintNames, type DraftConstraints } from "./constraint-names.ts";
import { finding } from "./findings.ts";
import type { DraftForeignKey } from "./foreign-keys.ts";
import type { DraftKey } from "./keys.ts";
import { settingsOf } from "./column-settings.ts";
import { isNullable, type MappedColumn, type MappedTable } from "./mapped-table.ts";
import { byText } from "./order.ts";

/** The target half, and what was found while making it. */
export interface MadeTarget {
  readonly target: TargetTable;
  readonly findings: readonly Finding[];
}

/** Puts together what all the steps worked out. */
export function makeTarget(constraints: DraftConstraints, names: ConstraintNames): MadeTarget {
  const { table, keys, foreignKeys, indexes } = constraints;
  const primary = keys.find((key) => key.kind === "primary key");
  const made = table.columns.map((column) => makeColumns(table, column, primary));
  const key = (draft: DraftKey): TargetKey => ({ name: names.nameOf(draft), columns: draft.columns });
  const { comment, findings } = mapComment(table.source.comment);
  return {
    target: {
      schema: table.schema,
      table: table.table,
      ...(table.was !== undefined && { was: { ...table.was } }),
      ...(comment !== undefined && { comment }),
      requires: requirements(table),
      columns: made.flatMap((each) => each.columns),
      ...(primary !== undefined && { primaryKey: key(primary) }),
      uniqueKeys: keys.filter((draft) => draft !== primary).map(key),
      foreignKeys: foreignKeys.map((draft) => makeForeignKey(draft, names.nameOf(draft))),
      indexes: indexes.map((index) => ({ ...index, name: names.nameOf(index) })),
    },
    findings: [...findings, ...made.flatMap((each) => each.findings), ...names.findingsOf(table)],
  };
}

function makeForeignKey(draft: DraftForeignKey, name: string): TargetForeignKey {
  const { parent, source } = draft;
  const columns = foreignKeyColumns(draft);
  const { onUpdate = "NO ACTION", onDelete = "NO ACTION" } = source;
  return {
    name,
    columns: columns.child,
    references: { schema: parent.schema, table: parent.table, columns: columns.parent },
    ...(onUpdate !== "NO ACTION" && { onUpdate }),
    ...(onDelete !== "NO ACTION" && { onDelete }),
  };
}

function makeColumns(
  table: MappedTable,
  column: MappedColumn,
  primary: DraftKey | undefined,
): { readonly columns: readonly TargetColumn[]; readonly findings: readonly Finding[] } {
  const { source, parts, identity } = column;
  const inPrimaryKey = primary?.from.includes(source.name) ?? false;
  const nullable = isNullable(column, primary?.from ?? []);
  const translated = translateColumnDefault(column, table.settings.zone);
  const { comment, findings: ofComment } = mapComment(source.comment, source.name);
  const { sensitive } = settingsOf(table.settings, source.name);
  const columns = parts.map((part, index): TargetColumn => {
    const main = index === 0;
    return {
      name: part.name,
      ...(part.was !== undefined && { was: part.was }),
      from: source.name,
      ...(part.part !== "value" && { part: part.part }),
      type: part.type,
      nullable,
      ...(main && translated.default !== undefined && { default: translated.default }),
      ...(main && identity && source.identity && { identity: rangeOf(source.identity) }),
      ...(part.collation !== undefined && { collation: part.collation }),
      ...(main && comment !== undefined && { comment }),
      ...(sensitive !== undefined && { sensitive }),
      fidelity: part.fidelity,
      ...(part.loss.length > 0 && { loss: part.loss }),
    };
  });
  const findings = [...translated.findings, ...ofComment];
  if (source.nullable && inPrimaryKey) findings.push(finding("PRIMARY_KEY_NULLABLE", { column: source.name }));
  else if (source.nullable && identity) findings.push(finding("IDENTITY_NOT_NULL", { column: source.name }));
  return { columns, findings };
}

/** Decimal digits in one spelling: no sign for 0, no leading zeros. */
function rangeOf({ start, increment }: { readonly start: string; readonly increment: string }): {
  readonly start: string;
  readonly increment: string;
} {
  return { start: String(BigInt(start)), increment: String(BigInt(increment)) };
}

function requirements(table: MappedTable): TargetTable["requires"] {
  const extensions = new Set(table.columns.flatMap((column) => column.requires.extensions));
  return {
    postgres: Math.max(14, ...table.columns.map((column) => column.requires.postgres)),
    extensions: [...extensions].toSorted(byText),
  };
}
