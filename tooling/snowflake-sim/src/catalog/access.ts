import type { Account, Grants, Securable } from "./account.ts";

/** A role with everything it inherits. */
export type ActiveRoles = ReadonlySet<string>;

/** The role, the roles granted to it, and PUBLIC. */
export function activeRoles(account: Account, role: string): ActiveRoles {
  const found = new Set([role, "PUBLIC"]);
  for (const name of found) for (const inherited of account.roles.get(name)?.granted ?? []) found.add(inherited);
  return found;
}

function isAdministrator(roles: ActiveRoles): boolean {
  return roles.has("ACCOUNTADMIN");
}

/** ACCOUNTADMIN owns everything here, as an account that keeps Snowflake's recommended role tree. */
export function owns(roles: ActiveRoles, object: { readonly owner: string }): boolean {
  return isAdministrator(roles) || roles.has(object.owner);
}

/** Whether one of the roles holds one of the privileges, or owns the object. */
export function may(roles: ActiveRoles, object: Securable, privileges: readonly string[]): boolean {
  if (owns(roles, object)) return true;
  for (const [role, held] of object.grants) {
    if (roles.has(role) && privileges.some((privilege) => held.has(privilege))) return true;
  }
  return false;
}

/** Any privilege makes an object visible. */
export function sees(roles: ActiveRoles, object: Securable): boolean {
  if (owns(roles, object)) return true;
  for (const [role, held] of object.grants) if (roles.has(role) && held.size > 0) return true;
  return false;
}

/** What ALL stands for, by kind of object. */
const allPrivileges: Readonly<Record<string, readonly string[]>> = {
  TABLE: ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "REBUILD", "EVOLVE SCHEMA"],
  VIEW: ["SELECT", "REFERENCES"],
  SEQUENCE: ["USAGE"],
  DATABASE: ["USAGE", "MODIFY", "MONITOR", "CREATE SCHEMA"],
  WAREHOUSE: ["USAGE", "OPERATE", "MONITOR", "MODIFY"],
  SCHEMA: ["USAGE", "MODIFY", "MONITOR", "CREATE TABLE", "CREATE VIEW", "CREATE SEQUENCE", "CREATE STAGE"],
  ACCOUNT: ["CREATE DATABASE", "CREATE ROLE", "CREATE USER", "CREATE WAREHOUSE", "MANAGE GRANTS"],
};

export function expandPrivileges(privileges: readonly string[], object: string): readonly string[] {
  return privileges.flatMap((privilege) => (privilege === "ALL" ? (allPrivileges[object] ?? ["USAGE"]) : [privilege]));
}

export function grant(grants: Grants, role: string, privileges: readonly string[]): void {
  const held = grants.get(role) ?? new Set();
  for (const privilege of privileges) held.add(privilege);
  grants.set(role, held);
}

export function revoke(grants: Grants, role: string, privileges: readonly string[]): void {
  const held = grants.get(role);
  for (const privilege of privileges) held?.delete(privilege);
  if (held?.size === 0) grants.delete(role);
}
