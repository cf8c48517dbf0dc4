import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { FeedResult, LoadPoint } from "@dp/pg-load";

import type { World } from "../world.ts";
import { compare } from "./compare.ts";
import { Dice } from "./dice.ts";
import { Inside } from "./inside.ts";
import { Fuse, Killed } from "./killed.ts";
import { Outside } from "./outside.ts";
import { Source } from "./source.ts";
import { type Design, designsOf } from "./tables.ts";
import { type Mishap, Transport } from "./transport.ts";

/** What a history came to. */
export interface Seen {
  steps: number;
  bundles: number;
  loaded: number;
  compared: number;
  killedUnloads: number;
  killedLoads: number;
  refusedUnloads: number;
  refusedLoads: number;
  waits: number;
  /** Tables that were not as the source, and said so or were to be summed up later. */
  missed: number;
  diverged: number;
  restarts: number;
  purged: number;
}

const loadPoints: readonly LoadPoint[] = [
  "before-staged",
  "staged",
  "part-copied",
  "part-committed",
  "prepared",
  "summed",
  "changed",
  "before-commit",
  "committed",
];

const hour = 3_600_000;

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : String(error);
}

/** One history: at random things happen on both sides and between them; target and source are compared after each load. */
export class History {
  readonly seen: Seen = {
    ...{ steps: 0, bundles: 0, loaded: 0, compared: 0, killedUnloads: 0, killedLoads: 0, refusedUnloads: 0 },
    ...{ refusedLoads: 0, waits: 0, missed: 0, diverged: 0, restarts: 0, purged: 0 },
  };
  /** What was done, for whoever has to understand a failure. */
  readonly told: string[] = [];
  private readonly world: World;
  private readonly dice: Dice;
  private readonly designs: readonly Design[];
  private readonly source: Source;
  private readonly inside: Inside;
  private readonly outside: Outside;
  private readonly transport: Transport;
  private readonly schema: string;
  private readonly forked = new Set<string>();
  /** When changes could not, or were not to be asked, from the clock's point of view. */
  private untracked: number[] = [];
  private appliedMetadata: Inside["metadata"] = [];

  private constructor(world: World, seed: number, folder: string) {
    this.world = world;
    this.dice = new Dice(seed);
    this.schema = `S${String(seed)}`;
    this.designs = designsOf(this.dice, seed);
    const { office, reader } = world;
    this.source = new Source(this.designs, { schema: this.schema, clock: office, dice: this.dice });
    this.inside = new Inside(office, folder, { schema: this.schema, designs: this.designs });
    this.outside = new Outside(reader, folder);
    this.transport = new Transport(this.inside.exchange, this.outside.exchange, this.dice);
  }

