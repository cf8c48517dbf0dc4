import type { RowAccessSpec } from "../sql/parse-governance.ts";
import type { AlterRelation, ConstraintTarget, TableOptions } from "../sql/statements.ts";
import { pathKey, type RelationEntry } from "./account.ts";
import { addColumns, alterColumn, dropColumns, renameColumn } from "./alter-columns.ts";
import type { Context } from "./context.ts";
import { optionFields } from "./create-table.ts";
import { alreadyExists, compilationError } from "./errors.ts";
import { rowAccess, withoutTags, withTags } from "./governance.ts";
import type { ForeignKey, Key, Relation } from "./model.ts";
import { changeReferences } from "./references.ts";
import { addConstraint } from "./table-keys.ts";
import { completePath, pathParts } from "./visible.ts";

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index]);
}

/** Whether a constraint is the one that is meant. */
function meant(key: Key, kind: "PRIMARY KEY" | "UNIQUE" | "FOREIGN KEY", target: ConstraintTarget): boolean {
  if (target.kind === "name") return key.name === target.name;
  return target.kind === kind && (target.kind === "PRIMARY KEY" || same(key.columns, target.columns));
}

/** Every constraint through `change`; undefined drops it. @throws SqlError when none is meant */
function changeKeys(
  relation: Relation,
  target: ConstraintTarget,
  change: <T extends Key>(key: T) => T | undefined,
): Relation {
  const found: Key[] = [];
  const apply =
    <T extends Key>(kind: "PRIMARY KEY" | "UNIQUE" | "FOREIGN KEY") =>
    (key: T): T[] => {
      if (!meant(key, kind, target)) return [key];
      found.push(key);
      const next = change(key);
      return next === undefined ? [] : [next];
    };
  const { primaryKey, checks, ...rest } = relation;
  const [primary] = primaryKey === undefined ? [] : apply<Key>("PRIMARY KEY")(primaryKey);
  const uniqueKeys = relation.uniqueKeys.flatMap(apply<Key>("UNIQUE"));
  const foreignKeys = relation.foreignKeys.flatMap(apply<ForeignKey>("FOREIGN KEY"));
  const others = checks?.filter((check) => target.kind !== "name" || check.name !== target.name);
  if (found.length === 0 && others?.length === checks?.length) throw noConstraint(target);
  return {
    ...rest,
    ...(primary === undefined ? {} : { primaryKey: primary }),
    ...(others === undefined ? {} : { checks: others }),
    uniqueKeys,
    foreignKeys,
  };
}

function noConstraint(target: ConstraintTarget): Error {
  const name = target.kind === "name" ? target.name : target.kind;
  return compilationError("002203", "42704", `Constraint '${name}' does not exist.`);
}

/** Foreign keys that point at a key go with it. */
function dropConstraint(context: Context, entry: RelationEntry, target: ConstraintTarget): void {
  const before = entry.relation;
  const after = changeKeys(before, target, () => undefined);
  const left = new Set([after.primaryKey, ...after.uniqueKeys].map((key) => key?.name));
  changeReferences(context.account, before, (to) => (left.has(to.keyName) ? to : undefined));
  const foreignKeys = after.foreignKeys.filter((key) =>
    entry.relation.foreignKeys.some((own) => own.name === key.name),
  );
  entry.relation = { ...after, foreignKeys };
}

function renameConstraint(context: Context, entry: RelationEntry, from: string, to: string): void {
  const renamed = (relation: Relation): Relation =>
    changeKeys(relation, { kind: "name", name: from }, (key) => ({ ...key, name: to }));
  const before = entry.relation;
  renamed(before);
  changeReferences(context.account, before, (target) =>
    target.keyName === from ? { ...target, keyName: to } : target,
  );
  entry.relation = renamed(entry.relation);
}

function move(context: Context, entry: RelationEntry, to: readonly string[]): void {
  const from = entry.relation;
  const path = completePath({ ...context.session, database: from.database, schema: from.schema }, to, "ALTER TABLE");
  const target = context.visible.requireSchema(path, "CREATE TABLE");
  if (target.relations.has(path.name)) throw alreadyExists(pathParts(path));
  const own = context.account.temporary.get(context.session.id);
  const oldKey = pathKey(pathParts(from));
  changeReferences(context.account, from, (references) => ({ ...references, ...placeIn(path) }));
  if (own?.get(oldKey) === entry) {
    own.delete(oldKey);
    own.set(pathKey(pathParts(path)), entry);
  } else {
    context.account.databases.get(from.database)?.schemas.get(from.schema)?.relations.delete(from.name);
    target.relations.set(path.name, entry);
  }
  entry.relation = { ...entry.relation, ...path };
}

