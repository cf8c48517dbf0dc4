import { type Cell, drawCell, moment, none, whole } from "./cells.ts";
import type { Dice } from "./dice.ts";
import { type Row, TableModel, textOf } from "./model.ts";
import { createSql, type Design } from "./tables.ts";

/** What happened at once in Snowflake. */
interface Clock {
  readonly load: (sql: string) => Promise<void>;
  readonly now: () => number;
}

/** A day before which no cursor of these tables lies. */
const begin = BigInt(Date.UTC(2024, 0, 1)) * 1_000_000n;
const minute = 60_000_000_000n;

/** Tables of Snowflake that people work with; the model is told what they do. */
export class Source {
  readonly models: ReadonlyMap<string, TableModel>;
  private readonly schema: string;
  private readonly clock: Clock;
  private readonly dice: Dice;
  private cursor = begin;
  private extras = 0;

  constructor(designs: readonly Design[], { schema, clock, dice }: { schema: string; clock: Clock; dice: Dice }) {
    this.models = new Map(designs.map((design) => [design.name, new TableModel(design)]));
    this.schema = `H.${schema}`;
    this.clock = clock;
    this.dice = dice;
  }

  async create(): Promise<void> {
    const designs = [...this.models.values()].map(({ design }) => createSql(design, this.schema));
    await this.clock.load(`CREATE SCHEMA ${this.schema}; ${designs.join(" ")}`);
  }

  async drop(): Promise<void> {
    await this.clock.load(`DROP SCHEMA ${this.schema}`);
  }

  /** One of the tables, by chance. */
  anyTable(): TableModel {
    return this.dice.pick([...this.models.values()]);
  }

  private of(role: Design["role"]): TableModel | undefined {
    return [...this.models.values()].find(({ design }) => design.role === role);
  }

  /** Behind all cursors so far: by a nanosecond, or by up to minutes. */
  private next(): bigint {
    const step = this.dice.pick([1n, 1n, 999n, 1_000_000n, minute]) * BigInt(1 + this.dice.below(5));
    this.cursor += step;
    return this.cursor;
  }

  /** A value of a column of a row that is written now. */
  private cell(model: TableModel, column: string, cursor: Cell): Cell {
    if (column === "AT") return cursor;
    if (column !== "PARENT_ID") return drawCell(this.dice, column);
    const parents = [...(this.of("parent")?.rows.keys() ?? [])];
    return parents.length === 0 || this.dice.once(5) ? none : whole(this.dice.pick(parents));
  }

  private row(model: TableModel, id: number, cursor: Cell): Row {
    const cells = model.columns.slice(1).map((column) => [column, this.cell(model, column, cursor)]);
    return { ID: whole(id), ...(Object.fromEntries(cells) as Row) };
  }

  private async run(model: TableModel, sql: string, changed: ReadonlyMap<number, Row | undefined>): Promise<void> {
    await this.clock.load(`${sql};`);
    model.change(this.clock.now(), changed);
  }

  private async insertRows(model: TableModel, rows: readonly Row[]): Promise<void> {
    const { columns, design } = model;
    const values = rows.map((row) => `SELECT ${columns.map((column) => row[column]?.sql ?? "NULL").join(", ")}`);
    const sql = `INSERT INTO ${this.schema}.${design.source} (${columns.join(", ")}) ${values.join(" UNION ALL ")}`;
    await this.run(model, sql, new Map(rows.map((row) => [Number(row.ID?.text), row])));
  }

  /** New rows, whose cursor is behind all others or missing. */
  async insert(model: TableModel): Promise<void> {
    const count = 1 + this.dice.below(4);
    const rows: Row[] = [];
    for (let index = 0; index < count; index++) {
      const cursor = this.dice.once(8) ? none : moment(this.next());
      rows.push(this.row(model, model.nextId++, cursor));
    }
    await this.insertRows(model, rows);
  }

  /** Rows of one pattern, many. */
  async insertMany(model: TableModel, count: number): Promise<void> {
    const first = model.nextId;
    model.nextId += count;
    const cursor = moment(this.next());
    const rows = Array.from({ length: count }, (_unused, index): [number, Row] => {
      const id = first + index;
      return [id, { ID: whole(id), NOTE: { sql: "", text: `bulk ${String(id)}` }, AT: cursor }];
    });
    const from = `(SELECT SEQ8() + ${String(first)} AS N FROM TABLE(GENERATOR(ROWCOUNT => ${String(count)})))`;
    const sql = `INSERT INTO ${this.schema}.${model.design.source} (ID, NOTE, AT) SELECT N, 'bulk ' || TO_VARCHAR(N), ${cursor.sql} FROM ${from}`;
    await this.run(model, sql, new Map(rows));
  }

