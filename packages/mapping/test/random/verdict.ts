import type { TableMetadata } from "@dp/metadata";
import {
  fromMetadata,
  printForeignKeysDdl,
  printTableDdl,
  quoteColumns,
  quoteIdentifier,
  quoteQualified,
} from "@dp/pg-ddl";
import type pg from "pg";

import type { MappingError } from "../../src/index.ts";
import type { Dice } from "./dice.ts";
import type { GivenTable } from "./given.ts";
import { folded } from "./names.ts";
import { fullest, longest, smallest } from "./rows.ts";

/** What PostgreSQL said to a statement. */
type Answer = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string };

/** How often verdict and server met, and how. */
export interface Tally {
  tables: number;
  columns: number;
  accepted: number;
  refusedAsForetold: number;
  rowsRefusedAsForetold: number;
  keysRefusedAsForetold: number;
  falseAlarms: number;
}

/** A verdict that PostgreSQL did not share in the bad direction. */
export interface FalseFine {
  readonly table: string;
  readonly what: string;
  readonly sql: string;
}

/** Asks a real server what it makes of mapped tables. */
export class Verdicts {
  readonly falseFine: FalseFine[] = [];
  readonly falseAlarms: string[] = [];
  readonly tally: Tally = {
    tables: 0,
    columns: 0,
    accepted: 0,
    refusedAsForetold: 0,
    rowsRefusedAsForetold: 0,
    keysRefusedAsForetold: 0,
    falseAlarms: 0,
  };

  readonly #client: pg.Client;
  readonly #dice: Dice;

  constructor(client: pg.Client, dice: Dice) {
    this.#client = client;
    this.#dice = dice;
  }

  /** Makes the tables of one set, and tries rows and keys. */
  async mapped(all: readonly TableMetadata[]): Promise<void> {
    const made: TableMetadata[] = [];
    for (const metadata of all) {
      if (!(await this.#create(metadata))) continue;
      made.push(metadata);
      await this.#fill(metadata);
      await this.#fillKeys(metadata);
    }
    const sql = printForeignKeysDdl(made);
    const answer = await this.#keep(sql);
    if (!answer.ok) this.falseFine.push({ table: "foreign keys", what: answer.message, sql });
  }

  /** A table that was refused: does PostgreSQL refuse it, too, when somebody writes it down as it is? */
  async refused(given: GivenTable, error: MappingError, mapped: Relaxed): Promise<void> {
    this.tally.tables += 1;
    const codes = error.problems.map(({ code }) => code);
    const [, wide] = /the table has (\d+) columns/.exec(error.message) ?? [];
    const answer = codes.includes("ROW_TOO_WIDE")
      ? await this.#rowOf(given, mapped)
      : await this.#try(wide === undefined ? naive(given, mapped.schema, mapped.before) : ofWidth(Number(wide)));
    if (answer.ok) this.#alarm(`${given.name}: ${error.message}`);
    else this.tally.refusedAsForetold += 1;
  }

  async #create(metadata: TableMetadata): Promise<boolean> {
    this.tally.tables += 1;
    this.tally.columns += metadata.target.columns.length;
    const needed = metadata.findings.filter(({ code }) => code.endsWith("_NEEDED"));
    const sql = printTableDdl(metadata);
    let answer = await this.#keep(sql);
    if (!answer.ok && needed.some(({ code }) => code === "COLLATION_NEEDED")) {
      if (answer.code !== "42704") this.falseFine.push({ table: metadata.name, what: answer.message, sql });
      for (const { details } of needed) await this.#makeCollation(details?.collation);
      answer = await this.#keep(sql);
    }
    const extension = needed.some(({ code }) => code === "EXTENSION_NEEDED");
    if (answer.ok && extension) this.#alarm(`${metadata.name}: an extension is named, but not needed`);
    if (!answer.ok && !extension) this.falseFine.push({ table: metadata.name, what: answer.message, sql });
    if (answer.ok) this.tally.accepted += 1;
    else this.tally.refusedAsForetold += 1;
    return answer.ok;
  }

  async #makeCollation(name: string | readonly string[] | undefined): Promise<void> {
    if (typeof name !== "string") return;
    await this.#keep(
      `CREATE COLLATION IF NOT EXISTS ${quoteIdentifier(name)} (provider = icu, locale = '${name}', deterministic = false)`,
    );
  }

  /** The smallest row has to fit; the fullest one has to where nothing is said. */
  async #fill(metadata: TableMetadata): Promise<void> {
    const columns = columnsOf(metadata);
    const least = await this.#try(
      insert(
        metadata,
        columns.map((column) => [column.name, leastOf(column)]),
      ),
    );
    const told = metadata.findings.some(({ code }) => code === "ROW_MAY_BE_TOO_WIDE");
    if (!least.ok && !told)
      this.falseFine.push({ table: metadata.name, what: `no row fits: ${least.message}`, sql: "" });
    const sql = insert(
      metadata,
      columns.map((column) => [column.name, fullest(column, this.#dice)]),
    );
    const full = await this.#try(sql);
    if (full.ok && told) this.#alarm(`${metadata.name}: the fullest row fits (${String(columns.length)} columns)`);
    if (!full.ok && told) this.tally.rowsRefusedAsForetold += 1;
    if (!full.ok && !told && !full.message.includes("index row")) {
      this.falseFine.push({ table: metadata.name, what: `full row: ${full.message}`, sql });
    }
  }

  async #fillKeys(metadata: TableMetadata): Promise<void> {
    const { primaryKey, uniqueKeys, indexes } = metadata.target;
    const own = [
      ...(primaryKey ? [primaryKey] : []),
      ...uniqueKeys,
      ...indexes.filter((each) => each.reason !== "foreign-key"),
    ];
    const told = new Set(
      metadata.findings.flatMap(({ code, details }) =>
        code === "KEY_MAY_BE_TOO_LONG" ? [JSON.stringify(details?.columns)] : [],
      ),
    );
    const columns = columnsOf(metadata);
    // Another index on one of the columns may be the one that refuses.
    const named = new Map([...own, ...indexes].map((each) => [each.name, JSON.stringify(each.columns)]));
    const isTold = (message: string): boolean =>
      told.has(named.get(/for index "(.*)"$/s.exec(message)?.[1] ?? "") ?? "");
    const wide = metadata.findings.some(({ code }) => code === "ROW_MAY_BE_TOO_WIDE");
    for (const key of own) {
      const values = columns.map((column) => {
        const { name } = column;
        return [name, key.columns.includes(name) ? longest(column, this.#dice) : leastOf(column)] as const;
      });
      const sql = insert(metadata, values);
      const answer = await this.#try(sql);
      const foretold = told.has(JSON.stringify(key.columns));
      if (answer.ok && foretold) this.#alarm(`${metadata.name}: the longest key on ${key.columns.join()} fits`);
      else if (!answer.ok && foretold) this.tally.keysRefusedAsForetold += 1;
      else if (!answer.ok && !isTold(answer.message) && !(wide && answer.message.startsWith("row is too big"))) {
        this.falseFine.push({ table: metadata.name, what: `key ${key.columns.join()}: ${answer.message}`, sql: "" });
      }
    }
  }

  /** The table with its columns nullable can be made; a row of what was required cannot. */
  async #rowOf(given: GivenTable, { metadata }: Relaxed): Promise<Answer> {
    if (metadata === undefined) return { ok: true };
    const required = new Set(given.columns.filter(({ notNull }) => notNull).map(({ name }) => name));
    const { target } = metadata;
    const keyed = new Set(target.primaryKey?.columns);
    const values = columnsOf(metadata)
      .filter(({ name, from }) => required.has(from) || keyed.has(name))
      .map((column) => [column.name, smallest(column)] as const);
    return this.#try(`${printTableDdl(metadata)};\n${insert(metadata, values)}`);
  }

  #alarm(text: string): void {
    this.tally.falseAlarms += 1;
    this.falseAlarms.push(text);
  }

  async #keep(sql: string): Promise<Answer> {
    return this.#run(sql, "COMMIT");
  }

  async #try(sql: string): Promise<Answer> {
    return this.#run(sql, "ROLLBACK");
  }

  async #run(sql: string, end: "COMMIT" | "ROLLBACK"): Promise<Answer> {
    await this.#client.query("BEGIN");
    try {
      await this.#client.query(sql);
      await this.#client.query(end);
      return { ok: true };
    } catch (error) {
      await this.#client.query("ROLLBACK");
      const { code = "", message } = error as { code?: string; message: string };
      return { ok: false, code, message };
    }
  }
}

