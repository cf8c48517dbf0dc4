/** Rows of a running DuckDB query, in batches. */
import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";
import type { ResultColumn, StatementResult } from "../contracts.ts";
import { interruptOn, type Database } from "./database.ts";
import { toSqlError } from "./faults.ts";

async function nextBatch(result: DuckDBResult): Promise<string[]> {
  const chunk = await result.fetchChunk();
  if (chunk === null || chunk.rowCount === 0) return [];
  return chunk.getColumnValues(0).map(String);
}

interface Running {
  readonly database: Database;
  readonly connection: DuckDBConnection;
  readonly signal: AbortSignal;
  /** Runs once, when the last row is read or the reader leaves. */
  readonly finish: () => void;
}

/**
 * Starts `sql`, whose only column is the JSON text of each row. Failures show here as far as the first batch shows
 * them; later ones while the rows are read.
 * @throws SqlError
 */
export async function streamRows(sql: string, running: Running): Promise<AsyncIterable<readonly string[]>> {
  const { connection, database, signal } = running;
  const stop = interruptOn(connection, signal);
  const finish = (): void => {
    stop();
    database.release(connection);
    running.finish();
  };
  try {
    const result = await connection.stream(sql);
    const first = await nextBatch(result);
    const second = first.length === 0 ? [] : await nextBatch(result);
    if (second.length > 0) return rest([first, second], result, finish);
    // a short result frees its connection at once, even when nobody reads it
    finish();
    return fixedRows(first);
  } catch (error) {
    finish();
    throw toSqlError(error);
  }
}

async function* rest(
  read: readonly (readonly string[])[],
  result: DuckDBResult,
  finish: () => void,
): AsyncGenerator<readonly string[]> {
  try {
    yield* read;
    let batch = await nextBatch(result);
    while (batch.length > 0) {
      yield batch;
      batch = await nextBatch(result);
    }
  } catch (error) {
    throw toSqlError(error);
  } finally {
    finish();
  }
}

/** Rows that are known already. */
async function* fixedRows(rows: readonly string[]): AsyncGenerator<readonly string[]> {
  if (rows.length > 0) yield await Promise.resolve(rows);
}

/** One row of counts, as INSERT, UPDATE and DELETE answer. */
export function countResult(type: number, names: readonly string[], counts: readonly string[]): StatementResult {
  const columns = names.map((name): ResultColumn => ({
    name,
    type: "fixed",
    nullable: false,
    precision: 19,
    scale: 0,
    length: null,
    byteLength: null,
  }));
  return { statementType: type, columns, rows: fixedRows([JSON.stringify(counts)]) };
}
