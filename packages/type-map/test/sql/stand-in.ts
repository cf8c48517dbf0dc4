import { createDuckStore, createEngine, type Engine, type Session } from "@dp/snowflake-sim";

/** A row as Snowflake's JSON results have it. */
export type Row = readonly (string | null)[];

/** A Snowflake stand-in in this process, with one session. */
export class StandIn {
  readonly session: Session;
  private readonly engine: Engine;
  private count = 0;

  private constructor(engine: Engine, parameters: Readonly<Record<string, string | number | boolean>>) {
    this.engine = engine;
    this.session = {
      id: "1",
      account: "SIM",
      user: "LOADER",
      role: "ACCOUNTADMIN",
      warehouse: "COMPUTE_WH",
      database: "D",
      schema: "S",
      parameters: new Map(Object.entries(parameters)),
    };
  }

  static async open(parameters: Readonly<Record<string, string | number | boolean>> = {}): Promise<StandIn> {
    const engine = createEngine({ account: "SIM", store: await createDuckStore() });
    await engine.load("CREATE DATABASE D; CREATE SCHEMA D.S;");
    return new StandIn(engine, parameters);
  }

  async *batches(sql: string): AsyncGenerator<readonly Row[]> {
    const options = { signal: new AbortController().signal, now: Date.UTC(2024, 5, 1) };
    const result = await this.engine.execute(this.session, sql, options);
    for await (const batch of result.rows) yield batch.map((row) => JSON.parse(row) as Row);
  }

  async rows(sql: string): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for await (const batch of this.batches(sql)) rows.push(...batch);
    return rows;
  }

  /** The only value of the only row. */
  async value(sql: string): Promise<string | null> {
    return (await this.rows(sql))[0]?.[0] ?? null;
  }

  /** A table of its own name. */
  async table(columns: string): Promise<string> {
    const name = `T${String(++this.count)}`;
    await this.rows(`CREATE TABLE ${name} (${columns})`);
    return name;
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}
