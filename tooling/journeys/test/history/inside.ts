import { cp, readdir, readFile, rm } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";

import { type BundleStore, folderStore, type Manifest, peekOutbox, type Receipt, type SigningKey } from "@dp/bundle";
import { mapTables } from "@dp/mapping";
import type { MappingSettings, TableMetadata } from "@dp/metadata";
import type { SnowflakeConnection } from "@dp/snowflake-client";
import { extractSources } from "@dp/snowflake-extract";
import {
  divergedBuckets,
  type FeedReaders,
  feedsOf,
  restartFeed,
  type RunOrders,
  unload,
  type UnloadRequest,
  type UnloadEvent,
} from "@dp/snowflake-unload";

import { Fuse } from "./killed.ts";
import { type Design, orderOf } from "./tables.ts";

/** What all histories share on the side of Snowflake. */
export interface Office {
  readonly db: SnowflakeConnection;
  readonly readers: FeedReaders;
  readonly key: SigningKey;
  readonly recipients: readonly string[];
  readonly load: (sql: string) => Promise<void>;
  /** The account's clock, in milliseconds. */
  readonly now: () => number;
}

/** A bundle that was published, and when it was first seen. */
export interface Published {
  readonly manifest: Manifest;
  readonly folder: string;
  readonly seenAt: number;
}

/** Tables of a project, all in one schema of database H. */
export interface Project {
  readonly schema: string;
  readonly designs: readonly Design[];
  /** Of every table. */
  readonly settings?: MappingSettings;
}

/** One project inside: its tables, committed metadata, outbox and exchange. */
export class Inside {
  readonly exchange: string;
  readonly outbox: string;
  /** By the SHA-256 of its manifest. */
  readonly published = new Map<string, Published>();
  metadata: readonly TableMetadata[] = [];
  events: UnloadEvent[] = [];
  private readonly office: Office;
  private readonly schema: string;
  private readonly designs: readonly Design[];
  private readonly settings: MappingSettings;
  private readonly folder: string;
  private runs = 0;

  constructor(office: Office, folder: string, { schema, designs, settings = {} }: Project) {
    this.office = office;
    this.folder = folder;
    this.schema = schema;
    this.designs = designs;
    this.settings = settings;
    this.exchange = join(folder, "inside");
    this.outbox = join(folder, "outbox");
  }

  get feeds(): readonly string[] {
    return feedsOf(this.metadata).map(({ name }) => name);
  }

  async extract(): Promise<void> {
    const outcomes = await this.look(this.designs.map(({ name, source }) => ({ name, source })));
    const inputs = outcomes.map((outcome) => {
      if (!outcome.ok) throw outcome.error;
      const { name, source } = outcome;
      return { name, source, settings: this.settings, postgres: { schema: this.schema.toLowerCase(), table: name } };
    });
    this.metadata = mapTables(inputs, { edition: 1 }).map((outcome) => {
      if (!outcome.ok) throw outcome.error;
      return outcome.metadata;
    });
  }

  private look(tables: readonly { name: string; source: string }[]): ReturnType<typeof extractSources> {
    const wanted = tables.map(({ name, source }) => ({ name, database: "H", schema: this.schema, table: source }));
    return extractSources(this.office.db, wanted, { warehouse: true, protection: "none" });
  }

  /** Unloads feeds; the error of each that failed, by feed. */
  async unload(
    feeds: readonly string[],
    orders: Partial<RunOrders> = {},
    fuse = new Fuse(),
  ): Promise<ReadonlyMap<string, unknown>> {
    const { db, readers, key, recipients } = this.office;
    const designs = new Map(this.designs.map((design) => [design.name, design]));
    this.runs += 1;
    this.events = [];
    const request: UnloadRequest = {
      db: { ask: fuse.around(db.ask.bind(db)), query: fuse.around(db.query.bind(db)) },
      readerFor: (form) => burning(readers.readerFor(form), fuse),
      orders: { full: false, verify: false, resync: new Map(), ...orders },
      sender: { runId: `run-${String(this.runs)}`, program: "test/1", account: "ORG-ACCOUNT" },
      delivery: { store: burningStore(folderStore(this.exchange), fuse), outbox: this.outbox, key },
      feeds: feedsOf(this.metadata)
        .filter(({ name }) => feeds.includes(name))
        .map(({ name, tables }) => ({
          name,
          form: { compression: "gzip", recipients },
          tables: tables.flatMap((one) => {
            const design = designs.get(one.name);
            return design === undefined ? [] : [orderOf(one, design)];
          }),
        })),
      look: async (tables) => {
        const found = await this.look(tables.map(({ name, source }) => ({ name, source: source.table })));
        return new Map(found.map((one) => [one.name, one.ok ? { source: one.source } : { error: one.error }]));
      },
      emit: (event) => this.events.push(event),
    };
    try {
      const outcomes = await unload(request);
      return new Map(outcomes.feeds.flatMap((one) => ("error" in one ? [[one.name, one.error]] : [])));
    } catch (error) {
      return new Map(feeds.map((feed) => [feed, error]));
    } finally {
      await this.notice();
    }
  }

  /** Takes down what stands in the exchange. */
  private async notice(): Promise<void> {
    for (const feed of this.feeds) {
      for (const folder of (await readdir(join(this.exchange, feed)).catch(() => [])).filter(isBundle)) {
        const bytes = await readFile(join(this.exchange, feed, folder, "manifest.json"));
        const sha256 = createHash("sha256").update(bytes).digest("hex");
        if (this.published.has(sha256)) continue;
        const manifest = JSON.parse(bytes.toString("utf8")) as Manifest;
        this.published.set(sha256, { manifest, folder, seenAt: this.office.now() });
      }
    }
  }

  restart(feed: string): Promise<unknown> {
    return restartFeed({ store: folderStore(this.exchange), outbox: this.outbox, key: this.office.key }, feed);
  }

  /** What a receipt asks for, by table. */
  async wanted(receipts: readonly Receipt[]): Promise<ReadonlyMap<string, readonly number[]>> {
    const all = new Map<string, readonly number[]>();
    for (const receipt of receipts) {
      for (const [table, buckets] of divergedBuckets(receipt, await peekOutbox(this.outbox, receipt.feed))) {
        all.set(table, buckets);
      }
    }
    return all;
  }

  async loseOutbox(): Promise<void> {
    await rm(this.outbox, { recursive: true, force: true });
  }

  async copyOutbox(): Promise<void> {
    await rm(join(this.folder, "backup"), { recursive: true, force: true });
    await cp(this.outbox, join(this.folder, "backup"), { recursive: true });
  }

  /** Puts an older copy back, as a restored machine has it. */
  async restoreOutbox(): Promise<void> {
    await this.loseOutbox();
    await cp(join(this.folder, "backup"), this.outbox, { recursive: true });
  }
}

/** Whether a name of the exchange is that of a bundle. */
export function isBundle(name: string): boolean {
  return /^\d{10}-/.test(name);
}

function burning(reader: ReturnType<FeedReaders["readerFor"]>, fuse: Fuse): ReturnType<FeedReaders["readerFor"]> {
  return {
    read: (request) => {
      fuse.burn();
      return reader.read({
        ...request,
        onPart: async (part) => {
          fuse.burn();
          await request.onPart?.(part);
          fuse.burn();
        },
      });
    },
  };
}

function burningStore(store: BundleStore, fuse: Fuse): BundleStore {
  const burnt: Partial<BundleStore> = {
    publish: fuse.around(store.publish.bind(store)),
    putHead: fuse.around(store.putHead.bind(store)),
  };
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(burnt, name) ?? Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
