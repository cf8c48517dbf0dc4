import { SnowflakeError, type Row } from "@dp/snowflake-client";
import type { SourceTable } from "@dp/metadata";
import { Cells } from "./cells.ts";
import { groupBy } from "./group-by.ts";
import { queries, type SchemaName } from "./queries.ts";
import type { Reading } from "./reading.ts";
import type { RelationRow } from "./rows.ts";
import { parseSequenceDefault } from "./sequence-default.ts";
import type { SourceNote } from "./types.ts";

/** Says of each source half what it does not say itself. */
export type NoteTaker = (source: SourceTable) => Promise<readonly SourceNote[]>;

/**
 * What a schema has beside tables and keys: indexes of hybrid tables (one statement when one is wanted), sequences behind
 * defaults (one for each schema that such a default names), CHECK constraints (one, when there is a warehouse).
 */
export async function noteTaker(reading: Reading, relations: readonly RelationRow[]): Promise<NoteTaker> {
  const hybrid = relations.some(({ kind }) => kind.known && kind.kind === "HYBRID TABLE");
  const [indexes, checks] = await Promise.all([
    hybrid ? rowsOf(reading, queries.indexes(reading.name)) : [],
    reading.warehouse ? rowsOf(reading, queries.checks(reading.name)) : [],
  ]);
  const indexNotes = byTable(indexes.flatMap(indexNote));
  const checkNotes = byTable(checks.map(checkNote));
  const sequences = new SequenceListings(reading);
  return async (source) => [
    ...(source.kind.endsWith("VIEW") ? [{ code: "VIEW_HAS_NO_KEYS", severity: "info" } as const] : []),
    ...(indexNotes.get(source.table) ?? []).map(({ note }) => note),
    ...(checkNotes.get(source.table) ?? []).map(({ note }) => note),
    ...(await sequenceNotes(source, sequences)),
  ];
}

interface TableNote {
  readonly table: string;
  readonly note: SourceNote;
}

function byTable(notes: readonly TableNote[]): ReadonlyMap<string, readonly TableNote[]> {
  return groupBy(notes, ({ table }) => table);
}

/** What is only told is no reason to fail: a role may lack the right, an account the view. */
async function rowsOf({ db }: Reading, sql: string): Promise<readonly Row[]> {
  try {
    return await db.query(sql);
  } catch (error) {
    const harmless = ["settings", "not-found", "permission", "statement"];
    if (error instanceof SnowflakeError && harmless.includes(error.category)) return [];
    throw error;
  }
}

function indexNote(row: Row): readonly TableNote[] {
  const cells = new Cells("SHOW INDEXES", row);
  const index = cells.text("name");
  // Made by Snowflake for a key, which PostgreSQL makes an index for as well.
  if (index.startsWith("SYS_INDEX_")) return [];
  const columns = cells.text("columns").replace(/^\[|\]$/g, "");
  return [
    { table: cells.text("table"), note: { code: "INDEX_NOT_CARRIED", severity: "info", details: { index, columns } } },
  ];
}

function checkNote(row: Row): TableNote {
  const cells = new Cells("INFORMATION_SCHEMA.CHECK_CONSTRAINTS", row);
  const clause = cells.optional("check_clause") ?? "?";
  const name = cells.optional("constraint_name") ?? "";
  const details = name.startsWith("SYS_") || name === "" ? { clause } : { name, clause };
  return { table: cells.text("constraint_table"), note: { code: "CHECK_NOT_CARRIED", severity: "warning", details } };
}

async function sequenceNotes(source: SourceTable, listings: SequenceListings): Promise<readonly SourceNote[]> {
  const notes: SourceNote[] = [];
  for (const column of source.columns) {
    const sequence = column.default === undefined ? undefined : parseSequenceDefault(column.default, source);
    if (sequence === undefined) continue;
    const details = {
      sequence: [sequence.database, sequence.schema, sequence.name].join("."),
      increment: (await listings.increment(sequence)) ?? "?",
    };
    notes.push({ code: "DEFAULT_FROM_SEQUENCE", severity: "warning", column: column.name, details });
  }
  return notes;
}

/** Sequences by schema, each schema listed once. What is next changes with every row, and is not told. */
class SequenceListings {
  readonly #reading: Reading;
  readonly #listed = new Map<string, Promise<ReadonlyMap<string, string>>>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  async increment({ database, schema, name }: SchemaName & { readonly name: string }): Promise<string | undefined> {
    const key = JSON.stringify([database, schema]);
    const listing = this.#listed.get(key) ?? this.#list({ database, schema });
    this.#listed.set(key, listing);
    return (await listing).get(name);
  }

  async #list(schema: SchemaName): Promise<ReadonlyMap<string, string>> {
    const rows = await rowsOf(this.#reading, queries.sequences(schema));
    return new Map(
      rows.map((row) => {
        const cells = new Cells("SHOW SEQUENCES", row);
        return [cells.text("name"), cells.text("interval")];
      }),
    );
  }
}
