import type { DuckDBConnection } from "@duckdb/node-api";
import type { Column, Relation } from "../catalog/model.ts";
import {
  statementType,
  type DataStore,
  type ExecuteOptions,
  type RelationLookup,
  type Session,
  type StatementResult,
} from "../contracts.ts";
import { carrier, nullOf, quoteName, quoteText } from "./carriers.ts";
import { castTo } from "./compile/cast.ts";
import {
  compileDelete,
  compileInsert,
  compileUpdate,
  defaultOf,
  identitySequence,
  type CompiledChange,
} from "./compile/dml.ts";
import { Environment } from "./compile/environment.ts";
import { castOptions } from "./compile/expression.ts";
import { compileQuery, type CompiledQuery } from "./compile/query.ts";
import { emptyScope } from "./compile/scope.ts";
import { travelCheckSql } from "./compile/time-travel.ts";
import { Database } from "./database.ts";
import { toSqlError } from "./faults.ts";
import { loadRelations } from "./loaded-relation.ts";
import { countResult, streamRows } from "./result.ts";
import { SequenceSources } from "./sequence-sources.ts";
import { Settings } from "./settings.ts";
import type { DataStatement, Query } from "./syntax/ast.ts";
import { parseStatement } from "./syntax/statement.ts";
import { resultColumn, wireText } from "./wire.ts";

interface Prepared {
  readonly environment: Environment;
  /** Takes back what the statement has lent. */
  readonly finish: () => void;
}

const answers = {
  insert: { type: statementType.insert, names: ["number of rows inserted"] },
  update: { type: statementType.update, names: ["number of rows updated", "number of multi-joined rows updated"] },
  delete: { type: statementType.delete, names: ["number of rows deleted"] },
} as const;

class DuckStore implements DataStore {
  private readonly database: Database;
  private readonly sequences: SequenceSources;
  /** Commit times never go back, so that no AT sees half of a later statement. */
  private lastCommit = 0;

  constructor(database: Database, sequences: SequenceSources) {
    this.database = database;
    this.sequences = sequences;
  }

  private commitTime(now: number): number {
    this.lastCommit = Math.max(now, this.lastCommit);
    return this.lastCommit;
  }

  private async write(...statements: readonly string[]): Promise<void> {
    await this.database.write(async (connection) => {
      for (const statement of statements) await connection.run(statement);
    });
  }

  async createTable(relation: Relation): Promise<void> {
    const own = relation.columns.filter((column) => column.expression === undefined);
    const columns = own.map((column) => `${quoteName(column.physical)} ${carrier(column.type)}`);
    // One id for all that becomes of a row.
    const times = ["_from BIGINT", "_to BIGINT", "_id BIGINT"];
    await this.write(
      `CREATE TABLE ${quoteName(relation.physical)} (${[...columns, ...times].join(", ")})`,
      ...own.flatMap((column) => sequenceStatements(relation, column)),
    );
  }

  async dropTable(relation: Relation): Promise<void> {
    const counters = relation.columns.filter((column) => column.identity !== undefined);
    await this.write(
      `DROP TABLE IF EXISTS ${quoteName(relation.physical)}`,
      ...counters.map((column) => `DROP SEQUENCE IF EXISTS ${quoteName(identitySequence(relation, column))}`),
    );
  }

  async addColumn(relation: Relation, column: Column, now: number): Promise<void> {
    if (column.expression !== undefined) return;
    const { environment } = this.prepare(backgroundSession, { text: "", now, lookup: noLookup, bindings: [] });
    const value = defaultOf(environment, column, { relation });
    const sql = castTo(value, column.type, castOptions(emptyScope(environment))).sql;
    const table = quoteName(relation.physical);
    const name = quoteName(column.physical);
    await this.write(
      ...sequenceStatements(relation, column),
      `ALTER TABLE ${table} ADD COLUMN ${name} ${carrier(column.type)}`,
      ...(sql === nullOf(column.type) ? [] : [`UPDATE ${table} SET ${name} = (${sql})::${carrier(column.type)}`]),
    );
  }

  async dropColumn(relation: Relation, column: Column): Promise<void> {
    if (column.expression !== undefined) return;
    await this.write(`ALTER TABLE ${quoteName(relation.physical)} DROP COLUMN IF EXISTS ${quoteName(column.physical)}`);
  }

  async changeColumnType(relation: Relation, column: Column): Promise<void> {
    if (column.expression !== undefined) return;
    const table = quoteName(relation.physical);
    await this.write(`ALTER TABLE ${table} ALTER ${quoteName(column.physical)} TYPE ${carrier(column.type)}`);
  }

  async truncate(relation: Relation, now: number): Promise<void> {
    const commit = String(this.commitTime(now));
    await this.write(`UPDATE ${quoteName(relation.physical)} SET _to = ${commit} WHERE _to IS NULL`);
  }

  async copyRows(from: Relation, to: Relation, now: number): Promise<void> {
    const own = (relation: Relation): string[] =>
      relation.columns.filter(({ expression }) => expression === undefined).map(({ physical }) => quoteName(physical));
    const commit = String(this.commitTime(now));
    await this.write(
      `INSERT INTO ${quoteName(to.physical)} (${[...own(to), "_from", "_to", "_id"].join(", ")}) ` +
        `SELECT ${[...own(from), commit, "NULL", "nextval('sf_row_ids')"].join(", ")} FROM ${quoteName(from.physical)} WHERE _to IS NULL`,
    );
  }

