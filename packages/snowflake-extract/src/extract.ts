import type { Queryable } from "@dp/snowflake-client";
import { assembleSource } from "./assemble.ts";
import { describeRelation } from "./describe.ts";
import { type ExtractError, toExtractError } from "./error.ts";
import { findRelations } from "./find-relations.ts";
import { gate } from "./gate.ts";
import { groupBy, type Group } from "./group-by.ts";
import { inParallel } from "./in-parallel.ts";
import { noKeys } from "./key-listings.ts";
import { isNotFound, noTable, otherObjects, schemaNotFound, tableNotFound } from "./not-found.ts";
import { noteTaker, type NoteTaker } from "./notes.ts";
import { findProtection, withMasking } from "./protection.ts";
import { hasUnspelled, readingParts, type Part } from "./read-schema.ts";
import type { Reading } from "./reading.ts";
import type { RelationRow } from "./rows.ts";
import { lookAgain, refuseOtherColumns } from "./second-look.ts";
import type { ExtractEvent, ExtractOptions, ExtractOutcome, WantedTable } from "./types.ts";

/** Snowflake SQL reference, SHOW COLUMNS: more rows are left out without a word. */
const defaultCap = 10_000;

/** Statements that run at a time; a session takes more, but a warehouse-free service is shared by everybody. */
const concurrency = 8;

/** Schemas that are read at a time: each holds its listings until its tables are done. */
const schemasAtOnce = 4;

/**
 * Reads the source halves of tables and views by warehouse-free SHOW statements: six for a schema of tables (the last is
 * a second look, which finds what was dropped or replaced meanwhile), two more when views are among the wanted, however
 * many there are, below the cap of Snowflake's listings, and one DESCRIBE a table above it. What protects the tables comes
 * on top (see `Protection`). One outcome a wanted table, in the same order; a table or schema that cannot be read stops
 * no other. Only a lost connection does, and then every table that is left gets its error without being asked for.
 */
export async function extractSources(
  db: Queryable,
  wanted: readonly WantedTable[],
  options: ExtractOptions = {},
): Promise<readonly ExtractOutcome[]> {
  const { onEvent, listingCap = defaultCap, warehouse = false, protection = "masking" } = options;
  const context: Context = {
    db: gate(db, concurrency),
    cap: listingCap,
    warehouse,
    protection,
    emit: onEvent ?? (() => undefined),
  };
  const outcomes = new Map<WantedTable, ExtractOutcome>();
  const settle = (table: WantedTable, outcome: ExtractOutcome): void => {
    // What is found out later about a table that had been read is no second table.
    if (!outcomes.has(table)) context.emit(finished(outcome));
    outcomes.set(table, outcome);
  };
  const groups = [...groupBy(wanted, schemaKey).values()];
  await inParallel(groups, schemasAtOnce, (group) => extractSchema(context, group, settle));
  return wanted.flatMap((table) => outcomes.get(table) ?? []);
}

/** Not joined with a dot: names may hold one. */
function schemaKey({ database, schema }: WantedTable): string {
  return JSON.stringify([database, schema]);
}

interface Context extends Pick<Reading, "db" | "cap" | "warehouse" | "protection"> {
  readonly emit: (event: ExtractEvent) => void;
}

type Wanted = Group<WantedTable>;
type Settle = (table: WantedTable, outcome: ExtractOutcome) => void;

async function extractSchema({ emit, ...context }: Context, group: Wanted, settle: Settle): Promise<void> {
  const [{ database, schema }] = group;
  emit({ type: "schema-started", database, schema, tables: group.length });
  const onCut = (listing: string): void => {
    emit({ type: "listing-cut", database, schema, listing });
  };
  const left = new Set(group);
  const done: Settle = (table, outcome) => {
    left.delete(table);
    settle(table, outcome);
  };
  try {
    await readSchema({ ...context, onCut, name: { database, schema } }, group, done);
  } catch (thrown) {
    const error = await explain(thrown, context.db, group[0]);
    for (const table of left) settle(table, failed(table, error));
  }
}

async function readSchema(reading: Reading, group: Wanted, settle: Settle): Promise<void> {
  const byName = groupBy(group, ({ table }) => table);
  const { relations, names } = await findRelations(reading, [...byName.keys()]);
  const missing = group.filter(({ table }) => !relations.has(table));
  const others = missing.length === 0 ? new Set() : await otherObjects(reading);
  for (const table of missing) {
    const error = others.has(table.table) ? noTable(table) : tableNotFound(table, names, missing.length);
    settle(table, failed(table, error));
  }
  const notes = await noteTaker(reading, [...relations.values()]);
  try {
    for await (const part of readingParts(reading, [...relations.values()], names.length)) {
      await inParallel(part.relations, concurrency, async (relation) => {
        for (const table of byName.get(relation.name) ?? []) {
          settle(table, await readOne(reading, table, { relation, part, notes }));
        }
      });
    }
  } finally {
    // Also at those that were read before something else ended the reading.
    for (const [name, error] of await lookAgain(reading, relations)) {
      for (const table of byName.get(name) ?? []) settle(table, failed(table, error));
    }
  }
}

/** A relation, and how it is read. */
interface Found {
  readonly relation: RelationRow;
  readonly part: Part;
  readonly notes: NoteTaker;
}

async function readOne(reading: Reading, wanted: WantedTable, found: Found): Promise<ExtractOutcome> {
  try {
    return await readRelation(reading, wanted, found);
  } catch (error) {
    return failed(wanted, isNotFound(error) ? tableNotFound(wanted, [], 1) : toExtractError(error));
  }
}

async function readRelation(
  reading: Reading,
  { name, excluded = [] }: WantedTable,
  { relation, part, notes }: Found,
): Promise<ExtractOutcome> {
  const found = await part.columns(relation);
  const describes = reading.protection !== "none" || hasUnspelled(found.columns, relation);
  const described = found.described ?? (describes ? await describeRelation(reading.db, relation) : undefined);
  const keys = relation.isView ? noKeys : await part.keys(relation, described);
  const seen = reading.protection === "full" ? await findProtection(reading, relation) : undefined;
  const source = assembleSource({
    relation,
    ...keys,
    columns: found.columns,
    described: new Map(described?.map(({ column }) => [column.name, column.dataType])),
    protection: withMasking(seen?.protection, described),
    excluded,
  });
  if (described !== undefined) refuseOtherColumns(relation, found.columns, described);
  return { name, ok: true, source, notes: [...(await notes(source)), ...(seen?.notes ?? [])] };
}

async function explain(error: unknown, db: Queryable, wanted: WantedTable): Promise<ExtractError> {
  if (!isNotFound(error)) return toExtractError(error);
  try {
    return await schemaNotFound(db, wanted);
  } catch (second) {
    return toExtractError(second);
  }
}

function failed({ name }: WantedTable, error: ExtractError): ExtractOutcome {
  return { name, ok: false, error };
}

function finished(outcome: ExtractOutcome): ExtractEvent {
  const { name, ok } = outcome;
  return { type: "table-finished", name, ok, ...(!outcome.ok && { code: outcome.error.code }) };
}
