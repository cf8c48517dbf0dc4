import type { TableRows } from "./assemble.ts";
import type { DescribedColumn } from "./describe.ts";
import { ExtractError } from "./error.ts";
import { groupBy } from "./group-by.ts";
import { queries, type Scope } from "./queries.ts";
import { list, type Listing, type Reading } from "./reading.ts";
import { readImportedKey, readPrimaryKey, readUniqueKey, scopeOf, type KeyRow, type RelationRow } from "./rows.ts";

/** Key rows of one table. */
export type Keys = Pick<TableRows, "primaryKeys" | "uniqueKeys" | "importedKeys">;

/** The keys of a table. What DESCRIBE said of it saves statements where a listing was cut. */
export type KeyFinder = (relation: RelationRow, described: readonly DescribedColumn[] | undefined) => Promise<Keys>;

export const noKeys: Keys = { primaryKeys: [], uniqueKeys: [], importedKeys: [] };

const kinds = {
  "SHOW PRIMARY KEYS": { sql: queries.primaryKeys, read: readPrimaryKey },
  "SHOW UNIQUE KEYS": { sql: queries.uniqueKeys, read: readUniqueKey },
  "SHOW IMPORTED KEYS": { sql: queries.importedKeys, read: readImportedKey },
} as const;

type Kind = keyof typeof kinds;
type KeyRowOf<K extends Kind> = ReturnType<(typeof kinds)[K]["read"]>;

/** The keys of each table by itself: three statements a table. */
export function keysByTable(reading: Reading): KeyFinder {
  return async (relation) => {
    const [primaryKeys, uniqueKeys, importedKeys] = await Promise.all([
      ofTable(reading, "SHOW PRIMARY KEYS", relation),
      ofTable(reading, "SHOW UNIQUE KEYS", relation),
      ofTable(reading, "SHOW IMPORTED KEYS", relation),
    ]);
    return { primaryKeys, uniqueKeys, importedKeys };
  };
}

/** The keys of a whole schema. */
export interface SchemaKeys {
  readonly find: KeyFinder;
  /** Whether tables have to be asked for their own primary or unique keys unless they are described. */
  readonly cut: boolean;
}

/** The keys of a whole schema in three statements; a listing that was cut is completed table by table. */
export async function keysBySchema(reading: Reading): Promise<SchemaKeys> {
  const scope: Scope = { of: "schema", name: reading.name };
  const [primary, unique, imported] = await Promise.all([
    listKeys(reading, "SHOW PRIMARY KEYS", scope),
    listKeys(reading, "SHOW UNIQUE KEYS", scope),
    listKeys(reading, "SHOW IMPORTED KEYS", scope),
  ]);
  const cuts = { "SHOW PRIMARY KEYS": primary, "SHOW UNIQUE KEYS": unique, "SHOW IMPORTED KEYS": imported };
  for (const [name, { cut }] of Object.entries(cuts)) if (cut) reading.onCut(name);
  const primaryOf = finder(reading, "SHOW PRIMARY KEYS", primary);
  const uniqueOf = finder(reading, "SHOW UNIQUE KEYS", unique);
  const importedOf = finder(reading, "SHOW IMPORTED KEYS", imported);
  return {
    cut: primary.cut || unique.cut,
    find: async (relation, described) => {
      const [primaryKeys, uniqueKeys, importedKeys] = await Promise.all([
        primaryOf(relation, (listed) => knownPrimaryKey(listed, described)),
        uniqueOf(relation, () => described?.every(({ inUniqueKey }) => !inUniqueKey) ?? false),
        importedOf(relation, () => false),
      ]);
      return { primaryKeys, uniqueKeys, importedKeys };
    },
  };
}

type Find<K extends Kind> = (
  relation: RelationRow,
  known: (listed: readonly KeyRow[]) => boolean,
) => Promise<readonly KeyRowOf<K>[]>;

/** Of a cut listing, the rows of a table count only when something else says that they are all. */
function finder<K extends Kind>(reading: Reading, kind: K, listing: Listing<KeyRowOf<K>>): Find<K> {
  const byTable = groupBy(listing.rows, ({ table }) => table);
  return async (relation, known) => {
    const listed = byTable.get(relation.name) ?? [];
    return !listing.cut || known(listed) ? listed : ofTable(reading, kind, relation);
  };
}

/** DESCRIBE marks the columns of the primary key, without their order and the key's name. */
function knownPrimaryKey(listed: readonly KeyRow[], described: readonly DescribedColumn[] | undefined): boolean {
  if (described === undefined) return false;
  const marked = described.filter(({ inPrimaryKey }) => inPrimaryKey).map(({ column }) => column.name);
  const names = new Set(listed.map(({ column }) => column));
  return marked.length === names.size && marked.every((name) => names.has(name));
}

async function listKeys<K extends Kind>(reading: Reading, kind: K, scope: Scope): Promise<Listing<KeyRowOf<K>>> {
  const { sql, read } = kinds[kind];
  return (await list(reading, sql(scope), read)) as Listing<KeyRowOf<K>>;
}

/** @throws ExtractError LISTING_CUT */
async function ofTable<K extends Kind>(
  reading: Reading,
  kind: K,
  relation: RelationRow,
): Promise<readonly KeyRowOf<K>[]> {
  const { rows, cut } = await listKeys(reading, kind, scopeOf(relation));
  if (!cut) return rows;
  const where = `${relation.database}.${relation.schema}.${relation.name}`;
  throw new ExtractError("LISTING_CUT", `${kind} of ${where} alone reaches ${String(reading.cap)} rows`, {
    hint: "Snowflake cuts this listing without a word, so the table cannot be read in full; please report it.",
    where,
  });
}
