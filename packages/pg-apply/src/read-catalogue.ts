import type { Queryable } from "@dp/pg-client";
import type { PgModel, QualifiedName } from "@dp/pg-ddl";

import { toTable } from "./assemble.ts";
import type { ColumnRow, ConstraintRow, IndexRow, RelationRow } from "./catalogue-rows.ts";
import { columnsSql, constraintsSql, indexesSql, relationsSql, schemasSql } from "./generated/sql.ts";

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
 * What the catalogue has under the given names, and which of their schemas exist: five queries, however many names.
 * Expects `search_path = pg_catalog`, as `connectPostgres` sets it, so that the server prints names with their schema.
 * @throws PostgresError
 */
export async function readCatalogue(db: Queryable, names: readonly QualifiedName[]): Promise<PgModel> {
  const schemas = names.map(({ schema }) => schema);
  const existing = await db.query<{ name: string }>(schemasSql, [[...new Set(schemas)]]);
  const relations = await db.query<RelationRow>(relationsSql, [schemas, names.map(({ name }) => name)]);
  const oids = [relations.map(({ oid }) => oid)];
  const columns = groupByOid(await db.query<ColumnRow>(columnsSql, oids));
  const constraints = groupByOid(await db.query<ConstraintRow>(constraintsSql, oids));
  const indexes = groupByOid(await db.query<IndexRow>(indexesSql, oids));
  return {
    schemas: existing.map(({ name }) => name),
    tables: relations.map((relation) =>
      toTable({
        relation,
        columns: columns.get(relation.oid) ?? [],
        constraints: constraints.get(relation.oid) ?? [],
        indexes: indexes.get(relation.oid) ?? [],
      }),
    ),
  };
}
