import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { folderStore } from "@dp/bundle";
import { readTablesConfig } from "@dp/config";
import { readFolder } from "@dp/metadata-folder";
import { serializeTableMetadata } from "@dp/metadata";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { extractSources } from "@dp/snowflake-extract";
import type { SnowflakeSim } from "@dp/snowflake-sim";
import {
  type FeedOutcome,
  openReaders,
  type RunOrders,
  unload,
  type UnloadedFeed,
  type UnloadEvent,
} from "@dp/snowflake-unload";
import { mkdir, writeFile } from "node:fs/promises";

import { mapAll } from "../src/mapped.ts";
import { chooseFeeds } from "../src/unload/feeds.ts";
import { applied, bundlesOf, type Keys, keysIn, type SentBundle } from "./bundles.ts";
import { password } from "./stage.ts";

/** One place from which tables are unloaded, with a folder of its own. */
export class Desk {
  readonly folder: string;
  readonly keys: Keys;
  readonly db: SnowflakeConnection;
  events: UnloadEvent[] = [];
  account = "ORG-ACCOUNT";
  private readonly sim: SnowflakeSim;
  private runs = 0;

  private constructor(sim: SnowflakeSim, folder: string, { keys, db }: { keys: Keys; db: SnowflakeConnection }) {
    this.sim = sim;
    this.folder = folder;
    this.keys = keys;
    this.db = db;
  }

  static async open(sim: SnowflakeSim): Promise<Desk> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "dp-desk-")));
    const db = await connectSnowflake(
      {
        account: "DEMO",
        user: "VERA",
        role: "DP_UNLOAD",
        warehouse: "COMPUTE_WH",
        accessUrl: sim.url,
        credentials: { method: "pat", token: password },
      },
      { tag: "dp/test" },
    );
    return new Desk(sim, folder, { keys: await keysIn(folder), db });
  }

  get exchange(): string {
    return join(this.folder, "exchange");
  }

  async close(): Promise<void> {
    await this.db.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  sql(text: string): Promise<void> {
    return this.sim.load(text);
  }

  /** Extracts the tables of a tables.yaml as it stands now. */
  async extract(yaml: string): Promise<void> {
    const config = await readTablesConfig(yaml, "tables.yaml");
    const wanted = config.tables.map(({ name, snowflake }) => ({ name, ...snowflake }));
    const extracted = await extractSources(this.db, wanted);
    await mkdir(join(this.folder, "schemas"), { recursive: true });
    for (const outcome of mapAll({ config, extracted, committed: new Map() })) {
      if (!("metadata" in outcome)) throw outcome.error;
      await writeFile(
        join(this.folder, "schemas", `${outcome.name}_metadata.json`),
        serializeTableMetadata(outcome.metadata),
      );
    }
  }

  /** Unloads by what was extracted; what it came to, by feed. */
  async unload(
    yaml: string,
    options: Partial<RunOrders> & { readonly table?: readonly string[]; readonly signal?: AbortSignal } = {},
  ): Promise<ReadonlyMap<string, FeedOutcome>> {
    const config = await readTablesConfig(yaml, "tables.yaml");
    const entries = await readFolder({ path: join(this.folder, "schemas"), shownAs: "schemas" });
    const committed = new Map(entries.map((entry) => [entry.name, entry]));
    const chosen = options.table === undefined ? { all: true } : { table: options.table };
    const { feeds } = chooseFeeds(config.tables, committed, { options: chosen, recipients: this.keys.recipients });
    const readers = openReaders(this.db, { workers: 1 });
    this.runs += 1;
    this.events = [];
    try {
      const { feeds: outcomes } = await unload({
        db: this.db,
        feeds,
        readerFor: readers.readerFor,
        orders: { full: false, verify: false, resync: new Map(), ...options },
        sender: { runId: `run-${String(this.runs)}`, program: "test/1", account: this.account },
        delivery: { store: folderStore(this.exchange), outbox: join(this.folder, "outbox"), key: this.keys.signing },
        look: async (tables) => {
          const found = await extractSources(
            this.db,
            tables.map(({ name, source: { database, schema, table } }) => ({ name, database, schema, table })),
          );
          return new Map(found.map((one) => [one.name, one.ok ? { source: one.source } : { error: one.error }]));
        },
        emit: (event) => this.events.push(event),
      });
      return new Map(outcomes.map((outcome) => [outcome.name, outcome]));
    } finally {
      await readers.close();
    }
  }

  /** Unloads one feed, which must go well. */
  async send(yaml: string, feed: string, options: Partial<RunOrders> = {}): Promise<UnloadedFeed> {
    const outcome = (await this.unload(yaml, { ...options, table: [feed] })).get(feed);
    if (outcome === undefined) throw new Error(`no feed ${feed}`);
    if ("error" in outcome) throw outcome.error;
    return outcome.feed;
  }

  /** The error that unloading a feed ends with. */
  async failure(
    yaml: string,
    feed: string,
    options: Partial<RunOrders> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    const outcome = (await this.unload(yaml, { ...options, table: [feed] })).get(feed);
    if (outcome === undefined || !("error" in outcome)) throw new Error(`${feed} did not fail`);
    return outcome.error as Readonly<Record<string, unknown>>;
  }

  bundles(feed: string): Promise<readonly SentBundle[]> {
    return bundlesOf(this.exchange, feed, this.keys);
  }

  /** The table as the other side has it once everything is loaded. */
  async target(feed: string, table: string): Promise<readonly (readonly (string | null)[])[]> {
    return applied(await this.bundles(feed), table);
  }

  /** Texts of a query of the present, sorted. */
  async source(sql: string): Promise<readonly (readonly (string | null)[])[]> {
    const { rows } = await this.db.ask(sql);
    return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }

  notes(): readonly string[] {
    return this.events.flatMap((event) => (event.type === "note" ? [`${event.code} ${event.table}`] : []));
  }
}
