import { quoteIdentifier, SnowflakeError, type Queryable, type Row } from "@dp/snowflake-client";
import { parsePath } from "./parse-path.ts";

/** What a role may do, by itself and through the roles it inherits. */
export interface HeldGrants {
  /** Whether any privilege is held on a database, a schema or a relation, named by its parts. */
  on(...path: readonly string[]): boolean;
  /** MANAGE GRANTS shows everything to SHOW, whatever else is held. */
  readonly seesAll: boolean;
}

/** More roles than any sane tree has under one; a longer one is read in part. */
const mostRoles = 100;

/**
 * Reads the grants of a role and of all it inherits, PUBLIC included: one statement a role, no warehouse. Undefined when
 * the role may not read its own: then only what can be seen is known.
 */
export async function readHeldGrants(db: Queryable, role: string): Promise<HeldGrants | undefined> {
  const waiting = [`ROLE ${quoteIdentifier(role)}`];
  const asked = new Set<string>();
  const held = new Set<string>();
  let seesAll = false;
  for (let grantee = waiting.pop(); grantee !== undefined && asked.size < mostRoles; grantee = waiting.pop()) {
    if (asked.has(grantee)) continue;
    const rows = await grantsTo(db, grantee);
    if (rows === undefined && asked.size === 0) return undefined;
    asked.add(grantee);
    for (const row of rows ?? []) {
      const kind = row.granted_on ?? "";
      const path = parsePath(row.name ?? "");
      if (kind === "ROLE") waiting.push(`ROLE ${quoteIdentifier(path.join("."))}`);
      else if (kind === "DATABASE_ROLE") waiting.push(`DATABASE ROLE ${path.map(quoteIdentifier).join(".")}`);
      else if (kind === "ACCOUNT") seesAll ||= row.privilege === "MANAGE GRANTS";
      else held.add(JSON.stringify([kindOf(kind), ...path]));
    }
    if (asked.size === 1) waiting.push('ROLE "PUBLIC"');
  }
  return { seesAll, on: (...path) => held.has(JSON.stringify([kindOfPath(path), ...path])) };
}

/** Warehouses, integrations and databases share no namespace, relations of one schema do. */
function kindOf(grantedOn: string): string {
  if (grantedOn === "DATABASE" || grantedOn === "SCHEMA") return grantedOn;
  return /TABLE|VIEW/.test(grantedOn) ? "RELATION" : "OTHER";
}

function kindOfPath({ length }: readonly string[]): string {
  return ["DATABASE", "SCHEMA"][length - 1] ?? "RELATION";
}

async function grantsTo(db: Queryable, grantee: string): Promise<readonly Row[] | undefined> {
  try {
    return await db.query(`SHOW GRANTS TO ${grantee}`);
  } catch (error) {
    if (error instanceof SnowflakeError && ["not-found", "permission", "statement"].includes(error.category)) {
      return undefined;
    }
    throw error;
  }
}