/** What a refused table would be without the reason for it. */
export interface Relaxed {
  readonly schema: string;
  /** The table with every column nullable, where that can be mapped. */
  readonly metadata: TableMetadata | undefined;
  /** SQL of the other tables. */
  readonly before: string;
}

interface TriedColumn {
  readonly name: string;
  readonly from: string;
  readonly type: string;
  readonly source: string;
  readonly nullable: boolean;
}

function columnsOf({ source, target }: TableMetadata): readonly TriedColumn[] {
  const types = new Map(source.columns.map(({ name, type }) => [name, type]));
  return target.columns.map(({ name, from, type, nullable }) => ({
    name,
    from,
    type,
    nullable,
    source: types.get(from) ?? "",
  }));
}

/** Defaults stay out: those that name the user fit or not by who that is. */
function leastOf(column: TriedColumn): string {
  return column.nullable ? "NULL" : smallest(column);
}

function insert(metadata: TableMetadata, values: readonly (readonly [name: string, value: string])[]): string {
  const [table] = fromMetadata([metadata]).tables;
  if (table === undefined) throw new Error("no table");
  const into = `INSERT INTO ${quoteQualified(table)}`;
  return `${into} (${quoteColumns(values.map(([name]) => name))}) VALUES (${values.map(([, value]) => value).join(", ")})`;
}

const written = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** As somebody writes it who knows nothing of PostgreSQL's limits. */
function naive({ name, columns }: GivenTable, schema: string, before: string): string {
  const names = columns.map((column) => `${written(folded(column.name))} int`);
  return `${before}\nCREATE TABLE ${written(schema)}.${written(folded(name))} (${names.join(", ")})`;
}

/** Some source columns become two. */
function ofWidth(count: number): string {
  return `CREATE TABLE public.wide (${Array.from({ length: count }, (_, index) => `c${String(index)} int`).join(", ")})`;
}
