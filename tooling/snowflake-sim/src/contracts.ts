/** What the parts of the stand-in agree on: HTTP on one side, catalogue and DuckDB on the other. */
import type { Column, ColumnType, Relation } from "./catalog/model.ts";

/** A statement's failure as Snowflake reports it: HTTP 200, `success: false`. */
export class SqlError extends Error {
  readonly code: string;
  readonly sqlState: string;

  /** `code` has six digits, e.g. 002003; `sqlState` five characters, e.g. 42S02. */
  constructor(code: string, sqlState: string, message: string) {
    super(message);
    this.name = "SqlError";
    this.code = code;
    this.sqlState = sqlState;
  }
}

/** State of one session; changed by USE and ALTER SESSION. */
export interface Session {
  readonly id: string;
  readonly account: string;
  readonly user: string;
  role: string;
  warehouse: string | null;
  database: string | null;
  schema: string | null;
  /** Session parameters that were set, by upper-case name. */
  readonly parameters: Map<string, string | number | boolean>;
}

/** Column of a result, as `rowtype` on the wire. */
export interface ResultColumn {
  readonly name: string;
  /** Lower-case wire type: fixed, real, text, binary, boolean, date, time, timestamp_ntz, variant, … */
  readonly type: string;
  readonly nullable: boolean;
  readonly precision?: number | null;
  readonly scale?: number | null;
  readonly length?: number | null;
  readonly byteLength?: number | null;
  readonly [extra: string]: unknown;
}

/** Statement type ids that the driver looks at (facts: 0x1000 SELECT, 0x3100… DML, 0x4400 SHOW, 0x6000 DDL). */
export const statementType = {
  select: 0x1000,
  insert: 0x3100,
  update: 0x3200,
  delete: 0x3300,
  copy: 0x3600,
  use: 0x4300,
  show: 0x4400,
  describe: 0x4500,
  alterSession: 0x4100,
  ddl: 0x6000,
} as const;

/** Result of one statement. Each row is the JSON text of an array of strings and nulls: `["1",null]`. */
export interface StatementResult {
  readonly statementType: number;
  readonly columns: readonly ResultColumn[];
  /** Batches of rows, in order; read once. */
  readonly rows: AsyncIterable<readonly string[]>;
  /** Files that the client is to fetch itself, in place of rows. */
  readonly transfer?: StageTransfer;
}

/** What the answer to GET tells a client: which files, where they go, and what opens the store. */
export interface StageTransfer {
  readonly files: readonly string[];
  readonly folder: string;
  readonly bucket: string;
  readonly token: string;
}

export interface Binding {
  readonly type: string;
  readonly value: string | null;
}

export interface ExecuteOptions {
  readonly signal: AbortSignal;
  readonly bindings?: readonly Binding[];
  /** Milliseconds since the epoch at which the statement began; commit time of what it writes. */
  readonly now: number;
}

/** Catalogue and data of one account behind one door; the HTTP side knows nothing else of SQL. */
export interface Engine {
  /** @throws SqlError */
  execute(session: Session, sql: string, options: ExecuteOptions): Promise<StatementResult>;
  /** Runs a file of statements separated by `;`, as ACCOUNTADMIN. @throws SqlError with the line in its message. */
  load(sql: string): Promise<void>;
  /** Whether a role exists and is granted to the user; login checks it. */
  mayUseRole(user: string, role: string): boolean;
  /** A file of a stage, for who has the token. */
  readStage(bucket: string, path: string, authorization: string | undefined): Buffer | undefined;
  /** Called at logout or expiry: drops the session's temporary tables. */
  endSession(session: Session): Promise<void>;
  close(): Promise<void>;
}

/** A relation without a table behind it: a view of INFORMATION_SCHEMA. */
export interface VirtualRelation {
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  /** Cells by column: text as is, numbers as digits, TIMESTAMP_LTZ as epoch nanoseconds in digits. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Constant arguments of a table function. */
export interface TableFunctionArguments {
  readonly positional: readonly string[];
  /** By upper-case name. */
  readonly named: ReadonlyMap<string, string>;
}

/** Finds relations for the data side: by name parts as written (already folded), in the session's context. */
export interface RelationLookup {
  /**
   * A view reads with its owner's rights: ask for what its query names with a session that has the view's database,
   * schema and, as role, its owner.
   * @throws SqlError 002003 when there is none or the role may not see it.
   */
  relation(session: Session, parts: readonly string[]): Relation;
  /**
   * For the data side: ask this before `relation`. Rows of `[db.]INFORMATION_SCHEMA.<view>` as the session's role sees
   * them; undefined when the name is no such view. @throws SqlError 000606 without a warehouse, 002003 for unknown views.
   */
  informationSchema?(session: Session, parts: readonly string[]): VirtualRelation | undefined;
  /** Rows of a table function of INFORMATION_SCHEMA. @throws SqlError also for unknown functions */
  tableFunction?(session: Session, parts: readonly string[], given: TableFunctionArguments): VirtualRelation;
  /** Next value of a sequence. @throws SqlError */
  nextValue(session: Session, parts: readonly string[]): bigint;
}

/** The rows of all tables, in DuckDB, on carrier types; every row has a from and a to commit time. */
export interface DataStore {
  createTable(relation: Relation): Promise<void>;
  dropTable(relation: Relation): Promise<void>;
  addColumn(relation: Relation, column: Column, now: number): Promise<void>;
  dropColumn(relation: Relation, column: Column): Promise<void>;
  /** The column has a new type of the same family (longer text, more digits); `relation` is the new state. */
  changeColumnType?(relation: Relation, column: Column): Promise<void>;
  truncate(relation: Relation, now: number): Promise<void>;
  /** Copies the present rows of one table to another of the same shape (CLONE, CREATE OR REPLACE … AS is INSERT). */
  copyRows(from: Relation, to: Relation, now: number): Promise<void>;
  /** Present row count, for SHOW TABLES. */
  rowCount(relation: Relation): Promise<number>;
  /** The same for many tables in one question, by `physical`; SHOW TABLES asks this when it is there. */
  rowCounts?(relations: readonly Relation[]): Promise<ReadonlyMap<string, number>>;
  /** Output columns of a query, without running it: for CREATE VIEW and CREATE TABLE … AS. @throws SqlError */
  describe?(
    session: Session,
    query: string,
    lookup: RelationLookup,
  ): Promise<readonly { readonly name: string; readonly type: ColumnType; readonly nullable: boolean }[]>;
  /** SELECT, WITH, VALUES, INSERT, UPDATE, DELETE; anything else is refused. @throws SqlError */
  run(session: Session, sql: string, options: ExecuteOptions, lookup: RelationLookup): Promise<StatementResult>;
  close(): Promise<void>;
}
