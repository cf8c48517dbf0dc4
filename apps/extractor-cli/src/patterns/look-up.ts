import { exitCodeFor, exitCodes } from "@dp/cli-kit";
import { fitsPattern, patternStart, type PresentTable, singleName, type TablePattern } from "@dp/config";
import { type Queryable, SnowflakeError } from "@dp/snowflake-client";
import { type Discovered, discoverDatabase, ExtractError, type Unseen } from "@dp/snowflake-extract";

/** What Snowflake has where the patterns look. */
export interface LookedUp {
  readonly present: readonly PresentTable[];
  /** Those of a kind that is refused, with Snowflake's word for it. */
  readonly refused: readonly PresentTable[];
  /** Patterns whose place could not be listed in full, and why. */
  readonly failed: ReadonlyMap<TablePattern, unknown>;
}

/** A schema under a pattern could not be listed, so nobody knows what the pattern means there. */
class SchemaUnlistedError extends Error {
  readonly code = "SCHEMA_NOT_LISTED";
  readonly hint = "Run the command again; if it stays, exclude the schema, or grant the role what it lacks.";
  readonly where: string;
  readonly retryable = true;

  constructor({ database, schema, message = "" }: Unseen) {
    const place = schema === undefined ? database : `${database}.${schema}`;
    super(`${place} could not be listed: ${message}`);
    this.name = "SchemaUnlistedError";
    this.where = place;
  }
}

/** Asks Snowflake what is there; one listing for all patterns of one place. @throws when the connection is lost */
export async function lookUp(db: Queryable, patterns: readonly TablePattern[]): Promise<LookedUp> {
  const present: PresentTable[] = [];
  const refused: PresentTable[] = [];
  const failed = new Map<TablePattern, unknown>();
  for (const together of byPlace(patterns)) {
    try {
      const { relations, unseen } = await list(db, together);
      for (const { database, schema, name: table, kind } of relations) {
        if (kind.known) present.push({ database, schema, table, kind: kind.kind });
        else refused.push({ database, schema, table, kind: kind.text });
      }
      const missed = unseen.find(({ reason }) => reason === "not-listed");
      if (missed !== undefined) for (const pattern of together) failed.set(pattern, new SchemaUnlistedError(missed));
    } catch (error) {
      if (!isOfThePlace(error)) throw error;
      for (const pattern of together) failed.set(pattern, error);
    }
  }
  return { present, refused, failed };
}

/** Patterns with one database and one text for the schema. */
function byPlace(patterns: readonly TablePattern[]): readonly (readonly [TablePattern, ...TablePattern[]])[] {
  const places = new Map<string, [TablePattern, ...TablePattern[]]>();
  for (const pattern of patterns) {
    const key = JSON.stringify([pattern.snowflake.database, pattern.snowflake.schema]);
    const same = places.get(key);
    if (same === undefined) places.set(key, [pattern]);
    else same.push(pattern);
  }
  return [...places.values()];
}

function list(db: Queryable, together: readonly [TablePattern, ...TablePattern[]]): Promise<Discovered> {
  const [{ snowflake }, ...others] = together;
  const { database, schema, table } = snowflake;
  const start = others.length > 0 ? "" : patternStart(table);
  const narrowed = start === "" ? {} : { startsWith: start };
  const single = singleName(schema);
  if (single !== undefined) return discoverDatabase(db, { database, schema: single }, narrowed);
  return discoverDatabase(db, { database }, { ...narrowed, schemaFits: (name) => fitsPattern(schema, name) });
}

/** Whether an error is about one place; after a lost connection no other place can be asked either. */
function isOfThePlace(error: unknown): boolean {
  if (!(error instanceof SnowflakeError) && !(error instanceof ExtractError)) return false;
  return exitCodeFor(error.code) !== exitCodes.unreachable || error.code === "SNOWFLAKE_TIMEOUT";
}
