import { activeRoles } from "../catalog/access.ts";
import type { Account, Role, User, Warehouse } from "../catalog/account.ts";
import type { Session } from "../contracts.ts";
import { listingColumns, timestampCell, type Cell } from "./listing.ts";

/** Columns of SHOW ROLES. */
export const showRolesColumns = listingColumns(
  "created_on:time|name|is_default|is_current|is_inherited|assigned_to_users:fixed|granted_to_roles:fixed|" +
    "granted_roles:fixed|owner|comment",
);

/** Columns of SHOW WAREHOUSES that do not speak of load. */
export const showWarehousesColumns = listingColumns(
  "name|state|type|size|running:fixed|queued:fixed|is_default|is_current|auto_suspend:fixed|auto_resume|created_on:time|" +
    "owner|comment|owner_role_type",
);

/** Columns of SHOW USERS that the stand-in knows. */
export const showUsersColumns = listingColumns("name|created_on:time|login_name|display_name|disabled|comment|owner");

export function roleRow(account: Account, role: Role, session: Session): Cell[] {
  const users = [...account.users.values()].filter((user) => user.roles.has(role.name)).length;
  const parents = [...account.roles.values()].filter((other) => other.granted.has(role.name)).length;
  const isCurrent = session.role === role.name;
  return [
    timestampCell(role.createdOn),
    role.name,
    "N",
    isCurrent ? "Y" : "N",
    !isCurrent && activeRoles(account, session.role).has(role.name) ? "Y" : "N",
    String(users),
    String(parents),
    String(role.granted.size),
    role.owner,
    role.comment,
  ];
}

export function warehouseRow(warehouse: Warehouse, session: Session): Cell[] {
  return [
    warehouse.name,
    "STARTED",
    "STANDARD",
    warehouse.size,
    "0",
    "0",
    "N",
    session.warehouse === warehouse.name ? "Y" : "N",
    "600",
    "true",
    timestampCell(warehouse.createdOn),
    warehouse.owner,
    warehouse.comment,
    "ROLE",
  ];
}

export function userRow(user: User): Cell[] {
  return [user.name, timestampCell(user.createdOn), user.name, user.name, "false", user.comment, "ACCOUNTADMIN"];
}
