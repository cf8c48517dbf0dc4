import { SnowflakeError, type Queryable } from "@dp/snowflake-client";
import { inParallel } from "../in-parallel.ts";
import { isNotFound, schemaNotFound } from "../not-found.ts";
import type { SchemaName } from "../queries.ts";
import { readName } from "../rows.ts";
import { readDatabase, readListed, type ListedDatabase, type ListedRelation } from "./listed.ts";
import { allPages } from "./pages.ts";
import { listings, type ListingPart } from "./statements.ts";

/** Snowflake SQL reference, SHOW TABLES: the largest LIMIT. */
const defaultCap = 10_000;

/** Statements at work at a time. */
const concurrency = 4;

/** A database's listing costs as much as two schemas', and holds those nobody asked for. */
const fewSchemas = 2;

/** Which names to look for; everything when empty. */
export interface DiscoverOptions {
  /** Of an account; one that is chosen so is looked into, whatever its kind. */
  readonly databaseFits?: (database: string) => boolean;
  readonly schemaFits?: (schema: string) => boolean;
  /** Relations whose names begin so, in exact case. */
  readonly startsWith?: string;
  /** Relations whose names fit, as Snowflake's LIKE reads it: `%`, `_`, any case. */
  readonly like?: string;
  /** Rows at which a listing is taken to be cut. Default 10 000. */
  readonly listingCap?: number;
  readonly onDatabase?: (progress: {
    readonly database: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

/** A place that was looked at and held nothing, or could not be listed. */
export interface Unseen {
  readonly database: string;
  /** The whole database when absent. */
  readonly schema?: string;
  readonly reason: "nothing-visible" | "not-listed";
  /** What Snowflake said, with `not-listed`. */
  readonly message?: string;
}

/** What a role sees. */
export interface Discovered {
  /** By database, schema and name. */
  readonly relations: readonly ListedRelation[];
  readonly unseen: readonly Unseen[];
  /** Databases that were not looked into: Snowflake's own and other applications, and personal ones. */
  readonly leftOut: readonly ListedDatabase[];
}

interface Looking {
  readonly db: Queryable;
  readonly cap: number;
  readonly options: DiscoverOptions;
}

/**
 * Lists the tables and views of one schema, or of all schemas of a database that fit: one SHOW for the schemas, two for
 * everything in them, and two a schema (and more pages) where a listing reaches its cap. No warehouse.
 * @throws ExtractError DATABASE_NOT_FOUND, SCHEMA_NOT_FOUND
 */
export async function discoverDatabase(
  db: Queryable,
  { database, schema }: { readonly database: string; readonly schema?: string },
  options: DiscoverOptions = {},
): Promise<Discovered> {
  const looking = { db, cap: options.listingCap ?? defaultCap, options };
  try {
    if (schema === undefined) return await lookIntoDatabase(looking, database);
    const relations = await lookIntoSchemas(looking, [{ database, schema }]);
    return { ...relations, leftOut: [] };
  } catch (error) {
    if (isNotFound(error)) throw await schemaNotFound(db, { database, schema: schema ?? "" });
    throw error;
  }
}

/** Lists what a role sees in all databases; one that cannot be listed stops no other. No warehouse. */
export async function discoverAccount(db: Queryable, options: DiscoverOptions = {}): Promise<Discovered> {
  const looking = { db, cap: options.listingCap ?? defaultCap, options };
  const nameOf = ({ name }: ListedDatabase): string => name;
  const all = await allPages({ db, cap: looking.cap, sql: listings.databases, read: readDatabase, nameOf });
  const { databaseFits } = options;
  const isOwn = ({ kind = "" }: ListedDatabase): boolean => /^(?:APPLICATION|PERSONAL)/.test(kind);
  const chosen = all.filter((each) => databaseFits?.(each.name) ?? !isOwn(each));
  const leftOut = databaseFits === undefined ? all.filter(isOwn) : [];
  let done = 0;
  const found = await inParallel(chosen, concurrency, async ({ name }): Promise<Discovered> => {
    const seen = await lookIntoDatabase(looking, name).catch((error: unknown): Discovered => {
      return { relations: [], unseen: [notListed(error, { database: name })], leftOut: [] };
    });
    done += 1;
    options.onDatabase?.({ database: name, done, total: chosen.length });
    return seen;
  });
  return {
    relations: sorted(found.flatMap(({ relations }) => relations)),
    unseen: found.flatMap(({ unseen }) => unseen),
    leftOut,
  };
}

type Seen = Pick<Discovered, "relations" | "unseen">;

async function lookIntoDatabase(looking: Looking, database: string): Promise<Discovered> {
  const { db, cap, options } = looking;
  const sql = (part: ListingPart): string => listings.schemas(database, part);
  const names = await allPages({ db, cap, sql, read: readName, nameOf: (name) => name });
  const fits = options.schemaFits ?? (() => true);
  const schemas = names.filter((name) => name !== "INFORMATION_SCHEMA" && fits(name));
  const asked = schemas.map((schema) => ({ database, schema }));
  const { relations, unseen } =
    schemas.length <= fewSchemas ? await lookIntoSchemas(looking, asked) : await lookIntoAll(looking, asked);
  if (options.like !== undefined || options.startsWith !== undefined) return { relations, unseen, leftOut: [] };
  const full = new Set([...relations, ...unseen].map((each) => each.schema));
  const empty = asked.filter(({ schema }) => !full.has(schema));
  const nothing = empty.map((place): Unseen => ({ ...place, reason: "nothing-visible" }));
  return { relations, unseen: [...unseen, ...nothing], leftOut: [] };
}

/** Both listings of a whole database; schema by schema where one of them may have been cut. */
async function lookIntoAll(looking: Looking, asked: readonly SchemaName[]): Promise<Seen> {
  const [first] = asked;
  if (first === undefined) return { relations: [], unseen: [] };
  const { db, cap, options } = looking;
  const schemas = new Set(asked.map(({ schema }) => schema));
  const part = { ...namesOf(options), limit: cap };
  const seen = await inParallel(["TABLES", "VIEWS"] as const, 2, async (what): Promise<Seen> => {
    const rows = await db.query(listings.inDatabase(what, first.database, part));
    if (rows.length >= cap) return lookIntoSchemas(looking, asked, [what]);
    const relations = rows.map((row) => readListed(what, row)).filter(({ schema }) => schemas.has(schema));
    return { relations, unseen: [] };
  });
  return together(seen);
}

async function lookIntoSchemas(
  { db, cap, options }: Looking,
  asked: readonly SchemaName[],
  listed: readonly ("TABLES" | "VIEWS")[] = ["TABLES", "VIEWS"],
): Promise<Seen> {
  const nameOf = ({ name }: ListedRelation): string => name;
  const seen = await inParallel(asked, concurrency, async (place): Promise<Seen> => {
    try {
      const pages = listed.map((what) =>
        allPages({
          db,
          cap,
          sql: (part) => listings.inSchema(what, place, part),
          read: (row) => readListed(what, row),
          nameOf,
          names: namesOf(options),
        }),
      );
      return { relations: (await Promise.all(pages)).flat(), unseen: [] };
    } catch (error) {
      // One schema that was asked for by its name is an answer of its own.
      if (asked.length === 1 && options.schemaFits === undefined) throw error;
      return { relations: [], unseen: [notListed(error, place)] };
    }
  });
  return together(seen);
}

function namesOf({ like, startsWith }: DiscoverOptions): Pick<ListingPart, "like" | "startsWith"> {
  return { ...(like !== undefined && { like }), ...(startsWith !== undefined && { startsWith }) };
}

function together(seen: readonly Seen[]): Seen {
  return {
    relations: sorted(seen.flatMap(({ relations }) => relations)),
    unseen: once(seen.flatMap(({ unseen }) => unseen)),
  };
}

/** A schema whose tables and views both cannot be listed is one place. */
function once(unseen: readonly Unseen[]): readonly Unseen[] {
  return [...new Map(unseen.map((each) => [JSON.stringify([each.database, each.schema]), each])).values()];
}

/** @throws the error itself, when nothing could be asked after it either */
function notListed(error: unknown, place: { readonly database: string; readonly schema?: string }): Unseen {
  if (!(error instanceof SnowflakeError)) throw error;
  if (!["not-found", "permission", "statement", "timeout"].includes(error.category)) throw error;
  return { ...place, reason: "not-listed", message: error.message };
}

function sorted(relations: readonly ListedRelation[]): readonly ListedRelation[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...relations].sort(
    (a, b) => compare(a.database, b.database) || compare(a.schema, b.schema) || compare(a.name, b.name),
  );
}
