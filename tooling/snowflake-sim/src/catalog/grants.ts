import type { GrantPrivileges, GrantRole, GrantTarget } from "../sql/statements.ts";
import { expandPrivileges, grant, may, owns, revoke } from "./access.ts";
import type { Database, FutureGrant, Grants, Schema } from "./account.ts";
import type { Context } from "./context.ts";
import { holdsRows } from "./drop-relation.ts";
import { compilationError, insufficientPrivileges, noObject, notFound } from "./errors.ts";
import { completePath } from "./visible.ts";

/** Something a privilege may be granted on, with a way to give it a new owner. */
interface Grantable {
  readonly object: string;
  readonly name: string;
  readonly owner: string;
  readonly grants: Grants;
  own(role: string): void;
}

function held(object: string, target: { readonly name: string; owner: string; readonly grants: Grants }): Grantable {
  return {
    object,
    name: target.name,
    owner: target.owner,
    grants: target.grants,
    own: (role) => {
      target.owner = role;
    },
  };
}

function relationsOf(schema: Schema, object: string): Grantable[] {
  return [...schema.relations.values()]
    .filter((entry) => (holdsRows(entry.relation) ? "TABLE" : "VIEW") === object)
    .map((entry) => ({
      object,
      name: entry.relation.name,
      owner: entry.relation.owner,
      grants: entry.grants,
      own: (role) => {
        entry.relation = { ...entry.relation, owner: role };
      },
    }));
}

function sequencesOf(schema: Schema): Grantable[] {
  return [...schema.sequences.values()].map((entry) => ({
    object: "SEQUENCE",
    name: entry.sequence.name,
    owner: entry.sequence.owner,
    grants: entry.grants,
    own: (role) => {
      entry.sequence = { ...entry.sequence, owner: role };
    },
  }));
}

function within(schema: Schema, object: string): Grantable[] {
  return object === "SEQUENCE" ? sequencesOf(schema) : relationsOf(schema, object);
}

function findDatabase(context: Context, name: string): Database {
  const database = context.visible.database(name);
  if (database === undefined) throw notFound("Database", [name]);
  return database;
}

function findSchema(context: Context, parts: readonly string[]): Schema {
  const [name = "", database = context.session.database ?? ""] = [...parts].reverse();
  const schema = context.visible.schema(database, name);
  if (schema === undefined) throw notFound("Schema", [database, name]);
  return schema;
}

function oneObject(context: Context, object: string, parts: readonly string[]): Grantable[] {
  const { account, visible } = context;
  if (object === "DATABASE") return [held(object, findDatabase(context, parts[0] ?? ""))];
  if (object === "SCHEMA") return [held(object, findSchema(context, parts))];
  if (object === "WAREHOUSE") {
    const warehouse = account.warehouses.get(parts[0] ?? "");
    if (warehouse === undefined) throw noObject();
    return [held(object, warehouse)];
  }
  if (object !== "TABLE" && object !== "VIEW" && object !== "SEQUENCE") return [];
  const path = completePath(context.session, parts, "GRANT");
  const schema = visible.schema(path.database, path.schema);
  const found = schema === undefined ? [] : within(schema, object).filter((candidate) => candidate.name === path.name);
  if (found.length === 0) throw visible.missing(object === "VIEW" ? "View" : "Table", path);
  return found;
}

function schemasIn(context: Context, on: Extract<GrantTarget, { kind: "all" | "future" }>): Schema[] {
  if (on.container === "SCHEMA") return [findSchema(context, on.name)];
  return [...findDatabase(context, on.name[0] ?? "").schemas.values()];
}

function targets(context: Context, on: GrantTarget): Grantable[] {
  if (on.kind === "account") return [held("ACCOUNT", context.account)];
  if (on.kind === "object") return oneObject(context, on.object, on.name);
  const schemas = schemasIn(context, on);
  if (on.object === "SCHEMA") return schemas.map((schema) => held("SCHEMA", schema));
  return schemas.flatMap((schema) => within(schema, on.object));
}

function changeFuture(
  context: Context,
  statement: GrantPrivileges,
  on: Extract<GrantTarget, { kind: "future" | "all" }>,
): void {
  const home: { readonly future: FutureGrant[] } =
    on.container === "SCHEMA" ? findSchema(context, on.name) : findDatabase(context, on.name[0] ?? "");
  const { privileges, role } = statement;
  if (statement.type === "grant-privileges") {
    home.future.push({ object: on.object, role, privileges });
    return;
  }
  const kept = home.future.filter((future) => future.object !== on.object || future.role !== role);
  home.future.splice(0, home.future.length, ...kept);
}

function mayGrant(context: Context, target: Grantable): boolean {
  return owns(context.visible.roles, target) || may(context.visible.roles, context.account, ["MANAGE GRANTS"]);
}

/** GRANT and REVOKE of privileges and of ownership. @throws SqlError */
export function grantPrivileges(context: Context, statement: GrantPrivileges): string {
  if (!context.account.roles.has(statement.role)) throw notFound("Role", [statement.role]);
  if (statement.on.kind === "future") {
    changeFuture(context, statement, statement.on);
    return "Statement executed successfully.";
  }
  for (const target of targets(context, statement.on)) {
    if (!mayGrant(context, target)) throw insufficientPrivileges(target.object, target.name);
    if (statement.privileges.includes("OWNERSHIP")) target.own(statement.role);
    const rest = statement.privileges.filter((privilege) => privilege !== "OWNERSHIP");
    const change = statement.type === "grant-privileges" ? grant : revoke;
    if (rest.length > 0) change(target.grants, statement.role, expandPrivileges(rest, target.object));
  }
  return "Statement executed successfully.";
}

/** GRANT and REVOKE of a role. A user that is not there yet is made: users may also come from outside the SQL. @throws SqlError */
export function grantRole(context: Context, statement: GrantRole): string {
  const { account, options } = context;
  const role = account.roles.get(statement.role);
  if (role === undefined) throw notFound("Role", [statement.role]);
  if (!owns(context.visible.roles, role)) throw insufficientPrivileges("role", statement.role);
  const { kind, name } = statement.to;
  let held = kind === "ROLE" ? account.roles.get(name)?.granted : account.users.get(name)?.roles;
  if (held === undefined) {
    if (kind === "ROLE") throw notFound("Role", [name]);
    held = new Set();
    account.users.set(name, { name, createdOn: options.now, roles: held, comment: "" });
  }
  if (statement.type === "revoke-role") held.delete(statement.role);
  else if (kind === "ROLE" && name === statement.role) {
    throw compilationError("003064", "42501", `Role '${name}' cannot be granted to itself.`);
  } else held.add(statement.role);
  return "Statement executed successfully.";
}