  /** Plays a whole history. @throws Error that says what was wrong, and the seed */
  static async play(world: World, seed: number): Promise<Seen> {
    const folder = await mkdtemp(join(tmpdir(), "dp-history-"));
    const history = new History(world, seed, folder);
    try {
      await history.run();
      return history.seen;
    } catch (error) {
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const told = [JSON.stringify(history.designs), ...history.told].join("\n  ");
      throw new Error(`history of seed ${String(seed)}: ${words}\n  ${told}`, { cause: error });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async run(): Promise<void> {
    await this.source.create();
    for (const model of this.source.models.values()) await this.source.insert(model);
    if (this.dice.once(16)) await this.source.insertMany(this.source.anyTable(), 4_500);
    await this.extract();
    await this.apply();
    const steps = 15 + this.dice.below(46);
    for (let step = 0; step < steps; step++) await this.step();
    await this.end();
    await this.source.drop();
    await this.world.reader.client.query(`DROP SCHEMA ${this.schema.toLowerCase()} CASCADE`);
  }

  private async step(): Promise<void> {
    const steps: readonly (readonly [weight: number, name: string, work: () => Promise<void>])[] = [
      [8, "insert", () => this.source.insert(this.source.anyTable())],
      [5, "update", () => this.source.update(this.source.anyTable(), true)],
      [2, "update unseen", () => this.source.update(this.source.anyTable(), false)],
      [1, "insert late", () => this.source.insertLate(this.source.anyTable())],
      [4, "delete", () => this.source.delete(this.source.anyTable())],
      [1, "replace", () => this.source.replace(this.source.anyTable())],
      [1, "alter", () => this.alter()],
      [2, "extract", () => this.extract()],
      [2, "apply", () => this.apply()],
      [9, "unload", () => this.unload()],
      [2, "unload killed", () => this.unload(new Fuse(1 + this.dice.below(90)))],
      [9, "transport", () => this.carry()],
      [9, "load", () => this.load()],
      [3, "load disturbed", () => this.loadDisturbed()],
      [2, "purge", () => this.purge()],
      [1, "a day passes", () => this.pass()],
      [1, "outbox lost", () => this.loseOutbox()],
      [1, "restart", () => this.restart(this.dice.pick(this.inside.feeds))],
    ];
    let drawn = this.dice.below(steps.reduce((sum, [weight]) => sum + weight, 0));
    const step = steps.find(([weight]) => (drawn -= weight) < 0);
    if (step === undefined) throw new Error("no step was drawn");
    const [, name, work] = step;
    this.told.push(`${String(this.world.office.now())} ${name}`);
    this.seen.steps += 1;
    await work();
  }

  private tell(text: string): void {
    this.told.push(`${this.told.pop() ?? ""} ${text}`);
  }

  private async alter(): Promise<void> {
    const model = this.source.anyTable();
    await this.dice.pick([
      () => this.source.addColumn(model),
      () => this.source.addColumn(model),
      () => this.source.dropColumn(model),
      () => this.source.widenColumn(model),
    ])();
    this.tell(model.columns.join());
  }

  private extract(): Promise<void> {
    return this.inside.extract();
  }

  private async apply(): Promise<void> {
    await this.outside.apply(this.inside.metadata);
    this.appliedMetadata = this.inside.metadata;
  }

  private pass(): Promise<void> {
    this.world.jump(this.dice.pick([13, 25, 49]) * hour);
    this.untracked.push(this.world.office.now());
    return Promise.resolve();
  }

  /** Each side its own folder, or both as if they shared one. */
  private async purge(): Promise<void> {
    const exchanges = this.dice.once(2) ? [this.outside.exchange] : [this.outside.exchange, this.inside.exchange];
    for (const exchange of exchanges) {
      const purged = await this.outside.purge(this.inside.feeds, exchange);
      this.seen.purged += purged;
      this.tell(String(purged));
    }
  }

  private async loseOutbox(): Promise<void> {
    const how = this.dice.pick(["lost", "copied", "put back"] as const);
    this.tell(how);
    if (how === "lost") return this.inside.loseOutbox();
    if (how === "copied") return this.inside.copyOutbox().catch(ignoreMissing);
    return this.inside.restoreOutbox().catch(ignoreMissing);
  }

  private async restart(feed: string): Promise<void> {
    this.tell(feed);
    await this.inside.restart(feed);
    this.forked.delete(feed);
    this.seen.restarts += 1;
  }

  private async unload(fuse = new Fuse(), orders: Parameters<Inside["unload"]>[1] = {}): Promise<void> {
    const feeds = this.dice.some(this.inside.feeds);
    for (const feed of feeds) if (this.forked.has(feed)) await this.restart(feed);
    const receipts = this.dice.once(2) ? await this.outside.receipts(feeds) : [];
    const resync = await this.inside.wanted(receipts);
    if (resync.size > 0) this.untracked.push(this.world.office.now());
    const full = this.dice.once(12);
    const verify = this.dice.once(4);
    await this.send(feeds, { full, verify, resync, ...orders }, fuse);
  }

  private async send(
    feeds: readonly string[],
    orders: NonNullable<Parameters<Inside["unload"]>[1]>,
    fuse = new Fuse(),
  ): Promise<void> {
    const before = this.inside.published.size;
    const errors = await this.inside.unload(feeds, orders, fuse);
    this.seen.bundles += this.inside.published.size - before;
    const modes = this.inside.events.flatMap((event) =>
      event.type === "table-started" ? [`${event.table}=${event.mode}`] : [],
    );
    this.tell(`${feeds.join()} ${JSON.stringify({ ...orders, resync: [...(orders.resync ?? [])] })} ${modes.join()}`);
    for (const [feed, error] of errors) {
      this.tell(`${feed}: ${codeOf(error)}`);
      if (error instanceof Killed || (fuse.burnt && String(error).includes("killed"))) {
        this.seen.killedUnloads += 1;
        continue;
      }
      const code = codeOf(error);
      if (code === "OUTBOX_FORKED") this.forked.add(feed);
      else if (code !== "UNLOAD_TABLE_DIFFERS") throw error as Error;
      this.seen.refusedUnloads += 1;
    }
  }

  private async carry(): Promise<void> {
    for (const feed of this.dice.some(this.inside.feeds)) {
      const how = this.dice.pick([
        "all",
        "all",
        "all",
        "all",
        "some",
        "late first",
        "bad",
        "bad",
        "twice",
        "lost",
        "head",
      ] as const);
      const bundles = await this.transport.bundles(feed);
      this.tell(`${feed}: ${how}`);
      if (how === "all" || how === "twice") for (const name of bundles) await this.transport.bring(feed, name);
      if (how === "some") for (const name of this.dice.some(bundles)) await this.transport.bring(feed, name);
      if (how === "late first" && bundles.length > 0) await this.transport.bring(feed, bundles.at(-1) ?? "");
      if (how === "bad" && bundles.length > 0) {
        const mishap = this.dice.pick<Mishap>(["cut", "flipped", "file-missing"]);
        const name = this.dice.pick(bundles);
        this.tell(`${mishap} ${name}`);
        await this.transport.bring(feed, name, mishap);
      }
      if (how === "lost" && bundles.length > 0) this.transport.lose(feed, this.dice.pick(bundles));
      if (how === "head") await this.transport.keepHead(feed, this.dice.once(2));
      else if (this.dice.once(2)) await this.transport.bringHead(feed, this.dice.once(4));
    }
  }

  private async load(): Promise<void> {
    const feeds = this.dice.once(2) ? this.inside.feeds : this.dice.some(this.inside.feeds);
    await this.take(
      await this.outside.load(feeds, { connections: 1 + this.dice.below(2), inPlace: this.dice.once(3) }),
    );
  }

  private async loadDisturbed(): Promise<void> {
    const how = this.dice.pick(["killed", "sessions-ended"] as const);
    const disturbance = { point: this.dice.pick(loadPoints), turn: 1 + this.dice.below(2), how };
    this.tell(`${how} ${disturbance.point} ${String(disturbance.turn)}`);
    await this.take(await this.outside.load(this.inside.feeds, {}, disturbance));
  }

  /** Looks at what loading came to, and compares all tables. */
  private async take(results: readonly FeedResult[]): Promise<void> {
    for (const result of results) {
      const { feed, status, loaded, troubles, error } = result;
      this.seen.loaded += loaded.length;
      if (status === "waiting") this.seen.waits += 1;
      if (status === "failed") this.seen.refusedLoads += 1;
      if (error instanceof Killed) this.seen.killedLoads += 1;
      const codes = [error, ...troubles.map((one) => one.error)].filter((one) => one !== undefined);
      this.tell(`${feed}: ${status} ${codes.map(codeOf).join()}`);
      const odd = codes.filter((one) => !(one instanceof Killed) && !/^(BUNDLE|LOAD|FILE)_/.test(codeOf(one)));
      // A child may refer to a parent only where both have come: nothing of that is for a cursor to miss.
      if (odd.length > 0) throw odd[0] as Error;
    }
    for (const feed of this.inside.feeds) await this.compareFeed(feed);
  }

  /** @returns tables that differ from the source as it is now */
  private async compareFeed(feed: string, strict = false): Promise<void> {
    const ledger = await this.outside.ledger(feed);
    if (ledger === undefined) {
      if (strict) throw new Error(`${feed} was never loaded`);
      return;
    }
    const published = this.inside.published.get(ledger.manifestSha256);
    if (published === undefined) throw new Error(`${feed} is as of a bundle that nobody published`);
    const { manifest, seenAt } = published;
    const { epoch, seq, snapshot } = manifest;
    if (epoch !== ledger.epoch || seq !== ledger.seq || snapshot !== ledger.snapshot) {
      throw new Error(
        `the ledger has ${JSON.stringify(ledger)}, the bundle ${JSON.stringify({ epoch, seq, snapshot })}`,
      );
    }
    for (const table of manifest.tables) {
      const model = this.source.models.get(table.name);
      if (model === undefined) throw new Error(`table ${table.name} was never made`);
      const schema = this.schema.toLowerCase();
      const from = Date.parse(snapshot);
      const there = await this.outside.columns(schema, table.name);
      const compared = compare(model, {
        columns: table.columns,
        rows: await this.outside.rows(
          schema,
          table.name,
          table.columns.filter((column) => there.includes(column)),
        ),
        points: [from, model.design.retention === 0 ? seenAt : from],
        whole: strict || table.mode === "full",
        trackedUpTo: ({ at, tracked }) => at <= seenAt && (!tracked || this.untracked.some((moment) => moment >= at)),
      });
      const about = `${table.name} (${table.mode}, ${String(epoch)}.${String(seq)} as of ${String(from)})`;
      if ("fault" in compared) throw new Error(`${about}: ${compared.fault}`);
      const diverged = (ledger.diverged[table.name] ?? []).length > 0;
      const summed = table.sums.table !== undefined || table.mode === "full";
      if (!compared.equal && summed && !diverged) throw new Error(`${about} differs, and nobody noticed`);
      if (compared.equal && summed && diverged) throw new Error(`${about} is said to differ, and does not`);
      this.seen.compared += 1;
      if (!compared.equal) this.seen.missed += 1;
      if (diverged) this.seen.diverged += 1;
      if (compared.equal && from >= (model.versions.at(-1)?.since ?? 0)) model.misses = [];
      const counted = await this.outside.lastOfSequence(schema, table.name);
      if (counted !== undefined && counted.last < counted.greatest) {
        throw new Error(
          `${about}: its numbers go on from ${String(counted.last)}, and ${String(counted.greatest)} is taken`,
        );
      }
    }
  }

  /** Quiet at last: what is still to come comes, and all tables have to be as the source is now. */
  private async end(): Promise<void> {
    this.told.push("the end");
    const { feeds } = this.inside;
    await this.extract();
    await this.apply();
    await this.transport.bringAll(feeds);
    const first = await this.outside.load(feeds);
    await this.take(first);
    const unwellOf = (results: readonly FeedResult[]): readonly FeedResult[] =>
      results.filter(({ status, stale }) => (status !== "loaded" && status !== "unchanged") || stale);
    let stuck = unwellOf(first).map(({ feed }) => feed);
    for (const feed of this.forked) await this.restart(feed);
    for (let round = 0; ; round++) {
      const resync = await this.inside.wanted(await this.outside.receipts(feeds));
      // A run that was cut is gone on with as of its own moment: what came after it is in the second.
      if (round > 1 && resync.size === 0 && stuck.length === 0) break;
      if (round > 4) throw new Error(`still diverged: ${JSON.stringify([...resync])}`);
      if (resync.size > 0) this.untracked.push(this.world.office.now());
      const well = feeds.filter((feed) => !stuck.includes(feed));
      this.told.push(`round ${String(round)}`);
      await this.send(well, { verify: true, resync });
      if (stuck.length > 0) await this.send(stuck, { full: true });
      for (const feed of [...this.forked]) {
        await this.restart(feed);
        await this.send([feed], { full: true });
      }
      await this.transport.bringAll(feeds);
      const results = await this.outside.load(feeds);
      await this.take(results);
      const unwell = unwellOf(results);
      // A bundle was lost of which no head told: now it is missed, and all of the feed is sent.
      stuck = round === 0 ? unwell.filter(({ missing }) => missing !== undefined).map(({ feed }) => feed) : [];
      if (stuck.length < unwell.length) {
        const words = unwell.map(({ feed, status, missing, troubles }) => [
          feed,
          status,
          missing,
          troubles.map(({ error, where }) => [where, codeOf(error), String(error)]),
        ]);
        throw new Error(`does not come right: ${JSON.stringify(words)}`);
      }
    }
    for (const feed of feeds) await this.compareFeed(feed, true);
    await this.compareNow();
  }

  /** Nothing of the source is newer than the bundles. */
  private async compareNow(): Promise<void> {
    const schema = this.schema.toLowerCase();
    for (const [name, model] of this.source.models) {
      const columns = model.columns.map((column) => column.toLowerCase());
      const rows = await this.outside.rows(schema, name, columns);
      const now = this.world.office.now();
      const compared = compare(model, { columns, rows, points: [now, now], whole: true, trackedUpTo: () => false });
      if ("fault" in compared) throw new Error(`${name} in the end: ${compared.fault}`);
    }
    const unlike = await this.outside.unlike([...this.source.models.keys()]);
    if (unlike.length > 0) throw new Error(`${unlike.join()} is not what was loaded`);
  }
}

function ignoreMissing(error: unknown): void {
  if ((error as { code?: string }).code !== "ENOENT") throw error as Error;
}
