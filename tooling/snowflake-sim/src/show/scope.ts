import type { Database, Schema } from "../catalog/account.ts";
import { compilationError, noCurrentDatabase, noObject, printPath } from "../catalog/errors.ts";
import type { Relation } from "../catalog/model.ts";
import type { Visible } from "../catalog/visible.ts";
import type { Show } from "../sql/listing-statements.ts";
import { informationSchemaRelation, informationSchemaRelations } from "./information-schema/relations.ts";
import { byTexts } from "./order.ts";

/** A schema that a SHOW looks into; INFORMATION_SCHEMA has no `schema`, it is computed. */
interface ScopedSchema {
  readonly database: Database;
  readonly name: string;
  readonly schema: Schema | undefined;
}

/** What a SHOW looks into: schemas, or one relation. */
export type Scope =
  | { readonly kind: "schemas"; readonly schemas: readonly ScopedSchema[] }
  | { readonly kind: "relation"; readonly relation: Relation };

function schemasOf(visible: Visible, database: Database): ScopedSchema[] {
  const own = [...database.schemas.values()].filter((schema) => visible.schema(database.name, schema.name) === schema);
  const scoped: ScopedSchema[] = own.map((schema) => ({ database, name: schema.name, schema }));
  return [...scoped, { database, name: "INFORMATION_SCHEMA", schema: undefined }];
}

/** Databases the role sees, by name. */
export function visibleDatabases(visible: Visible): Database[] {
  return [...visible.account.databases.values()]
    .filter((database) => visible.database(database.name) === database)
    .sort(byTexts((database) => database.name));
}

function everything(visible: Visible): Scope {
  return { kind: "schemas", schemas: visibleDatabases(visible).flatMap((database) => schemasOf(visible, database)) };
}

function inDatabase(visible: Visible, name: string | undefined, show: Show): Scope {
  const wanted = name ?? visible.session.database;
  if (wanted === null) throw noCurrentDatabase(`SHOW ${show.kind}`);
  const database = visible.database(wanted);
  if (database === undefined) throw noObject();
  return { kind: "schemas", schemas: schemasOf(visible, database) };
}

/** SHOW COLUMNS wants its schema with the database before it. */
function refuseShort(show: Show, parts: readonly string[] | undefined, length: number): void {
  if (show.kind !== "COLUMNS" || parts === undefined || parts.length >= length) return;
  const text = `Must specify the full search path starting from database for ${printPath(parts)}`;
  throw compilationError("001003", "42000", text);
}

function inSchema(visible: Visible, parts: readonly string[] | undefined, show: Show): Scope {
  const { database: currentDatabase, schema: currentSchema } = visible.session;
  const [name = currentSchema, inside = currentDatabase] = [...(parts ?? [])].reverse();
  if (inside === null || name === null) throw noCurrentDatabase(`SHOW ${show.kind}`);
  const database = visible.database(inside);
  const found = database === undefined ? [] : schemasOf(visible, database).filter((schema) => schema.name === name);
  if (found.length === 0) throw noObject();
  return { kind: "schemas", schemas: found };
}

function inRelation(visible: Visible, parts: readonly string[] | undefined, show: Show): Scope {
  if (parts === undefined) throw noObject();
  const computed = informationSchemaRelation(visible, parts);
  const kind = show.scope?.kind === "VIEW" ? "View" : "Table";
  const relation = computed ?? visible.requireRelation(parts, kind, `SHOW ${show.kind}`).relation;
  return { kind: "relation", relation };
}

/** A name without a keyword: a schema, but for three parts and for SHOW COLUMNS a table. */
function bare(visible: Visible, parts: readonly string[], show: Show): Scope {
  if (parts.length === 3 || show.kind === "COLUMNS") return inRelation(visible, parts, show);
  if (show.kind === "SCHEMAS") return inDatabase(visible, parts[0], show);
  return inSchema(visible, parts, show);
}

/** Where a SHOW looks. @throws SqlError 002043 for a scope that is not there, 002003 for such a table, 090105 */
export function resolveScope(visible: Visible, show: Show): Scope {
  const { scope } = show;
  switch (scope?.kind) {
    case undefined:
      return visible.session.database === null ? everything(visible) : inDatabase(visible, undefined, show);
    case "ACCOUNT":
      return everything(visible);
    case "DATABASE":
      return inDatabase(visible, scope.name?.[0], show);
    case "SCHEMA":
      refuseShort(show, scope.name, 2);
      return inSchema(visible, scope.name, show);
    case "VIEW":
      refuseShort(show, scope.name, 3);
      return inRelation(visible, scope.name, show);
    case "TABLE":
      return inRelation(visible, scope.name, show);
    case "BARE":
      return bare(visible, scope.name, show);
  }
}

/** Relations in scope by database, schema and name; those of INFORMATION_SCHEMA only when asked for. */
export function scopedRelations(visible: Visible, scope: Scope, computed: boolean): Relation[] {
  if (scope.kind === "relation") return [scope.relation];
  return scope.schemas
    .flatMap(({ database, schema }) => {
      if (schema !== undefined) return visible.relations(database.name, schema);
      return computed ? informationSchemaRelations(database.name) : [];
    })
    .sort(
      byTexts(
        (relation) => relation.database,
        (relation) => relation.schema,
        (relation) => relation.name,
      ),
    );
}
