import { SnowflakeError, UnquotableError, type Queryable } from "@dp/snowflake-client";
import { assembleSource } from "./assemble.ts";
import { ExtractError } from "./error.ts";
import { groupBy, type Group } from "./group-by.ts";
import { inParallel } from "./in-parallel.ts";
import {
  describedTypes,
  findRelations,
  relationDetails,
  schemaDetails,
  type Details,
  type Reading,
} from "./listings.ts";
import { isNotFound, schemaNotFound, tableNotFound } from "./not-found.ts";
import type { RelationRow } from "./rows.ts";
import type { ExtractEvent, ExtractOptions, ExtractOutcome, SourceNote, WantedTable } from "./types.ts";

/** Snowflake SQL reference, SHOW COLUMNS: more rows are left out without a word. */
const defaultCap = 10_000;

/** Tables read at a time when each has statements of its own. */
const concurrency = 4;

/**
 * Reads the source halves of tables and views by warehouse-free SHOW statements: five for a schema of tables, one
 * more when views are among the wanted, however many there are. One outcome a wanted table, in the same order; a
 * table or schema that cannot be read stops no other. Only a lost connection does, and then every table that is
 * left gets its error without being asked for.
 */
export async function extractSources(
  db: Queryable,
  wanted: readonly WantedTable[],
  options: ExtractOptions = {},
): Promise<readonly ExtractOutcome[]> {
  const context = { db, cap: options.listingCap ?? defaultCap, emit: options.onEvent ?? (() => undefined) };
  const outcomes = new Map<WantedTable, ExtractOutcome>();
  let lost: ExtractError | undefined;
  for (const group of groupBy(wanted, schemaKey).values()) {
    const read = lost === undefined ? await extractSchema(context, group) : failAll(group, lost);
    for (const [index, table] of group.entries()) {
      const outcome = read[index];
      if (outcome === undefined) continue;
      outcomes.set(table, outcome);
      context.emit(finished(outcome));
      if (!outcome.ok && isLost(outcome.error)) lost ??= outcome.error;
    }
  }
  return wanted.flatMap((table) => outcomes.get(table) ?? []);
}

/** Not joined with a dot: names may hold one. */
function schemaKey({ database, schema }: WantedTable): string {
  return JSON.stringify([database, schema]);
}

interface Context {
  readonly db: Queryable;
  readonly cap: number;
  readonly emit: (event: ExtractEvent) => void;
}

type Wanted = Group<WantedTable>;

async function extractSchema(context: Context, group: Wanted): Promise<readonly ExtractOutcome[]> {
  const { db, cap, emit } = context;
  const [{ database, schema }] = group;
  emit({ type: "schema-started", database, schema, tables: group.length });
  const onCut = (listing: string): void => {
    emit({ type: "listing-cut", database, schema, listing });
  };
  try {
    return await readSchema({ db, cap, onCut, name: { database, schema } }, group);
  } catch (error) {
    return failAll(group, await explain(error, context.db, group[0]));
  }
}

async function readSchema(reading: Reading, group: Wanted): Promise<readonly ExtractOutcome[]> {
  const { relations, names } = await findRelations(reading, [...new Set(group.map(({ table }) => table))]);
  const withKeys = [...relations.values()].some((relation) => !relation.isView);
  // One table takes as many statements by itself as its schema does, and fewer rows.
  const shared = relations.size > 1 ? await schemaDetails(reading, withKeys) : undefined;
  const byTable = shared === undefined ? undefined : splitByTable(shared);
  return inParallel(group, concurrency, async (wanted) => {
    const relation = relations.get(wanted.table);
    if (relation === undefined) return failed(wanted, tableNotFound(wanted, names));
    try {
      const details = byTable === undefined ? await relationDetails(reading, relation) : byTable(wanted.table);
      return await readRelation(reading.db, wanted, { relation, details });
    } catch (error) {
      return failed(wanted, isNotFound(error) ? tableNotFound(wanted, names) : toExtractError(error));
    }
  });
}

async function readRelation(
  db: Queryable,
  wanted: WantedTable,
  { relation, details }: { readonly relation: RelationRow; readonly details: Details },
): Promise<ExtractOutcome> {
  const described = await describedTypes(db, relation, details);
  const { excluded = [] } = wanted;
  const source = assembleSource({ relation, ...details, described, excluded });
  const notes: readonly SourceNote[] = relation.isView ? [{ code: "VIEW_HAS_NO_KEYS", severity: "info" }] : [];
  return { name: wanted.name, ok: true, source, notes };
}

/** Rows of a schema by table, so that a thousand tables are not each searched for among ten thousand rows. */
function splitByTable(details: Details): (table: string) => Details {
  const tableOf = ({ table }: { readonly table: string }): string => table;
  const columns = groupBy(details.columns, tableOf);
  const primaryKeys = groupBy(details.primaryKeys, tableOf);
  const uniqueKeys = groupBy(details.uniqueKeys, tableOf);
  const importedKeys = groupBy(details.importedKeys, tableOf);
  return (table) => ({
    columns: columns.get(table) ?? [],
    primaryKeys: primaryKeys.get(table) ?? [],
    uniqueKeys: uniqueKeys.get(table) ?? [],
    importedKeys: importedKeys.get(table) ?? [],
  });
}

async function explain(error: unknown, db: Queryable, wanted: WantedTable): Promise<ExtractError> {
  if (!isNotFound(error)) return toExtractError(error);
  try {
    return await schemaNotFound(db, wanted);
  } catch (second) {
    return toExtractError(second);
  }
}

/** Errors that a table can have; anything else is a fault of this program and is thrown on. */
function toExtractError(error: unknown): ExtractError {
  if (error instanceof ExtractError) return error;
  if (error instanceof SnowflakeError || error instanceof UnquotableError) {
    const { code, message, hint, retryable } = error;
    return new ExtractError(code, message, { hint, retryable });
  }
  throw error;
}

function isLost(error: ExtractError): boolean {
  return lostCodes.has(error.code);
}

/** After these, no statement of the same connection can succeed. */
const lostCodes: ReadonlySet<string> = new Set([
  "SNOWFLAKE_CANCELLED",
  "SNOWFLAKE_SESSION_GONE",
  "SNOWFLAKE_TLS",
  "SNOWFLAKE_UNAVAILABLE",
  "SNOWFLAKE_UNREACHABLE",
]);

function failAll(group: Wanted, error: ExtractError): readonly ExtractOutcome[] {
  return group.map((wanted) => failed(wanted, error));
}

function failed({ name }: WantedTable, error: ExtractError): ExtractOutcome {
  return { name, ok: false, error };
}

function finished(outcome: ExtractOutcome): ExtractEvent {
  const { name, ok } = outcome;
  return { type: "table-finished", name, ok, ...(!outcome.ok && { code: outcome.error.code }) };
}