function placeIn(path: { database: string; schema: string; name: string }): {
  database: string;
  schema: string;
  table: string;
} {
  return { database: path.database, schema: path.schema, table: path.name };
}

/** Both tables keep their places and exchange what they are. */
function swap(context: Context, entry: RelationEntry, name: readonly string[]): void {
  const other = context.visible.requireOwnedRelation(name, "Table", "ALTER TABLE");
  const [left, right] = [entry.relation, other.relation];
  const place = ({ database, schema, name: table }: Relation): Pick<Relation, "database" | "schema" | "name"> => ({
    database,
    schema,
    name: table,
  });
  entry.relation = { ...right, ...place(left) };
  other.relation = { ...left, ...place(right) };
  [entry.columnsMade, other.columnsMade] = [other.columnsMade, entry.columnsMade];
}

/** Changes are tracked from the moment on that says so. */
function trackedFrom(
  { options }: Context,
  { relation }: RelationEntry,
  { changeTracking }: TableOptions,
): Pick<Relation, "trackedSince"> | undefined {
  return changeTracking === true && relation.changeTracking !== true ? { trackedSince: options.now } : undefined;
}

const unsettable: Readonly<Record<string, Partial<Relation>>> = {
  COMMENT: { comment: "" },
  DATA_RETENTION_TIME_IN_DAYS: { retentionDays: 1 },
  CHANGE_TRACKING: { changeTracking: false },
  ENABLE_SCHEMA_EVOLUTION: { schemaEvolution: false },
};

function changeRowAccess(context: Context, entry: RelationEntry, spec: RowAccessSpec | undefined): void {
  const { rowAccess: before, ...rest } = entry.relation;
  if (spec !== undefined && before !== undefined) {
    throw compilationError("003552", "42710", `Table '${rest.name}' has a row access policy already.`);
  }
  entry.relation = spec === undefined ? rest : { ...rest, rowAccess: rowAccess(context, spec, rest) };
}

async function apply(context: Context, entry: RelationEntry, { action }: AlterRelation): Promise<void> {
  switch (action.kind) {
    case "add-columns":
      return addColumns(context, entry, action);
    case "drop-columns":
      return dropColumns(context, entry, action);
    case "alter-columns":
      for (const { column, change } of action.changes) await alterColumn(context, entry, column, change);
      return;
    case "add-constraint":
      entry.relation = addConstraint(entry.relation, action.constraint, context);
      return;
    case "drop-constraint":
      dropConstraint(context, entry, action.target);
      return;
    case "alter-constraint": {
      const { rely } = action;
      const relied = <T extends Key>(key: T): T => (rely === undefined ? key : { ...key, rely });
      entry.relation = changeKeys(entry.relation, action.target, relied);
      return;
    }
    case "rename":
      move(context, entry, action.to);
      return;
    case "rename-column":
      renameColumn(context, entry, action.from, action.to);
      return;
    case "rename-constraint":
      renameConstraint(context, entry, action.from, action.to);
      return;
    case "swap":
      swap(context, entry, action.with);
      return;
    case "cluster-by":
      entry.relation = { ...entry.relation, clusterBy: action.clusterBy };
      return;
    case "set":
      entry.relation = {
        ...entry.relation,
        ...optionFields(action.options),
        ...trackedFrom(context, entry, action.options),
      };
      return;
    case "unset":
      for (const option of action.options) entry.relation = { ...entry.relation, ...unsettable[option] };
      return;
    case "secure":
      entry.relation = { ...entry.relation, secure: action.secure };
      return;
    case "set-tags":
      entry.relation = { ...entry.relation, tags: withTags(context, entry.relation.tags, action.tags) };
      return;
    case "unset-tags":
      entry.relation = { ...entry.relation, tags: withoutTags(context, entry.relation.tags, action.tags) };
      return;
    case "row-access":
      changeRowAccess(context, entry, action.rowAccess);
      return;
    case "ignored":
  }
}

/** ALTER TABLE and ALTER VIEW. Returns the status message. @throws SqlError */
export async function alterRelation(context: Context, statement: AlterRelation): Promise<string> {
  const kind = statement.object === "TABLE" ? "Table" : "View";
  if (statement.ifExists) {
    const path = completePath(context.session, statement.name, `ALTER ${statement.object}`);
    if (context.visible.relation(path) === undefined) return "Statement executed successfully.";
  }
  const entry = context.visible.requireOwnedRelation(statement.name, kind, `ALTER ${statement.object}`);
  await apply(context, entry, statement);
  entry.relation = { ...entry.relation, lastDdl: context.options.now };
  return "Statement executed successfully.";
}
