import type { ColumnType, Relation } from "../../src/catalog/model.ts";
import { statementType, type DataStore, type Engine, type Session, type StatementResult } from "../../src/contracts.ts";
import { createEngine, type EngineOptions } from "../../src/engine.ts";

/** A data side without rows: the catalogue's tests need no more. It keeps a list of what it was told. */
class RowlessStore implements DataStore {
  readonly calls: string[] = [];
  readonly tables = new Set<string>();
  described: { name: string; type: ColumnType; nullable: boolean }[] = [];
  rows = 0;

  createTable(relation: Relation): Promise<void> {
    this.tables.add(relation.physical);
    return this.note(`create ${relation.physical}`);
  }
  dropTable(relation: Relation): Promise<void> {
    this.tables.delete(relation.physical);
    return this.note(`drop ${relation.physical}`);
  }
  addColumn(relation: Relation, column: { physical: string }): Promise<void> {
    return this.note(`add ${relation.physical}.${column.physical}`);
  }
  dropColumn(relation: Relation, column: { physical: string }): Promise<void> {
    return this.note(`remove ${relation.physical}.${column.physical}`);
  }
  changeColumnType(relation: Relation, column: { physical: string }): Promise<void> {
    return this.note(`change ${relation.physical}.${column.physical}`);
  }
  truncate(relation: Relation): Promise<void> {
    return this.note(`truncate ${relation.physical}`);
  }
  copyRows(from: Relation, to: Relation): Promise<void> {
    return this.note(`copy ${from.physical} ${to.physical}`);
  }
  rowCount(): Promise<number> {
    return Promise.resolve(this.rows);
  }
  describe(): Promise<{ name: string; type: ColumnType; nullable: boolean }[]> {
    return Promise.resolve(this.described);
  }
  async run(_session: Session, sql: string): Promise<StatementResult> {
    await this.note(`run ${sql}`);
    return { statementType: statementType.insert, columns: [], rows: nothing() };
  }
  close(): Promise<void> {
    return this.note("close");
  }
  private note(call: string): Promise<void> {
    this.calls.push(call);
    return Promise.resolve();
  }
}

async function* nothing(): AsyncGenerator<readonly string[]> {
  // no rows
}

export type Row = Readonly<Record<string, string | null>>;

/** A moment that every test's statements are said to run at: 2024-01-15T10:30:00.123Z. */
const moment = 1_705_314_600_123;

/** An engine over a rowless store, with a session that looks on as ACCOUNTADMIN in database DB. */
export class Bench {
  readonly store = new RowlessStore();
  readonly engine: Engine;
  readonly session: Session;

  constructor(options: Partial<EngineOptions> = {}) {
    this.engine = createEngine({ account: "SIM", store: this.store, now: () => moment, ...options });
    this.session = this.newSession("ADMIN", "ACCOUNTADMIN");
  }

  newSession(user: string, role: string): Session {
    const places = { warehouse: "COMPUTE_WH", database: "DB", schema: "PUBLIC" };
    return { id: `${user}-${role}`, account: "SIM", user, role, ...places, parameters: new Map() };
  }

  /** Loads statements into database DB, schema PUBLIC. */
  async load(sql: string): Promise<void> {
    await this.engine.load(`CREATE DATABASE IF NOT EXISTS DB; USE DATABASE DB; USE SCHEMA PUBLIC; ${sql}`);
  }

  execute(sql: string, session: Session = this.session): Promise<StatementResult> {
    return this.engine.execute(session, sql, { signal: new AbortController().signal, now: moment });
  }

  /** Rows by column name. */
  async rows(sql: string, session: Session = this.session): Promise<Row[]> {
    const result = await this.execute(sql, session);
    const rows: Row[] = [];
    for await (const batch of result.rows) {
      for (const text of batch) {
        const cells = JSON.parse(text) as (string | null)[];
        rows.push(Object.fromEntries(result.columns.map(({ name }, index) => [name, cells[index] ?? null])));
      }
    }
    return rows;
  }

  async columnNames(sql: string): Promise<string[]> {
    return (await this.execute(sql)).columns.map((column) => column.name);
  }

  /** One column of all rows. */
  async cells(sql: string, column: string, session: Session = this.session): Promise<(string | null)[]> {
    return (await this.rows(sql, session)).map((row) => row[column] ?? null);
  }
}
