import type { AlterTableAction, ColumnChange, ColumnSpec } from "../sql/statements.ts";
import type { RelationEntry } from "./account.ts";
import type { Context } from "./context.ts";
import { printDefault } from "./default-text.ts";
import { compilationError, invalidIdentifier } from "./errors.ts";
import { withoutTags, withTags } from "./governance.ts";
import type { Column, ColumnType, ForeignKey, Key, Relation } from "./model.ts";
import { changeReferences } from "./references.ts";
import { requireColumn } from "./require-column.ts";
import { defineColumn, expressionScope, maskingFields } from "./table-columns.ts";
import { addConstraints } from "./table-keys.ts";

function names(relation: Relation): string[] {
  return relation.columns.map((column) => column.name);
}

function refuseRequired(column: Column): void {
  if (column.nullable || column.default !== undefined || column.identity !== undefined) return;
  const text = `Non-nullable column '${column.name}' cannot be added to non-empty table unless it has a non-null default value.`;
  throw compilationError("002151", "22000", text);
}

async function addColumn(context: Context, entry: RelationEntry, spec: ColumnSpec): Promise<void> {
  const relation = entry.relation;
  const scope = expressionScope(context, relation.name, names(relation));
  const column = defineColumn(spec, `c${String(++entry.columnsMade)}`, context, scope);
  if (!column.nullable && (await context.store.rowCount(relation)) > 0) refuseRequired(column);
  const wider = { ...relation, columns: [...relation.columns, column] };
  const next = addConstraints(wider, spec.constraints, context);
  await context.store.addColumn(next, column, context.options.now);
  entry.relation = next;
}

/** ALTER TABLE … ADD COLUMN. @throws SqlError 001430 when a column is there already */
export async function addColumns(
  context: Context,
  entry: RelationEntry,
  action: Extract<AlterTableAction, { kind: "add-columns" }>,
): Promise<void> {
  for (const spec of action.columns) {
    const exists = entry.relation.columns.some((column) => column.name === spec.name);
    if (exists && action.ifNotExists) continue;
    if (exists) throw compilationError("001430", "42601", `column '${spec.name}' already exists`);
    await addColumn(context, entry, spec);
  }
}

function without<T extends Key>(keys: readonly T[], column: string): T[] {
  return keys.filter((key) => !key.columns.includes(column));
}

/** Keys that a dropped column was part of go with it. */
function withoutColumn(relation: Relation, dropped: Column): Relation {
  const { primaryKey, ...rest } = relation;
  const keeps = primaryKey !== undefined && !primaryKey.columns.includes(dropped.name);
  return {
    ...rest,
    ...(keeps ? { primaryKey } : {}),
    columns: relation.columns.filter((column) => column !== dropped),
    uniqueKeys: without(relation.uniqueKeys, dropped.name),
    foreignKeys: without(relation.foreignKeys, dropped.name),
  };
}

/** ALTER TABLE … DROP COLUMN. @throws SqlError 000904 for unknown columns */
export async function dropColumns(
  context: Context,
  entry: RelationEntry,
  action: Extract<AlterTableAction, { kind: "drop-columns" }>,
): Promise<void> {
  for (const name of action.columns) {
    const column = entry.relation.columns.find((candidate) => candidate.name === name);
    if (column === undefined && action.ifExists) continue;
    if (column === undefined) throw invalidIdentifier(name);
    if (entry.relation.columns.length === 1) {
      throw compilationError("001434", "42601", `Cannot drop the only column '${name}' of the table.`);
    }
    changeReferences(context.account, entry.relation, (to) => (to.columns.includes(name) ? undefined : to));
    const next = withoutColumn(entry.relation, column);
    await context.store.dropColumn(next, column);
    entry.relation = next;
  }
}

function rename(list: readonly string[], from: string, to: string): string[] {
  return list.map((name) => (name === from ? to : name));
}

/** ALTER TABLE … RENAME COLUMN; keys, here and where they are referenced, follow. @throws SqlError 000904, 001430 */
export function renameColumn(context: Context, entry: RelationEntry, from: string, to: string): void {
  const relation = entry.relation;
  requireColumn(relation.columns, from);
  if (relation.columns.some((column) => column.name === to)) {
    throw compilationError("001430", "42601", `column '${to}' already exists`);
  }
  changeReferences(context.account, relation, (target) => ({ ...target, columns: rename(target.columns, from, to) }));
  const present = entry.relation;
  const renamed = <T extends Key>(key: T): T => ({ ...key, columns: rename(key.columns, from, to) });
  entry.relation = {
    ...present,
    columns: present.columns.map((column) => (column.name === from ? { ...column, name: to } : column)),
    ...(present.primaryKey === undefined ? {} : { primaryKey: renamed(present.primaryKey) }),
    uniqueKeys: present.uniqueKeys.map(renamed),
    foreignKeys: present.foreignKeys.map((key): ForeignKey => renamed(key)),
  };
}

/** What Snowflake allows: longer text, more digits, another name for the same type. */
function typeMayBecome(from: ColumnType, to: ColumnType): boolean {
  if (from.name === "NUMBER" && to.name === "NUMBER") return from.scale === to.scale;
  if (from.name === "VARCHAR" && to.name === "VARCHAR") return to.length >= from.length;
  if (from.name === "BINARY" && to.name === "BINARY") return to.length >= from.length;
  return JSON.stringify(from) === JSON.stringify(to);
}

type ReplacedField = "default" | "comment" | "maskingPolicy" | "maskingPath";

/** The column with one field replaced, or without it. */
function replaced(column: Column, field: ReplacedField, value: string | undefined): Column {
  const others = Object.fromEntries(Object.entries(column).filter(([name]) => name !== field)) as unknown as Column;
  return value === undefined ? others : { ...others, [field]: value };
}

function retyped(column: Column, type: ColumnType, alias: string): Column {
  if (typeMayBecome(column.type, type)) return { ...column, type, alias };
  const text = `cannot change column ${column.name} from type ${column.type.name} to ${type.name}`;
  throw compilationError("002108", "22000", text);
}

function changed(context: Context, relation: Relation, column: Column, change: ColumnChange): Column {
  switch (change.kind) {
    case "type":
      return retyped(column, change.type, change.alias);
    case "not-null":
      return { ...column, nullable: !change.notNull };
    case "default": {
      const scope = expressionScope(context, relation.name, names(relation));
      return replaced(
        column,
        "default",
        change.default === undefined ? undefined : printDefault(change.default, scope),
      );
    }
    case "comment":
      return replaced(column, "comment", change.comment);
    case "masking-policy": {
      const bare = replaced(replaced(column, "maskingPolicy", undefined), "maskingPath", undefined);
      return change.policy === undefined ? bare : { ...bare, ...maskingFields(context, change.policy) };
    }
    case "set-tags":
      return { ...column, tags: withTags(context, column.tags, change.tags) };
    case "unset-tags":
      return { ...column, tags: withoutTags(context, column.tags, change.tags) };
    case "ignored":
      return column;
  }
}

/** ALTER TABLE … ALTER COLUMN. @throws SqlError 000904 for unknown columns, 002108 for changes of type that cannot be */
export async function alterColumn(
  context: Context,
  entry: RelationEntry,
  name: string,
  change: ColumnChange,
): Promise<void> {
  const relation = entry.relation;
  const next = changed(context, relation, requireColumn(relation.columns, name), change);
  entry.relation = { ...relation, columns: relation.columns.map((column) => (column.name === name ? next : column)) };
  if (change.kind === "type") await context.store.changeColumnType?.(entry.relation, next);
}
