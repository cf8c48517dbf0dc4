/** DuckDB behind the store: connections, transactions, interruption. */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { toSqlError } from "./faults.ts";
import { macroStatements } from "./macros.ts";
import { registerScriptFunctions } from "./script-functions.ts";
import type { SequenceSources } from "./sequence-sources.ts";

export class Database {
  private readonly instance: DuckDBInstance;
  private readonly idle: DuckDBConnection[] = [];
  private readonly busy = new Set<DuckDBConnection>();
  private lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(instance: DuckDBInstance) {
    this.instance = instance;
  }

  static async open(sequences: SequenceSources): Promise<Database> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
    const database = new Database(instance);
    const connection = await database.take();
    registerScriptFunctions(connection, sequences);
    for (const macro of macroStatements()) await connection.run(macro);
    await connection.run("CREATE SEQUENCE sf_row_ids");
    database.release(connection);
    return database;
  }

  /** A connection of one's own; give it back with {@link release}. */
  async take(): Promise<DuckDBConnection> {
    let connection = this.idle.pop();
    if (connection === undefined) {
      connection = await this.instance.connect();
      await connection.run("SET TimeZone = 'UTC'");
    }
    this.busy.add(connection);
    return connection;
  }

  release(connection: DuckDBConnection): void {
    if (this.busy.delete(connection)) this.idle.push(connection);
  }

  /**
   * Runs `work` in one transaction, after all writes that were begun before: nothing of it stays when it fails.
   * @throws SqlError
   */
  async write<Result>(work: (connection: DuckDBConnection) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const turn = this.lastWrite.then(() => this.transaction(work, signal));
    this.lastWrite = turn.catch(() => undefined);
    return turn;
  }

  private async transaction<Result>(
    work: (connection: DuckDBConnection) => Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    const connection = await this.take();
    const stop = interruptOn(connection, signal);
    try {
      await connection.run("BEGIN");
      try {
        const result = await work(connection);
        // from here on the statement has happened: it is not to be stopped half way
        stop();
        await connection.run("COMMIT");
        return result;
      } catch (error) {
        stop();
        await connection.run("ROLLBACK");
        throw error;
      }
    } catch (error) {
      throw toSqlError(error);
    } finally {
      stop();
      this.release(connection);
    }
  }

  close(): void {
    for (const connection of [...this.idle, ...this.busy]) {
      connection.interrupt();
      connection.closeSync();
    }
    this.idle.length = 0;
    this.busy.clear();
    this.instance.closeSync();
  }
}

/**
 * Stops what the connection runs once the signal fires. An interrupt between two statements is lost, so it is
 * repeated until the returned function is called.
 */
export function interruptOn(connection: DuckDBConnection, signal: AbortSignal | undefined): () => void {
  let again: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    again = setTimeout(interrupt, 20);
  };
  if (signal?.aborted === true) interrupt();
  else signal?.addEventListener("abort", interrupt, { once: true });
  return () => {
    clearTimeout(again);
    signal?.removeEventListener("abort", interrupt);
  };
}
