/** A store with a few tables, found by name; the least that stands in for a catalogue. */
import { tokenize } from "../../src/sql/lexer.ts";
import { Cursor } from "../../src/sql/cursor.ts";
import { parseType } from "../../src/sql/parse-type.ts";
import type { Column, ColumnType, Relation } from "../../src/catalog/model.ts";
import { SqlError, type Binding, type DataStore, type ResultColumn, type Session } from "../../src/contracts.ts";
import { createDuckStore } from "../../src/duck/index.ts";

export interface Answer {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface RunOptions {
  readonly now?: number;
  readonly bindings?: readonly Binding[];
  readonly signal?: AbortSignal;
}

export class TestAccount {
  readonly session: Session;
  readonly relations = new Map<string, Relation>();
  readonly store: DataStore;
  /** Time of statements that are given none. */
  now = Date.UTC(2024, 5, 1);
  private sequence = 0n;

  constructor(store: DataStore, parameters: Readonly<Record<string, string | number | boolean>>) {
    this.store = store;
    this.session = {
      id: "1",
      account: "ORG-ACCOUNT",
      user: "TESTER",
      role: "SYSADMIN",
      warehouse: "WH",
      database: "DB",
      schema: "PUBLIC",
      parameters: new Map(Object.entries(parameters)),
    };
  }

  /** Makes a table: `{ ID: "NUMBER(38,0)", NOTE: { type: "VARCHAR(10)", nullable: false } }`. */
  async table(
    name: string,
    columns: Readonly<Record<string, string | (Partial<Omit<Column, "type">> & { type: string })>>,
    extra: Partial<Relation> = {},
  ): Promise<Relation> {
    const made = Object.entries(columns).map(([column, spec], index): Column => {
      const { type, ...rest } = typeof spec === "string" ? { type: spec } : spec;
      return { name: column, physical: `c${String(index + 1)}`, nullable: true, ...rest, type: typeOf(type) };
    });
    const relation: Relation = {
      ...relationBase(name, this.now),
      physical: `t${String(this.relations.size + 1)}`,
      columns: made,
      ...extra,
    };
    this.relations.set(name, relation);
    await this.store.createTable(relation);
    return relation;
  }

  view(name: string, query: string, columns: readonly Column[] = []): void {
    this.relations.set(name, { ...relationBase(name, this.now), kind: "VIEW", physical: "", columns, query });
  }

  async run(sql: string, options: RunOptions = {}): Promise<Answer> {
    const { now = this.now, bindings = [], signal = new AbortController().signal } = options;
    const result = await this.store.run(this.session, sql, { now, bindings, signal }, this.lookup);
    const rows: (string | null)[][] = [];
    for await (const batch of result.rows) {
      for (const row of batch) rows.push(JSON.parse(row) as (string | null)[]);
    }
    return { columns: result.columns, rows };
  }

  async rows(sql: string, options: RunOptions = {}): Promise<Answer["rows"]> {
    return (await this.run(sql, options)).rows;
  }

  /** Values of the only row. */
  async row(sql: string, options: RunOptions = {}): Promise<readonly (string | null)[]> {
    return (await this.rows(sql, options))[0] ?? [];
  }

  readonly lookup = {
    relation: (_session: Session, parts: readonly string[]): Relation => {
      const relation = this.relations.get(parts.at(-1) ?? "");
      if (relation !== undefined) return relation;
      const message = `SQL compilation error:\nObject '${parts.join(".")}' does not exist or not authorized.`;
      throw new SqlError("002003", "42S02", message);
    },
    nextValue: (): bigint => ++this.sequence,
  };
}

function relationBase(name: string, createdOn: number): Relation {
  return {
    database: "DB",
    schema: "PUBLIC",
    name,
    kind: "TABLE",
    physical: "",
    columns: [],
    uniqueKeys: [],
    foreignKeys: [],
    clusterBy: "",
    owner: "SYSADMIN",
    createdOn,
    retentionDays: 1,
  };
}

export function typeOf(text: string): ColumnType {
  return parseType(new Cursor(text));
}

/** A string literal in Snowflake's SQL. */
export function literal(value: string): string {
  const text = `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\0", "\\0")}'`;
  const [token] = tokenize(text);
  if (token?.value !== value) throw new Error(`no literal for ${JSON.stringify(value)}`);
  return text;
}

/** UTC unless told otherwise, one line of JSON. */
export async function openAccount(
  parameters: Readonly<Record<string, string | number | boolean>> = {},
): Promise<TestAccount> {
  return new TestAccount(await createDuckStore(), { TIMEZONE: "UTC", JSON_INDENT: 0, ...parameters });
}

/** What a statement fails with. */
export async function failure(work: Promise<unknown>): Promise<{ code: string; sqlState: string; message: string }> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return { code: error.code, sqlState: error.sqlState, message: error.message };
  }
  throw new Error("the statement did not fail");
}
