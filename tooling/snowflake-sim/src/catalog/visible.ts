import type { Session } from "../contracts.ts";
import { activeRoles, may, owns, sees, type ActiveRoles } from "./access.ts";
import {
  pathKey,
  type Account,
  type Database,
  type RelationEntry,
  type Schema,
  type SequenceEntry,
} from "./account.ts";
import { insufficientPrivileges, noCurrentDatabase, noCurrentSchema, notFound } from "./errors.ts";
import type { Relation } from "./model.ts";

/** A full name: nothing is left to the session. */
export interface Path {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

export function pathParts(path: Path): readonly string[] {
  return [path.database, path.schema, path.name];
}

/**
 * Completes a name from the session; an empty schema part means PUBLIC, as in `db..t`.
 * @throws SqlError 090105, 090106 when the session lacks what the name leaves out; `action` is named in the message
 */
export function completePath(session: Session, parts: readonly string[], action: string): Path {
  const [name, schema, database = session.database] = [...parts].reverse();
  if (name === undefined) throw notFound("Object", parts);
  if (database === null) throw noCurrentDatabase(action);
  const inSchema = schema === undefined ? session.schema : schema === "" ? "PUBLIC" : schema;
  if (inSchema === null) throw noCurrentSchema(action);
  return { database, schema: inSchema, name };
}

/** Reads the account as one role sees it. What the role may not see is as good as absent. */
export class Visible {
  readonly account: Account;
  readonly session: Session;
  readonly roles: ActiveRoles;

  constructor(account: Account, session: Session) {
    this.account = account;
    this.session = session;
    this.roles = activeRoles(account, session.role);
  }

  database(name: string): Database | undefined {
    const database = this.account.databases.get(name);
    return database !== undefined && sees(this.roles, database) ? database : undefined;
  }

  schema(database: string, name: string): Schema | undefined {
    const schema = this.database(database)?.schemas.get(name);
    return schema !== undefined && sees(this.roles, schema) ? schema : undefined;
  }

  /** A temporary table of the session shadows the permanent one of the same name. */
  relation(path: Path): RelationEntry | undefined {
    const temporary = this.account.temporary.get(this.session.id)?.get(pathKey(pathParts(path)));
    if (temporary !== undefined) return temporary;
    const entry = this.schema(path.database, path.schema)?.relations.get(path.name);
    return entry !== undefined && this.seesRelation(entry) ? entry : undefined;
  }

  sequence(path: Path): SequenceEntry | undefined {
    const entry = this.schema(path.database, path.schema)?.sequences.get(path.name);
    return entry !== undefined && sees(this.roles, securable(entry, entry.sequence)) ? entry : undefined;
  }

  seesRelation(entry: RelationEntry): boolean {
    return sees(this.roles, securable(entry, entry.relation));
  }

  /** Permanent relations of a schema that the role sees, and the session's temporary ones in place of those they shadow. */
  relations(database: string, schema: Schema): Relation[] {
    const found = new Map<string, Relation>();
    for (const entry of schema.relations.values()) {
      if (this.seesRelation(entry)) found.set(entry.relation.name, entry.relation);
    }
    for (const { relation } of this.account.temporary.get(this.session.id)?.values() ?? []) {
      if (relation.database === database && relation.schema === schema.name) found.set(relation.name, relation);
    }
    return [...found.values()];
  }

  /** @throws SqlError 002003 naming the part that is missing: database, schema or the thing itself */
  missing(kind: string, path: Path): Error {
    if (this.database(path.database) === undefined) return notFound("Database", [path.database]);
    if (path.schema === "INFORMATION_SCHEMA") return notFound(kind, pathParts(path));
    if (this.schema(path.database, path.schema) === undefined) return notFound("Schema", [path.database, path.schema]);
    return notFound(kind, pathParts(path));
  }

  /** @throws SqlError 002003, 090105, 090106 */
  requireRelation(parts: readonly string[], kind: string, action: string): RelationEntry {
    const path = completePath(this.session, parts, action);
    const entry = this.relation(path);
    if (entry === undefined) throw this.missing(kind, path);
    return entry;
  }

  /** @throws SqlError 002003, 090105, 090106 */
  requireSequence(parts: readonly string[], action: string): SequenceEntry {
    const path = completePath(this.session, parts, action);
    const entry = this.sequence(path);
    if (entry === undefined) throw this.missing("Sequence", path);
    return entry;
  }

  /** @throws SqlError 002003, 090105, 090106, 003001 when the role sees the table without owning it */
  requireOwnedRelation(parts: readonly string[], kind: string, action: string): RelationEntry {
    const entry = this.requireRelation(parts, kind, action);
    if (!owns(this.roles, entry.relation)) throw insufficientPrivileges(kind, entry.relation.name);
    return entry;
  }

  /** The schema to create in. @throws SqlError 002003, 003001 */
  requireSchema(path: Path, privilege: string): Schema {
    const schema = this.schema(path.database, path.schema);
    if (schema === undefined) throw this.missing("Schema", path);
    if (!may(this.roles, schema, [privilege])) throw insufficientPrivileges("schema", path.schema);
    return schema;
  }
}

function securable(
  entry: RelationEntry | SequenceEntry,
  owned: { owner: string },
): { owner: string; grants: RelationEntry["grants"] } {
  return { owner: owned.owner, grants: entry.grants };
}
