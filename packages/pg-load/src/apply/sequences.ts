import type { PgConnection } from "@dp/pg-client";
import { quoteIdentifier, quoteLiteral, quoteQualified, type QualifiedName } from "@dp/pg-ddl";

import type { LoadTables } from "../rows/load-table.ts";
import { type LiveColumn, readLive } from "../target/target.ts";
import type { ChosenTarget } from "../target/way.ts";

/** A live table, and the load table that is to take its place. */
export interface Successor {
  readonly target: ChosenTarget;
  readonly tables: LoadTables;
}

function sequenceOf({ sequenceSchema, sequenceName }: LiveColumn): string | undefined {
  if (sequenceSchema === null || sequenceName === null) return undefined;
  return quoteQualified({ schema: sequenceSchema, name: sequenceName });
}

/**
 * Sets a sequence behind the farthest value that is there, in the direction it counts, and never back. Values of others
 * count too: `from` is a sequence that was in use.
 */
async function setBehind(
  db: PgConnection,
  { column, sequence, from, table }: { column: LiveColumn; sequence: string; from: string; table: QualifiedName },
): Promise<void> {
  const [end, farthest] = column.descending === true ? ["min", "least"] : ["max", "greatest"];
  const used = `SELECT ${end}(${quoteIdentifier(column.name)})::bigint FROM ${quoteQualified(table)}`;
  const before = `SELECT CASE WHEN is_called THEN last_value END FROM ${from}`;
  await db.query(
    `SELECT pg_catalog.setval(${quoteLiteral(sequence)}::pg_catalog.regclass, f.value)
     FROM (SELECT ${farthest}((${used}), (${before})) AS value) AS f
     CROSS JOIN LATERAL (SELECT s.seqmin, s.seqmax FROM pg_catalog.pg_sequence s
                         WHERE s.seqrelid = ${quoteLiteral(sequence)}::pg_catalog.regclass) AS r
     WHERE f.value BETWEEN r.seqmin AND r.seqmax`,
  );
}

/** The identities of a load table go on where those of the live one are, or behind its rows. */
export async function copySequences(db: PgConnection, { target, tables }: Successor): Promise<void> {
  const twin = await readLive(db, tables.rows);
  for (const column of target.live.columns) {
    const from = sequenceOf(column);
    const own = twin?.columns.find(({ name }) => name === column.name);
    const sequence = own === undefined ? undefined : sequenceOf(own);
    if (from === undefined || sequence === undefined) continue;
    await setBehind(db, { column, sequence, from, table: tables.rows });
  }
}

/** The identities of a table that stays are set behind its rows. */
export async function advanceSequences(db: PgConnection, table: QualifiedName): Promise<void> {
  const live = await readLive(db, table);
  for (const column of live?.columns ?? []) {
    const sequence = sequenceOf(column);
    if (sequence !== undefined) await setBehind(db, { column, sequence, from: sequence, table });
  }
}
