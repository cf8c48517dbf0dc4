import type { Queryable, Row } from "@dp/snowflake-client";
import { columnsOf, type TableRows } from "./assemble.ts";
import { typeFromListing } from "./column-type.ts";
import { ExtractError } from "./error.ts";
import { queries, type RelationScope, type Scope, type SchemaName } from "./queries.ts";
import {
  readColumn,
  readDescribed,
  readImportedKey,
  readPrimaryKey,
  readTable,
  readUniqueKey,
  readView,
  type RelationRow,
} from "./rows.ts";

/** What a reading of one schema goes by. */
export interface Reading {
  readonly db: Queryable;
  readonly name: SchemaName;
  /** Rows at which a listing is taken to be cut. */
  readonly cap: number;
  readonly onCut: (listing: string) => void;
}

/** Columns and keys of some relations. */
export type Details = Omit<TableRows, "relation">;

/** What was found of the wanted names, and all names that were seen on the way. */
export interface Found {
  readonly relations: ReadonlyMap<string, RelationRow>;
  readonly names: readonly string[];
}

/** Finds tables, and only if some name is not among them, views. One or two statements below the cap. */
export async function findRelations(reading: Reading, wanted: readonly string[]): Promise<Found> {
  const tables = await findIn("SHOW TABLES", reading, wanted);
  const missing = wanted.filter((name) => !tables.relations.has(name));
  if (missing.length === 0) return tables;
  const views = await findIn("SHOW VIEWS", reading, missing);
  return {
    relations: new Map([...tables.relations, ...views.relations]),
    names: [...tables.names, ...views.names],
  };
}

const relationListings = {
  "SHOW TABLES": { sql: queries.tables, read: readTable },
  "SHOW VIEWS": { sql: queries.views, read: readView },
} as const;

async function findIn(
  listing: keyof typeof relationListings,
  reading: Reading,
  wanted: readonly string[],
): Promise<Found> {
  const { sql, read } = relationListings[listing];
  const { db, name, cap } = reading;
  const page = async (startsWith?: string): Promise<readonly RelationRow[]> => {
    const rows = await db.query(sql(name, { limit: cap, ...(startsWith !== undefined && { startsWith }) }));
    return rows.map(read);
  };
  const first = await page();
  const relations = new Map(first.map((row) => [row.name, row]));
  if (first.length >= cap) {
    reading.onCut(listing);
    // Sorted by name, a name comes first among all that begin with it.
    for (const table of wanted.filter((table) => !relations.has(table))) {
      for (const row of await page(table)) relations.set(row.name, row);
    }
  }
  return { relations: new Map([...relations].filter(([key]) => wanted.includes(key))), names: [...relations.keys()] };
}

/**
 * Columns and keys of a whole schema in four statements, or in one without keys; undefined when one of them reached
 * the cap, for then nothing says which rows are missing.
 */
export async function schemaDetails(reading: Reading, withKeys: boolean): Promise<Details | undefined> {
  const cut: string[] = [];
  const onCut = (listing: string): void => {
    cut.push(listing);
    reading.onCut(listing);
  };
  const details = await readDetails(reading, { of: "schema", name: reading.name }, { withKeys, onCut });
  return cut.length === 0 ? details : undefined;
}

/** Columns and keys of one table in four statements, or of a view in one. @throws ExtractError LISTING_CUT */
export function relationDetails(reading: Reading, relation: RelationRow): Promise<Details> {
  const onCut = (listing: string): never => {
    const where = `${relation.database}.${relation.schema}.${relation.name}`;
    throw new ExtractError("LISTING_CUT", `${listing} of ${where} alone reaches ${String(reading.cap)} rows`, {
      hint: "Snowflake cuts this listing without a word, so the table cannot be read in full; please report it.",
      where,
    });
  };
  // A view has no keys, and a listing of its keys by name is an error.
  return readDetails(reading, scopeOf(relation), { withKeys: !relation.isView, onCut });
}

interface DetailOptions {
  readonly withKeys: boolean;
  readonly onCut: (listing: string) => void;
}

async function readDetails(reading: Reading, scope: Scope, { withKeys, onCut }: DetailOptions): Promise<Details> {
  const list = async <T>(listing: string, sql: string, read: (row: Row) => T): Promise<readonly T[]> => {
    const rows = await reading.db.query(sql);
    if (rows.length >= reading.cap) onCut(listing);
    return rows.map(read);
  };
  const columns = list("SHOW COLUMNS", queries.columns(scope), readColumn);
  if (!withKeys) return { columns: await columns, primaryKeys: [], uniqueKeys: [], importedKeys: [] };
  const [columnRows, primaryKeys, uniqueKeys, importedKeys] = await Promise.all([
    columns,
    list("SHOW PRIMARY KEYS", queries.primaryKeys(scope), readPrimaryKey),
    list("SHOW UNIQUE KEYS", queries.uniqueKeys(scope), readUniqueKey),
    list("SHOW IMPORTED KEYS", queries.importedKeys(scope), readImportedKey),
  ]);
  return { columns: columnRows, primaryKeys, uniqueKeys, importedKeys };
}

/**
 * Types that SHOW COLUMNS does not spell out, from one DESCRIBE; none when it spells all.
 */
export async function describedTypes(
  db: Queryable,
  relation: RelationRow,
  details: Details,
): Promise<ReadonlyMap<string, string>> {
  const unspelled = columnsOf(details.columns, relation).some((column) => typeFromListing(column) === undefined);
  if (!unspelled) return new Map();
  const rows = await db.query(queries.describe(scopeOf(relation)));
  return new Map(rows.map(readDescribed).map(({ name, type }) => [name, type]));
}

function scopeOf(relation: RelationRow): RelationScope {
  const { database, schema, name: table } = relation;
  return { of: relation.isView ? "view" : "table", name: { database, schema, table } };
}
