import type { Drop, Truncate } from "../sql/statements.ts";
import { owns } from "./access.ts";
import type { Database, Schema } from "./account.ts";
import type { Context } from "./context.ts";
import { holdsRows, retire } from "./drop-relation.ts";
import { alreadyExists, compilationError, insufficientPrivileges, noObject, notFound, printPath } from "./errors.ts";
import { dropReferences } from "./references.ts";
import { completePath, pathParts } from "./visible.ts";

function done(statement: Drop): string {
  const name = printPath(statement.name.slice(-1));
  return statement.type === "drop"
    ? `${name} successfully dropped.`
    : `${statement.kind.charAt(0)}${statement.kind.slice(1).toLowerCase()} ${name} successfully restored.`;
}

function absent(statement: Drop, error: Error): string {
  if (!statement.ifExists) throw error;
  const name = printPath(statement.name.slice(-1));
  return `Drop statement executed successfully (${name} already dropped).`;
}

async function dropRelation(context: Context, statement: Drop): Promise<string> {
  const kind = statement.kind === "TABLE" ? "Table" : "View";
  const path = completePath(context.session, statement.name, `DROP ${statement.kind}`);
  const entry = context.visible.relation(path);
  if (entry === undefined) return absent(statement, context.visible.missing(kind, path));
  if (!owns(context.visible.roles, entry.relation)) throw insufficientPrivileges(kind, path.name);
  if (holdsRows(entry.relation) !== (statement.kind === "TABLE")) {
    const is = holdsRows(entry.relation) ? "TABLE" : "VIEW";
    const text = `Object found is of type '${is}', not specified type '${statement.kind}'.`;
    throw compilationError("002203", "42601", text);
  }
  await retire(context, entry);
  return done(statement);
}

function undropRelation(context: Context, statement: Drop): string {
  const path = completePath(context.session, statement.name, "UNDROP TABLE");
  const schema = context.visible.requireSchema(path, "CREATE TABLE");
  const entry = schema.dropped.get(path.name);
  if (entry === undefined) {
    throw compilationError("002074", "02000", `Table ${path.name} did not exist or was purged.`);
  }
  if (schema.relations.has(path.name)) throw alreadyExists(pathParts(path));
  schema.dropped.delete(path.name);
  schema.relations.set(path.name, entry);
  return done(statement);
}

function dropSequence(context: Context, statement: Drop): string {
  const path = completePath(context.session, statement.name, "DROP SEQUENCE");
  const entry = context.visible.sequence(path);
  if (entry === undefined) return absent(statement, context.visible.missing("Sequence", path));
  if (!owns(context.visible.roles, entry.sequence)) throw insufficientPrivileges("sequence", path.name);
  context.visible.schema(path.database, path.schema)?.sequences.delete(path.name);
  return done(statement);
}

async function purge(context: Context, schema: Schema): Promise<void> {
  for (const { relation } of [...schema.relations.values(), ...schema.dropped.values()]) {
    if (holdsRows(relation)) await context.store.dropTable(relation);
  }
}

function forgetReferences(context: Context, schema: Schema): void {
  for (const { relation } of schema.relations.values()) dropReferences(context.account, relation);
}

function schemaName(context: Context, parts: readonly string[]): { database: string; name: string } {
  const [name = "", database = context.session.database ?? ""] = [...parts].reverse();
  return { database, name };
}

async function dropSchema(context: Context, statement: Drop): Promise<string> {
  const { database, name } = schemaName(context, statement.name);
  const schema = context.visible.schema(database, name);
  const home = context.visible.database(database);
  if (schema === undefined || home === undefined) return absent(statement, notFound("Schema", [database, name]));
  if (!owns(context.visible.roles, schema)) throw insufficientPrivileges("schema", name);
  forgetReferences(context, schema);
  const before = home.dropped.get(name);
  home.schemas.delete(name);
  home.dropped.set(name, schema);
  if (before !== undefined) await purge(context, before);
  if (context.session.database === database && context.session.schema === name) context.session.schema = null;
  return done(statement);
}

