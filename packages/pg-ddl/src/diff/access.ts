import { objectOf } from "../draft.ts";
import type { PgGrant, PgModel, PgSchemaUsage, PgTable } from "../model.ts";
import type { Difference } from "../plan-types.ts";
import { sides } from "./columns.ts";

/** Privileges of one role, on a table or on one column of it. */
export interface RoleGrants {
  readonly role: string;
  readonly column?: string;
  readonly privileges: readonly string[];
}

function keyOf({ role, privilege, column }: PgGrant): string {
  return JSON.stringify([role, column ?? null, privilege]);
}

function byRole(grants: readonly PgGrant[]): readonly RoleGrants[] {
  const groups = new Map<string, { role: string; column?: string; privileges: string[] }>();
  for (const { role, privilege, column } of grants) {
    const key = JSON.stringify([role, column ?? null]);
    const group = groups.get(key) ?? { role, ...(column === undefined ? {} : { column }), privileges: [] };
    group.privileges.push(privilege);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({ ...group, privileges: group.privileges.toSorted() }));
}

/** What is there once the table has the owner that is wanted: the rights of the old one go over to the new one. */
function settled(wanted: PgTable, { owner, grants = [] }: PgTable): readonly PgGrant[] {
  if (wanted.owner === undefined || owner === undefined || owner === wanted.owner) return grants;
  return grants.map((grant) => (grant.role === owner ? { ...grant, role: wanted.owner ?? owner } : grant));
}

/** Privileges that are wanted and not there, by role. */
export function missingGrants(wanted: PgTable, present: PgTable): readonly RoleGrants[] {
  const there = new Set(settled(wanted, present).map(keyOf));
  return byRole((wanted.grants ?? []).filter((grant) => !there.has(keyOf(grant))));
}

/** Privileges that are there and not wanted, by role and column; those of the owner are its own. */
export function extraGrants(wanted: PgTable, present: PgTable): readonly RoleGrants[] {
  if (wanted.grants === undefined) return [];
  const asked = new Set(wanted.grants.map(keyOf));
  const owner = wanted.owner ?? present.owner;
  return byRole(settled(wanted, present).filter((grant) => grant.role !== owner && !asked.has(keyOf(grant))));
}

/** Differences of owner, tablespace and grants, as far as somebody said what they should be. */
export function diffAccess(wanted: PgTable, present: PgTable): readonly Difference[] {
  const table = objectOf("table", wanted);
  const differences: Difference[] = [];
  if (wanted.owner !== undefined && wanted.owner !== present.owner) {
    differences.push({ code: "TABLE_OWNER", object: table, ...sides(wanted.owner, present.owner) });
  }
  if (wanted.tablespace !== undefined && wanted.tablespace !== present.tablespace) {
    differences.push({ code: "TABLE_TABLESPACE", object: table, ...sides(wanted.tablespace, present.tablespace) });
  }
  for (const { role, privileges } of missingGrants(wanted, present)) {
    differences.push({ code: "GRANT_MISSING", object: objectOf("grant", wanted, role), wanted: privileges.join(", ") });
  }
  const kept = wanted.extraGrants === "revoke" ? {} : { kept: true as const };
  for (const { role, column, privileges } of extraGrants(wanted, present)) {
    const text = `${privileges.join(", ")}${column === undefined ? "" : ` on the column ${column}`}`;
    differences.push({ code: "GRANT_EXTRA", object: objectOf("grant", wanted, role), present: text, ...kept });
  }
  return differences;
}

/** Roles that are to use a schema and may not; of a schema that is not there, all that are to. */
export function missingUsage(wanted: PgModel, present: PgModel): readonly PgSchemaUsage[] {
  const there = new Set((present.usage ?? []).map(({ schema, role }) => JSON.stringify([schema, role])));
  const has = (schema: string, role: string): boolean => there.has(JSON.stringify([schema, role]));
  return (wanted.usage ?? []).filter(({ schema, role }) => !has(schema, role) && !has(schema, "public"));
}

/** Schemas that are there and that somebody may not use who is to. */
export function diffUsage(wanted: PgModel, present: PgModel): readonly Difference[] {
  return missingUsage(wanted, present)
    .filter(({ schema }) => present.schemas.includes(schema))
    .map(({ schema, role }) => ({
      code: "SCHEMA_USAGE_MISSING",
      object: { kind: "schema", schema, name: schema, part: role },
      wanted: "USAGE",
    }));
}