  async rowCount(relation: Relation): Promise<number> {
    const connection = await this.database.take();
    try {
      const table = quoteName(relation.physical);
      const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${table} WHERE _to IS NULL`);
      return Number(reader.getRows()[0]?.[0]);
    } finally {
      this.database.release(connection);
    }
  }

  async describe(
    session: Session,
    query: string,
    lookup: RelationLookup,
  ): ReturnType<NonNullable<DataStore["describe"]>> {
    const now = Date.now();
    const { environment, finish } = this.prepare(session, { text: query, now, lookup, bindings: [] });
    try {
      const statement = parseStatement(query, environment.settings.parse);
      if (statement.kind !== "query") return [];
      const { columns } = compileQuery(statement.query, emptyScope(environment));
      const text = { name: "VARCHAR", length: 1 } as const;
      return await Promise.resolve(
        columns.map(({ name, type, nullable }) => ({ name, type: type.name === "NULL" ? text : type, nullable })),
      );
    } finally {
      finish();
    }
  }

  async run(session: Session, sql: string, options: ExecuteOptions, lookup: RelationLookup): Promise<StatementResult> {
    const { now, bindings = [] } = options;
    const prepared = this.prepare(session, { text: sql, now, lookup, bindings });
    try {
      const statement = parseStatement(sql, prepared.environment.settings.parse);
      if (statement.kind === "query") return await this.query(statement.query, prepared, options.signal);
      return await this.change(statement, prepared, options);
    } catch (error) {
      prepared.finish();
      throw error;
    }
  }

  private prepare(
    session: Session,
    { text, now, lookup, bindings }: Pick<Environment, "text" | "now" | "lookup" | "bindings">,
  ): Prepared {
    const lent: string[] = [];
    const lendSequence = (next: () => bigint): string => {
      const key = this.sequences.lend(next);
      lent.push(key);
      return `sf_next_value(${quoteText(key)}, (random() * 1000)::BIGINT)`;
    };
    const settings = new Settings(session);
    const environment = new Environment({ session, settings, lookup, now, text, bindings, lendSequence });
    const finish = (): void => {
      for (const key of lent) this.sequences.takeBack(key);
    };
    return { environment, finish };
  }

  private async query(query: Query, { environment, finish }: Prepared, signal: AbortSignal): Promise<StatementResult> {
    const made = compileQuery(query, emptyScope(environment));
    const connection = await this.database.take();
    try {
      await before(connection, environment);
    } catch (error) {
      this.database.release(connection);
      throw toSqlError(error);
    }
    const rows = await streamRows(rowsSql(made, environment), {
      database: this.database,
      connection,
      signal,
      finish,
    });
    const columns = made.columns.map((column) => resultColumn(column, environment.settings));
    return { statementType: statementType.select, columns, rows };
  }

  private async change(
    statement: Exclude<DataStatement, { kind: "query" }>,
    { environment, finish }: Prepared,
    { now, signal }: ExecuteOptions,
  ): Promise<StatementResult> {
    const made = compileChange(environment, statement, this.commitTime(now));
    const counts = await this.database.write(async (connection) => {
      await before(connection, environment);
      for (const sql of made.statements) await connection.run(sql);
      const reader = await connection.runAndReadAll(made.counts);
      for (const temporary of temporaries(made)) await connection.run(`DROP TABLE ${temporary}`);
      return (reader.getRows()[0] ?? []).map(String);
    }, signal);
    finish();
    const { type, names } = answers[made.kind];
    return countResult(type, names, counts);
  }

  async close(): Promise<void> {
    this.database.close();
    await Promise.resolve();
  }
}

/** Tables that a change has made for itself. */
function temporaries({ statements }: CompiledChange): string[] {
  return statements.flatMap((sql) => /^CREATE TEMP TABLE ("\w+")/.exec(sql)?.[1] ?? []);
}

function compileChange(
  environment: Environment,
  statement: Exclude<DataStatement, { kind: "query" }>,
  commit: number,
): CompiledChange {
  switch (statement.kind) {
    case "insert":
      return compileInsert(environment, statement, commit);
    case "update":
      return compileUpdate(environment, statement, commit);
    case "delete":
      return compileDelete(environment, statement, commit);
  }
}

/** Loads what the statement reads from outside, and refuses times out of reach. */
async function before(connection: DuckDBConnection, environment: Environment): Promise<void> {
  await loadRelations(connection, environment.loaded);
  for (const check of environment.travelChecks) await connection.run(travelCheckSql(check));
}

function rowsSql({ sql, columns }: CompiledQuery, { settings }: Environment): string {
  const cells = columns.map(({ type }, index) => wireText(`o.c${String(index + 1)}`, type, settings));
  return `SELECT to_json([${cells.map((cell) => `(${cell})::VARCHAR`).join(", ")}])::VARCHAR FROM (${sql}) AS o`;
}

function sequenceStatements(relation: Relation, column: Column): string[] {
  if (column.identity === undefined) return [];
  const { start, increment } = column.identity;
  const name = quoteName(identitySequence(relation, column));
  const bounds = "MINVALUE -9223372036854775808 MAXVALUE 9223372036854775807";
  return [`CREATE SEQUENCE ${name} INCREMENT BY ${String(increment)} ${bounds} START WITH ${String(start)}`];
}

const backgroundSession: Session = {
  id: "",
  account: "",
  user: "",
  role: "",
  warehouse: null,
  database: null,
  schema: null,
  parameters: new Map(),
};

const noLookup: RelationLookup = {
  relation: () => {
    throw new Error("a default refers to no table");
  },
  nextValue: () => 0n,
};

/** A store without tables. Close it when done: it holds a DuckDB of its own, in memory. */
export async function createDuckStore(): Promise<DataStore> {
  const sequences = new SequenceSources();
  return new DuckStore(await Database.open(sequences), sequences);
}