  /** A row that comes late: its cursor is long past. */
  async insertLate(model: TableModel): Promise<void> {
    if (model.design.role === "parent") return this.insert(model);
    // A log is read by its ID: late there is what has a smaller one.
    const id = model.nextId++;
    const old = moment(begin - BigInt(1 + this.dice.below(1_000_000)) * minute);
    await this.insertRows(model, [this.row(model, id, old)]);
    this.missed(model, id);
  }

  private missed(model: TableModel, id: number): void {
    const { mode, tracked, retention } = model.design;
    if (mode === "full") return;
    // Without time travel nobody can ask what was tracked.
    const shows = tracked && retention > 0 && mode === "incremental";
    model.misses.push({ id, at: this.clock.now(), tracked: shows });
  }

  /** Changes some rows; `shown` is whether their cursor tells. */
  async update(model: TableModel, shown: boolean): Promise<void> {
    const ids = this.some(model);
    const column = this.dice.pick(
      model.columns.slice(1).filter((name) => name !== "AT" && (shown || name !== "PARENT_ID")),
    );
    for (const id of ids) {
      const row = model.rows.get(id);
      if (row === undefined) continue;
      const cursor = shown ? moment(this.next()) : (row.AT ?? none);
      const changed = { ...row, AT: cursor, [column]: this.cell(model, column, cursor) };
      if (textOf(changed, model.columns) === textOf(row, model.columns) && !shown) continue;
      const set = `${column} = ${changed[column]?.sql ?? ""}${shown ? `, AT = ${cursor.sql}` : ""}`;
      await this.run(
        model,
        `UPDATE ${this.schema}.${model.design.source} SET ${set} WHERE ID = ${String(id)}`,
        new Map([[id, changed]]),
      );
      // Rows of a log are read once only.
      if (!shown || model.design.role === "log") this.missed(model, id);
    }
  }

  private some(model: TableModel): readonly number[] {
    const ids = [...model.rows.keys()];
    return ids.length === 0
      ? []
      : [...new Set(Array.from({ length: 1 + this.dice.below(3) }, () => this.dice.pick(ids)))];
  }

  /** Deletes some rows; of parents only those that nobody refers to. */
  async delete(model: TableModel): Promise<void> {
    const used = new Set([...(this.of("child")?.rows.values() ?? [])].map((row) => row.PARENT_ID?.text));
    const ids = this.some(model).filter((id) => model.design.role !== "parent" || !used.has(String(id)));
    if (ids.length === 0) return;
    const sql = `DELETE FROM ${this.schema}.${model.design.source} WHERE ID IN (${ids.join(", ")})`;
    await this.run(model, sql, new Map(ids.map((id) => [id, undefined])));
    if (model.design.role === "log") for (const id of ids) this.missed(model, id);
  }

  /** Takes a row out and puts another in under its ID, seen or not. */
  async replace(model: TableModel): Promise<void> {
    const [id] = this.some(model);
    if (id === undefined || model.design.role === "parent" || model.design.role === "log") return;
    await this.run(
      model,
      `DELETE FROM ${this.schema}.${model.design.source} WHERE ID = ${String(id)}`,
      new Map([[id, undefined]]),
    );
    await this.insertRows(model, [this.row(model, id, moment(this.next()))]);
  }

  async addColumn(model: TableModel): Promise<void> {
    const column = `EXTRA_${String(++this.extras)}`;
    await this.clock.load(`ALTER TABLE ${this.schema}.${model.design.source} ADD COLUMN ${column} VARCHAR(50);`);
    model.columns = [...model.columns, column];
  }

  async dropColumn(model: TableModel): Promise<void> {
    const extra = model.columns.filter((column) => column.startsWith("EXTRA_"));
    if (extra.length === 0) return;
    const column = this.dice.pick(extra);
    await this.clock.load(`ALTER TABLE ${this.schema}.${model.design.source} DROP COLUMN ${column};`);
    model.columns = model.columns.filter((name) => name !== column);
  }

  async widenColumn(model: TableModel): Promise<void> {
    const type = this.dice.pick(["NUMBER(14,3)", "NUMBER(20,3)"]);
    const sql = `ALTER TABLE ${this.schema}.${model.design.source} ALTER COLUMN AMOUNT SET DATA TYPE ${type};`;
    await this.clock.load(sql).catch((error: unknown) => {
      // It is that wide already.
      if (!String(error).includes("AMOUNT")) throw error;
    });
  }
}
