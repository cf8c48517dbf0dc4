import type { AlterAccountObject, CreateAccountObject, CreateNamed } from "../sql/statements.ts";
import { may, owns } from "./access.ts";
import { createDatabase, createSchema, type Account, type Schema } from "./account.ts";
import type { Context } from "./context.ts";
import { alreadyExists, compilationError, insufficientPrivileges, noObject, notFound, printPath } from "./errors.ts";
import type { Relation } from "./model.ts";
import { changeReferences } from "./references.ts";
import { completePath, pathParts } from "./visible.ts";

function title(kind: string): string {
  return `${kind.charAt(0)}${kind.slice(1).toLowerCase()}`;
}

function existing(account: Account, kind: CreateAccountObject["kind"], name: string): boolean {
  switch (kind) {
    case "DATABASE":
      return account.databases.has(name);
    case "WAREHOUSE":
      return account.warehouses.has(name);
    case "ROLE":
      return account.roles.has(name);
    case "USER":
      return account.users.has(name);
    case "SCHEMA":
      return false;
  }
}

function requireAccountRight(context: Context, kind: string): void {
  if (!may(context.visible.roles, context.account, [`CREATE ${kind}`])) {
    throw insufficientPrivileges("account", context.account.name);
  }
}

function make(context: Context, statement: CreateAccountObject, name: string): void {
  const { account, session, options } = context;
  const { properties } = statement;
  const common = { name, createdOn: options.now, comment: properties.get("COMMENT") ?? "" };
  const owned = { ...common, owner: session.role, grants: new Map() };
  switch (statement.kind) {
    case "DATABASE": {
      const replaced = account.databases.get(name);
      if (replaced !== undefined) account.droppedDatabases.set(name, replaced);
      account.databases.set(name, { ...createDatabase(name, session.role, options.now), comment: common.comment });
      session.database = name;
      session.schema = "PUBLIC";
      return;
    }
    case "WAREHOUSE":
      account.warehouses.set(name, { ...owned, size: properties.get("WAREHOUSE_SIZE") ?? "X-Small" });
      session.warehouse = name;
      return;
    case "ROLE":
      account.roles.set(name, { ...common, owner: session.role, granted: new Set() });
      return;
    case "USER":
      account.users.set(name, { ...common, roles: new Set() });
      return;
    case "SCHEMA":
  }
}

function createSchemaIn(context: Context, statement: CreateAccountObject): string {
  const { session, visible, options } = context;
  const [name = "", inDatabase = session.database] = [...statement.name].reverse();
  const database = inDatabase === null ? undefined : visible.database(inDatabase);
  if (database === undefined) throw notFound("Database", [inDatabase ?? ""]);
  const shown = printPath([name]);
  if (database.schemas.has(name) || name === "INFORMATION_SCHEMA") {
    if (statement.ifNotExists) return `${shown} already exists, statement succeeded.`;
    if (!statement.orReplace) throw alreadyExists([database.name, name]);
  }
  if (!may(visible.roles, database, ["CREATE SCHEMA"])) throw insufficientPrivileges("database", database.name);
  const replaced = database.schemas.get(name);
  if (replaced !== undefined) database.dropped.set(name, replaced);
  const comment = statement.properties.get("COMMENT") ?? "";
  database.schemas.set(name, { ...createSchema(name, session.role, options.now), comment });
  session.database = database.name;
  session.schema = name;
  return `Schema ${shown} successfully created.`;
}

/** CREATE DATABASE, SCHEMA, WAREHOUSE, ROLE, USER; the first three become the session's current ones. @throws SqlError */
export function createAccountObject(context: Context, statement: CreateAccountObject): string {
  if (statement.kind === "SCHEMA") return createSchemaIn(context, statement);
  const [name = ""] = statement.name;
  requireAccountRight(context, statement.kind);
  if (existing(context.account, statement.kind, name)) {
    if (statement.ifNotExists) return `${printPath([name])} already exists, statement succeeded.`;
    if (!statement.orReplace) throw alreadyExists([name]);
  }
  make(context, statement, name);
  return `${title(statement.kind)} ${printPath([name])} successfully created.`;
}

function moveRelations(context: Context, schema: Schema, to: Pick<Relation, "database" | "schema">): void {
  for (const entry of schema.relations.values()) {
    changeReferences(context.account, entry.relation, (references) => ({ ...references, ...to }));
    entry.relation = { ...entry.relation, ...to };
  }
  for (const entry of schema.dropped.values()) entry.relation = { ...entry.relation, ...to };
  for (const entry of schema.sequences.values()) entry.sequence = { ...entry.sequence, ...to };
}

function alterSchema(context: Context, statement: AlterAccountObject): void {
  const [name = "", inDatabase = context.session.database ?? ""] = [...statement.name].reverse();
  const schema = context.visible.schema(inDatabase, name);
  const database = context.visible.database(inDatabase);
  if (schema === undefined || database === undefined) throw notFound("Schema", [inDatabase, name]);
  if (!owns(context.visible.roles, schema)) throw insufficientPrivileges("schema", name);
  const target = statement.rename?.at(-1);
  schema.comment = statement.properties.get("COMMENT") ?? schema.comment;
  if (target === undefined) return;
  if (database.schemas.has(target)) throw alreadyExists([inDatabase, target]);
  moveRelations(context, schema, { database: inDatabase, schema: target });
  database.schemas.delete(name);
  database.schemas.set(target, { ...schema, name: target });
}

function alterDatabase(context: Context, statement: AlterAccountObject): void {
  const [name = ""] = statement.name;
  const database = context.visible.database(name);
  if (database === undefined) throw notFound("Database", [name]);
  if (!owns(context.visible.roles, database)) throw insufficientPrivileges("database", name);
  const target = statement.rename?.at(-1);
  database.comment = statement.properties.get("COMMENT") ?? database.comment;
  if (target === undefined) return;
  if (context.account.databases.has(target)) throw alreadyExists([target]);
  for (const schema of database.schemas.values()) {
    moveRelations(context, schema, { database: target, schema: schema.name });
  }
  context.account.databases.delete(name);
  context.account.databases.set(target, { ...database, name: target });
}

/** ALTER DATABASE and SCHEMA rename and comment; other properties are accepted. @throws SqlError */
export function alterAccountObject(context: Context, statement: AlterAccountObject): string {
  if (statement.kind === "SCHEMA") alterSchema(context, statement);
  else if (statement.kind === "DATABASE") alterDatabase(context, statement);
  else if (!existing(context.account, statement.kind, statement.name[0] ?? "")) throw noObject();
  else if (statement.rename !== undefined) {
    throw compilationError("000002", "0A000", `Unsupported feature 'ALTER ${statement.kind} RENAME'.`);
  }
  return "Statement executed successfully.";
}

/** CREATE of policies, tags, stages and file formats: only their names are kept. @throws SqlError */
export function createNamed(context: Context, statement: CreateNamed): string {
  const path = completePath(context.session, statement.name, `CREATE ${statement.kind}`);
  const schema = context.visible.requireSchema(path, `CREATE ${statement.kind}`);
  const key = JSON.stringify([statement.kind, path.name]);
  if (schema.named.has(key) && !statement.orReplace && !statement.ifNotExists) throw alreadyExists(pathParts(path));
  schema.named.add(key);
  return `${title(statement.kind)} ${printPath([path.name])} successfully created.`;
}