function undropSchema(context: Context, statement: Drop): string {
  const { database, name } = schemaName(context, statement.name);
  const home = context.visible.database(database);
  const schema = home?.dropped.get(name);
  if (home === undefined || schema === undefined) throw noObject();
  if (home.schemas.has(name)) throw alreadyExists([database, name]);
  home.dropped.delete(name);
  home.schemas.set(name, schema);
  return done(statement);
}

async function dropDatabase(context: Context, statement: Drop): Promise<string> {
  const [name = ""] = statement.name;
  const { account, session, visible } = context;
  const database = visible.database(name);
  if (database === undefined) return absent(statement, notFound("Database", [name]));
  if (!owns(visible.roles, database)) throw insufficientPrivileges("database", name);
  for (const schema of database.schemas.values()) forgetReferences(context, schema);
  const before = account.droppedDatabases.get(name);
  account.databases.delete(name);
  account.droppedDatabases.set(name, database);
  if (before !== undefined) await purgeDatabase(context, before);
  if (session.database === name) {
    session.database = null;
    session.schema = null;
  }
  return done(statement);
}

async function purgeDatabase(context: Context, database: Database): Promise<void> {
  for (const schema of [...database.schemas.values(), ...database.dropped.values()]) await purge(context, schema);
}

function undropDatabase(context: Context, statement: Drop): string {
  const [name = ""] = statement.name;
  const database = context.account.droppedDatabases.get(name);
  if (database === undefined) throw noObject();
  if (context.account.databases.has(name)) throw alreadyExists([name]);
  context.account.droppedDatabases.delete(name);
  context.account.databases.set(name, database);
  return done(statement);
}

function dropAccountObject(context: Context, statement: Drop): string {
  const { account, visible, session } = context;
  const [name = ""] = statement.name;
  const owned = statement.kind === "ROLE" ? account.roles : account.warehouses;
  const map = statement.kind === "USER" ? account.users : owned;
  const object = map.get(name);
  if (object === undefined) return absent(statement, noObject());
  if (!owns(visible.roles, { owner: "owner" in object ? object.owner : "ACCOUNTADMIN" })) {
    throw insufficientPrivileges(statement.kind, name);
  }
  map.delete(name);
  if (statement.kind === "WAREHOUSE" && session.warehouse === name) session.warehouse = null;
  return done(statement);
}

function dropNamed(context: Context, statement: Drop): string {
  const path = completePath(context.session, statement.name, `DROP ${statement.kind}`);
  const schema = context.visible.schema(path.database, path.schema);
  const removed = schema?.named.delete(JSON.stringify([statement.kind, path.name]));
  return removed === true ? done(statement) : absent(statement, noObject());
}

/** DROP of anything. Returns the status message. @throws SqlError */
export async function drop(context: Context, statement: Drop): Promise<string> {
  const { kind } = statement;
  if (kind === "TABLE" || kind === "VIEW") return dropRelation(context, statement);
  if (kind === "SEQUENCE") return dropSequence(context, statement);
  if (kind === "SCHEMA") return dropSchema(context, statement);
  if (kind === "DATABASE") return dropDatabase(context, statement);
  if (kind === "ROLE" || kind === "USER" || kind === "WAREHOUSE") return dropAccountObject(context, statement);
  return dropNamed(context, statement);
}

/** UNDROP TABLE, SCHEMA, DATABASE: the last one of that name that was dropped. @throws SqlError */
export function undrop(context: Context, statement: Drop): string {
  if (statement.kind === "TABLE") return undropRelation(context, statement);
  if (statement.kind === "SCHEMA") return undropSchema(context, statement);
  if (statement.kind === "DATABASE") return undropDatabase(context, statement);
  throw compilationError("000002", "0A000", `Unsupported feature 'UNDROP ${statement.kind}'.`);
}

/** TRUNCATE TABLE. @throws SqlError */
export async function truncate(context: Context, statement: Truncate): Promise<string> {
  const path = completePath(context.session, statement.name, "TRUNCATE TABLE");
  if (statement.ifExists && context.visible.relation(path) === undefined) return "Statement executed successfully.";
  const entry = context.visible.requireOwnedRelation(statement.name, "Table", "TRUNCATE TABLE");
  await context.store.truncate(entry.relation, context.options.now);
  return "Statement executed successfully.";
}
