import type { CreateTable, TableOptions } from "../sql/statements.ts";
import { expandPrivileges, grant, owns } from "./access.ts";
import { pathKey, type Grants, type RelationEntry, type Schema } from "./account.ts";
import { builtInColumns } from "./built-in-columns.ts";
import type { Context } from "./context.ts";
import { alreadyExists, compilationError, insufficientPrivileges, invalidIdentifier, printPath } from "./errors.ts";
import { governanceFields } from "./governance.ts";
import type { Column, Key, Relation } from "./model.ts";
import { retire } from "./drop-relation.ts";
import { insertQuery } from "./insert-query.ts";
import { requireColumn } from "./require-column.ts";
import { defineColumn, expressionScope, refuseDuplicates } from "./table-columns.ts";
import { addConstraints, systemName } from "./table-keys.ts";
import { completePath, pathParts, type Path } from "./visible.ts";

/** Where a new relation goes and what stands there. */
export interface Place {
  readonly path: Path;
  readonly schema: Schema;
  readonly temporary: boolean;
  readonly present: RelationEntry | undefined;
}

/** Looks at the place of a new relation. @throws SqlError 002002, 002003, 003001 */
export function placeOf(
  context: Context,
  statement: { readonly name: readonly string[]; readonly orReplace: boolean; readonly ifNotExists: boolean },
  what: { readonly kind: "TABLE" | "VIEW"; readonly temporary: boolean },
): Place {
  const path = completePath(context.session, statement.name, `CREATE ${what.kind}`);
  const schema = context.visible.requireSchema(path, `CREATE ${what.kind}`);
  const present = what.temporary
    ? context.account.temporary.get(context.session.id)?.get(pathKey(pathParts(path)))
    : schema.relations.get(path.name);
  if (present !== undefined && !statement.ifNotExists) {
    if (!statement.orReplace) throw alreadyExists(pathParts(path));
    if (!owns(context.visible.roles, present.relation)) throw insufficientPrivileges("table", path.name);
  }
  return { path, schema, temporary: what.temporary, present };
}

/** Puts the relation at its place; what stood there is dropped. */
export async function settle(context: Context, place: Place, entry: RelationEntry): Promise<void> {
  const { account, session } = context;
  if (place.present !== undefined) await retire(context, place.present);
  if (!place.temporary) {
    place.schema.relations.set(place.path.name, entry);
    return;
  }
  const own = account.temporary.get(session.id) ?? new Map<string, RelationEntry>();
  own.set(pathKey(pathParts(place.path)), entry);
  account.temporary.set(session.id, own);
}

/** Privileges a new relation starts with: FUTURE GRANTS of its schema, else of its database. */
export function initialGrants(context: Context, place: Place, object: "TABLE" | "VIEW"): Grants {
  const grants: Grants = new Map();
  const inDatabase = context.account.databases.get(place.path.database)?.future ?? [];
  for (const future of [...inDatabase, ...place.schema.future]) {
    if (future.object === object) grant(grants, future.role, expandPrivileges(future.privileges, object));
  }
  return grants;
}

/** Table options in the words of the model. */
export function optionFields(options: TableOptions): Partial<Relation> {
  const { comment, clusterBy, retentionDays, changeTracking, schemaEvolution } = options;
  return {
    ...(comment === undefined || comment === "" ? {} : { comment }),
    ...(clusterBy === undefined ? {} : { clusterBy }),
    ...(retentionDays === undefined ? {} : { retentionDays }),
    ...(changeTracking === undefined ? {} : { changeTracking }),
    ...(schemaEvolution === undefined ? {} : { schemaEvolution }),
  };
}

function copiedKey<T extends Key>(key: T): T {
  return key.name.startsWith("SYS_CONSTRAINT_") ? { ...key, name: systemName() } : key;
}

/** Columns and keys of another table; names that people gave to constraints are copied too. */
function copiedShape(source: Relation): Pick<Relation, "columns" | "uniqueKeys" | "foreignKeys" | "clusterBy"> {
  return {
    columns: source.columns,
    ...(source.primaryKey === undefined ? {} : { primaryKey: copiedKey(source.primaryKey) }),
    uniqueKeys: source.uniqueKeys.map(copiedKey),
    foreignKeys: source.foreignKeys.map(copiedKey),
    ...(source.checks === undefined ? {} : { checks: source.checks }),
    clusterBy: source.clusterBy,
  };
}

