import type { Queryable } from "@dp/pg-client";
import { type Aspect, onlyAspects, type PgModel, type QualifiedName } from "@dp/pg-ddl";

import { toTable } from "./assemble.ts";
import type { ColumnRow, ConstraintRow, IndexRow, RelationRow, SchemaRow } from "./catalogue-rows.ts";
import { columnsSql, constraintsSql, indexesSql, relationsSql } from "./generated/sql.ts";

function groupByOid<T extends { readonly oid: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.oid);
    if (group === undefined) groups.set(row.oid, [row]);
    else group.push(row);
  }
  return groups;
}

/**
 * What the catalogue has under the given names, and which of their schemas exist: four queries, however many names. Owners,
 * grants and tablespaces are in the model only as far as they are to be compared.
 * Expects `search_path = pg_catalog`, as `connectPostgres` sets it, so that the server prints names with their schema.
 * @throws PostgresError
 */
export async function readCatalogue(
  db: Queryable,
  names: readonly QualifiedName[],
  compares: readonly Aspect[] = [],
): Promise<PgModel> {
  const places = [names.map(({ schema }) => schema), names.map(({ name }) => name)];
  const found = await db.query<RelationRow | SchemaRow>(relationsSql, [...places, compares.includes("grants")]);
  const existing = found.filter((row): row is SchemaRow => row.oid === null);
  const relations = found.filter((row): row is RelationRow => row.oid !== null);
  const oids = [relations.map(({ oid }) => oid)];
  const columns = groupByOid(await db.query<ColumnRow>(columnsSql, oids));
  const constraints = groupByOid(await db.query<ConstraintRow>(constraintsSql, oids));
  const indexes = groupByOid(await db.query<IndexRow>(indexesSql, oids));
  const tables = relations.map((relation) =>
    toTable({
      relation,
      columns: columns.get(relation.oid) ?? [],
      constraints: constraints.get(relation.oid) ?? [],
      indexes: indexes.get(relation.oid) ?? [],
    }),
  );
  return {
    schemas: existing.map(({ schema }) => schema),
    tables: tables.map((table) => onlyAspects(table, compares)),
    ...(compares.includes("grants") ? { usage: existing.flatMap(usersOf) } : {}),
  };
}

function usersOf({ schema, grants }: SchemaRow): readonly { readonly schema: string; readonly role: string }[] {
  const roles = (grants ?? []).filter(({ privilege }) => privilege === "USAGE").map(({ role }) => role);
  return roles.map((role) => ({ schema, role }));
}
