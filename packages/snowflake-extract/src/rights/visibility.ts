import type { Queryable } from "@dp/snowflake-client";
import { groupBy, type Group } from "../group-by.ts";
import { findRelations } from "../find-relations.ts";
import { nearNames } from "../near-names.ts";
import { isNotFound } from "../not-found.ts";
import { queries, type RelationName } from "../queries.ts";
import type { RelationRow } from "../rows.ts";
import { grantStatements, type GrantedRelation } from "./grant-statements.ts";
import { readHeldGrants, type HeldGrants } from "./held-grants.ts";

/** Whether a role sees a relation, and if not, what it lacks. */
export type Sighting<Wanted extends GrantedRelation = GrantedRelation> =
  | { readonly wanted: Wanted; readonly seen: true; readonly kind: string }
  | {
      readonly wanted: Wanted;
      readonly seen: false;
      /** GRANT statements that are missing; none when the rights are there and the object is not. */
      readonly missing: readonly string[];
      /** What stands in the way of any grant, or of knowing. */
      readonly reason: string;
      /** Names that exist and may have been meant. */
      readonly nearNames: readonly string[];
    };

/** Rows at which SHOW TABLES is read in pages; Snowflake SQL reference, SHOW TABLES. */
const cap = 10_000;

interface Hidden {
  readonly level: "database" | "schema" | "table";
  /** What was listed where it should have been. */
  readonly names: readonly string[];
  readonly imported: boolean;
}

/**
 * Looks for relations with the role's eyes: at most two statements a schema. Only when some are not seen, the grants of
 * the role are read as well, so that exactly what is missing can be said. No warehouse.
 * @throws SnowflakeError when the connection is lost
 */
export async function findVisible<Wanted extends GrantedRelation>(
  db: Queryable,
  role: string,
  wanted: readonly Wanted[],
): Promise<readonly Sighting<Wanted>[]> {
  const sightings = new Map<Wanted, Sighting<Wanted>>();
  let held: Promise<HeldGrants | undefined> | undefined;
  for (const group of groupBy(wanted, ({ database, schema }) => JSON.stringify([database, schema])).values()) {
    const found = await lookIn(db, group);
    for (const relation of group) {
      const row = found.relations.get(relation.table);
      if (row !== undefined) sightings.set(relation, { wanted: relation, seen: true, kind: kindText(row) });
      else {
        held ??= readHeldGrants(db, role);
        sightings.set(relation, unseen(relation, { role, hidden: found.hidden, held: await held }));
      }
    }
  }
  return wanted.flatMap((relation) => sightings.get(relation) ?? []);
}

function kindText({ kind }: RelationRow): string {
  return kind.known ? kind.kind : kind.text;
}

interface Looked {
  readonly relations: ReadonlyMap<string, RelationRow>;
  readonly hidden: Hidden;
}

async function lookIn(db: Queryable, group: Group<RelationName>): Promise<Looked> {
  const [{ database, schema }] = group;
  const reading = { db, cap, onCut: () => undefined, name: { database, schema } };
  try {
    const { relations, names } = await findRelations(reading, [...new Set(group.map(({ table }) => table))]);
    const whole = relations.size === group.length;
    const imported = whole ? false : (await findDatabase(db, database)).imported;
    return { relations, hidden: { level: "table", names, imported } };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { relations: new Map(), hidden: await findHidden(db, database) };
  }
}

async function findHidden(db: Queryable, database: string): Promise<Hidden> {
  const { names, seen, imported } = await findDatabase(db, database);
  if (!seen) return { level: "database", names, imported };
  const schemas = await db.query(queries.schemas(database));
  return { level: "schema", names: schemas.map(({ name }) => name ?? ""), imported };
}

async function findDatabase(
  db: Queryable,
  database: string,
): Promise<{ readonly names: readonly string[]; readonly seen: boolean; readonly imported: boolean }> {
  const rows = await db.query(queries.databases());
  const row = rows.find(({ name }) => name === database);
  const names = rows.map(({ name }) => name ?? "");
  return { names, seen: row !== undefined, imported: /IMPORTED/i.test(row?.kind ?? "") };
}

interface Known {
  readonly role: string;
  readonly hidden: Hidden;
  readonly held: HeldGrants | undefined;
}

function unseen<Wanted extends GrantedRelation>(wanted: Wanted, known: Known): Sighting<Wanted> {
  const { hidden } = known;
  const missing = hidden.imported ? [] : missingGrants(wanted, known);
  const soughtName = wanted[hidden.level];
  return {
    wanted,
    seen: false,
    missing,
    reason: reasonOf(wanted, known, missing),
    nearNames: nearNames(soughtName, hidden.names),
  };
}

/** What is seen is granted; of the rest, whatever is held. */
function missingGrants(wanted: GrantedRelation, { role, hidden, held }: Known): readonly string[] {
  const { database, schema, table } = wanted;
  const { level } = hidden;
  const has = (...path: readonly string[]): boolean => held !== undefined && (held.seesAll || held.on(...path));
  return [
    ...(level !== "database" || has(database) ? [] : [grantStatements.database(database, role)]),
    ...(level === "table" || has(database, schema) ? [] : [grantStatements.schema(wanted, role)]),
    ...(has(database, schema, table) ? [] : [grantStatements.relation(wanted, role, "structure")]),
  ];
}

function reasonOf(
  { database, schema, table }: RelationName,
  { hidden, held }: Known,
  missing: readonly string[],
): string {
  if (hidden.imported) return `${database} is a share, which does not hold it; ask its provider`;
  const what = { database, schema: `${database}.${schema}`, table: `${database}.${schema}.${table}` }[hidden.level];
  if (missing.length === 0) return `${what} does not exist; the role has the rights`;
  const unsure = held === undefined ? "; the role's grants could not be read" : "";
  return `${what} does not exist, or the role lacks rights${unsure}`;
}