async function queryColumns(context: Context, statement: CreateTable, query: string): Promise<Column[]> {
  if (context.store.describe === undefined) throw new Error("the data store cannot describe queries");
  const described = await context.store.describe(context.session, query, context.lookup);
  const named = statement.columns;
  if (named.length > 0 && named.length !== described.length) {
    const counts = `[${String(described.length)}] vs [${String(named.length)}]`;
    throw compilationError("002020", "21S01", `Invalid column definition list: column counts differ ${counts}`);
  }
  const scope = expressionScope(context, statement.name.at(-1) ?? "", []);
  return described.map((column, index) => {
    const spec = named[index] ?? { name: column.name, notNull: false, constraints: [] };
    return defineColumn({ ...spec, type: spec.type ?? column.type }, `c${String(index + 1)}`, context, scope);
  });
}

function declaredColumns(context: Context, statement: CreateTable, table: string): Column[] {
  const scope = expressionScope(
    context,
    table,
    statement.columns.map((column) => column.name),
  );
  return statement.columns.map((spec, index) => {
    if (spec.type === undefined && spec.expression === undefined) throw invalidIdentifier(spec.name);
    return defineColumn(spec, `c${String(index + 1)}`, context, scope);
  });
}

async function build(context: Context, statement: CreateTable, path: Path): Promise<Relation> {
  const { source } = statement;
  const base: Relation = {
    ...path,
    kind: statement.kind,
    physical: `t${String(++context.account.tablesMade)}`,
    columns: [],
    uniqueKeys: [],
    foreignKeys: [],
    clusterBy: "",
    owner: context.session.role,
    createdOn: context.options.now,
    retentionDays: 1,
    ...optionFields(statement),
  };
  if (source?.kind === "like" || source?.kind === "clone") {
    const { relation } = context.visible.requireRelation(source.table, "Table", "CREATE TABLE");
    const shape = copiedShape(relation);
    return { ...base, ...shape, clusterBy: statement.clusterBy ?? shape.clusterBy };
  }
  const columns = [
    ...builtInColumns(statement.kind),
    ...(source === undefined
      ? declaredColumns(context, statement, path.name)
      : await queryColumns(context, statement, source.query)),
  ];
  refuseDuplicates(columns.map((column) => column.name));
  const governed = { ...base, columns, ...governanceFields(context, statement, { columns }) };
  const relation = addConstraints(governed, statement.constraints, context);
  return statement.kind === "HYBRID" ? withIndexes(relation, statement.indexes) : relation;
}

/** @throws SqlError without a primary key, which every hybrid table has */
function withIndexes(relation: Relation, indexes: CreateTable["indexes"]): Relation {
  if (relation.primaryKey === undefined) {
    throw compilationError("391487", "42601", "A primary key is required for hybrid tables.");
  }
  for (const name of indexes.flatMap(({ columns, included }) => [...columns, ...included])) {
    requireColumn(relation.columns, name);
  }
  return { ...relation, indexes: indexes.map((index) => ({ ...index, unique: false })) };
}

async function fill(context: Context, statement: CreateTable, relation: Relation): Promise<void> {
  const { source } = statement;
  if (source?.kind === "query") await insertQuery(context, relation, source.query);
  if (source?.kind !== "clone") return;
  const from = context.visible.requireRelation(source.table, "Table", "CREATE TABLE").relation;
  await context.store.copyRows(from, relation, context.options.now);
}

/** CREATE TABLE in all its forms. Returns the status message. @throws SqlError */
export async function createTable(context: Context, statement: CreateTable): Promise<string> {
  const place = placeOf(context, statement, { kind: "TABLE", temporary: statement.kind === "TEMPORARY" });
  if (place.present !== undefined && statement.ifNotExists) {
    return `${printPath([place.path.name])} already exists, statement succeeded.`;
  }
  const relation = await build(context, statement, place.path);
  await context.store.createTable(relation);
  try {
    await fill(context, statement, relation);
  } catch (error) {
    await context.store.dropTable(relation);
    throw error;
  }
  const grants =
    statement.copyGrants && place.present !== undefined ? place.present.grants : initialGrants(context, place, "TABLE");
  const columnsMade = Math.max(0, ...relation.columns.map((column) => Number(column.physical.replace(/^\D+/, ""))));
  await settle(context, place, { relation, grants, columnsMade });
  return `Table ${printPath([place.path.name])} successfully created.`;
}
