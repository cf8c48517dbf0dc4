import { SqlError, type Session } from "../contracts.ts";
import type { AlterSession, Use } from "../sql/statements.ts";
import { activeRoles, may } from "./access.ts";
import type { Account } from "./account.ts";
import { compilationError, noObject } from "./errors.ts";
import { isSessionParameter } from "./parameters.ts";
import { Visible } from "./visible.ts";

/** The user that files are loaded as; it may use every role. */
export const loadingUser = "SYSTEM$LOAD";

/** Whether the user holds the role, directly or through another of theirs; PUBLIC belongs to everyone. */
export function mayUseRole(account: Account, user: string, role: string): boolean {
  if (!account.roles.has(role)) return false;
  if (role === "PUBLIC" || user === loadingUser) return true;
  const held = account.users.get(user)?.roles ?? [];
  return [...held].some((own) => activeRoles(account, own).has(role));
}

function useRole(account: Account, session: Session, role: string): void {
  if (!account.roles.has(role)) throw noObject();
  if (!activeRoles(account, session.role).has(role) && !mayUseRole(account, session.user, role)) {
    const text = `Requested role '${role}' is not assigned to the executing user. Specify another role.`;
    throw new SqlError("003013", "42501", `SQL access control error:\n${text}`);
  }
  session.role = role;
}

function useWarehouse(account: Account, session: Session, name: string): void {
  const warehouse = account.warehouses.get(name);
  const roles = activeRoles(account, session.role);
  if (warehouse === undefined || !may(roles, warehouse, ["USAGE", "OPERATE", "MODIFY"])) throw noObject();
  session.warehouse = name;
}

function useSchema(account: Account, session: Session, parts: readonly string[]): void {
  const [name = "", database = session.database] = [...parts].reverse();
  const visible = new Visible(account, session);
  if (database === null) {
    const text =
      "Cannot perform operation. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.";
    throw new SqlError("090105", "22000", text);
  }
  const isComputed = name === "INFORMATION_SCHEMA" && visible.database(database) !== undefined;
  if (visible.schema(database, name) === undefined && !isComputed) throw noObject();
  session.database = database;
  session.schema = name;
}

function useDatabase(account: Account, session: Session, name: string): void {
  const visible = new Visible(account, session);
  if (visible.database(name) === undefined) throw noObject();
  session.database = name;
  session.schema = visible.schema(name, "PUBLIC") === undefined ? null : "PUBLIC";
}

/** USE in all its forms; a bare name is a database, or a schema when it has two parts. @throws SqlError 002043, 003013, 090105 */
export function use(account: Account, session: Session, statement: Use): void {
  const [first = ""] = statement.name;
  switch (statement.kind) {
    case "ROLE":
      useRole(account, session, first);
      return;
    case "WAREHOUSE":
      useWarehouse(account, session, first);
      return;
    case "DATABASE":
      useDatabase(account, session, first);
      return;
    case "SCHEMA":
      useSchema(account, session, statement.name);
      return;
    case "SECONDARY ROLES":
      return;
    case undefined:
      if (statement.name.length > 1) useSchema(account, session, statement.name);
      else useDatabase(account, session, first);
  }
}

/** ALTER SESSION SET and UNSET. @throws SqlError 001420 for unknown parameters */
export function alterSession(session: Session, statement: AlterSession): void {
  for (const name of [...statement.set.keys(), ...statement.unset]) {
    if (!isSessionParameter(name)) {
      throw compilationError("001420", "22023", `invalid property '${name}' for 'SESSION'`);
    }
  }
  for (const [name, value] of statement.set) session.parameters.set(name, value);
  for (const name of statement.unset) session.parameters.delete(name);
}

/** Whether the session can run what needs a warehouse. Files are loaded without one. */
export function hasWarehouse(account: Account, session: Session): boolean {
  return session.user === loadingUser || (session.warehouse !== null && account.warehouses.has(session.warehouse));
}
