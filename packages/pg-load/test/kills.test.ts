import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { campaign, randomFrom } from "@dp/chaos";
import { type DatabaseAddress } from "@dp/embedded-postgres";
import { describe, expect, test } from "@jest/globals";

import type { LoadPoint } from "../src/index.ts";
import { orderRows, orders, ordersSql } from "./documents.ts";
import type { Row, Sender } from "./sender.ts";
import { type Stage, withStage } from "./stage.ts";

const key = ["id"];
const worker = fileURLToPath(new URL("workers/load.mjs", import.meta.url));

interface Order {
  readonly folder: string;
  readonly address: DatabaseAddress;
  readonly runId: string;
  readonly killAt?: LoadPoint;
  readonly nth?: number;
}

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from when it was ready. */
  readonly elapsedMs: number;
}

/** Runs the worker; after the delay, if there is one, it is killed wherever it is. */
function runWorker(order: Order, killAfterMs?: number): Promise<Ended> {
  const child = spawn(process.execPath, [worker, JSON.stringify(order)], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr, startedAt] = ["", "", 0];
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    if (startedAt > 0) return;
    startedAt = performance.now();
    if (killAfterMs !== undefined) timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.on("close", (_code, signal) => {
      clearTimeout(timer);
      resolve({ signal, stdout: stdout.replace("ready\n", ""), stderr, elapsedMs: performance.now() - startedAt });
    });
  });
}

/** The history of a feed: what the source holds, and bundles of it in many shapes. */
class Source {
  readonly rows = new Map<number, Row>();
  readonly sender: Sender;
  #next = 1;
  #version = 0;

  constructor(sender: Sender) {
    this.sender = sender;
  }

  whole(): readonly Row[] {
    return [...this.rows.values()];
  }

  #row(id: number): Row {
    const [row] = orderRows(id, id, `v${String(this.#version)}-`);
    return row ?? [];
  }

  async full(partRows: number): Promise<void> {
    this.#version++;
    for (const id of this.rows.keys()) this.rows.set(id, this.#row(id));
    for (let added = 0; added < 20; added++) this.rows.set(this.#next, this.#row(this.#next++));
    await this.sender.publish("orders", [{ metadata: orders, key, rows: this.whole(), partRows, buckets: 4 }]);
  }

  async incremental(partRows: number, random: () => number): Promise<void> {
    this.#version++;
    const changed: Row[] = [];
    const deleted: Row[] = [];
    for (const id of [...this.rows.keys()]) {
      const dice = random();
      if (dice < 0.2) {
        this.rows.delete(id);
        deleted.push([String(id)]);
      } else if (dice < 0.5) {
        this.rows.set(id, this.#row(id));
        changed.push(this.#row(id));
      }
    }
    for (let added = 0; added < 10; added++) {
      this.rows.set(this.#next, this.#row(this.#next));
      changed.push(this.#row(this.#next++));
    }
    const table = { metadata: orders, mode: "incremental" as const, key, rows: changed, deleted, partRows, buckets: 4 };
    await this.sender.publish("orders", [{ ...table, whole: this.whole() }]);
  }
}

/** Every row of the source is there once, nothing else is, and the ledger says so. */
async function expectEqual({ sql }: Stage, source: Source, seed: string): Promise<void> {
  const rows = await sql<{ id: string; note: string; amount: string }>(
    "SELECT id, note, amount FROM sales.orders ORDER BY id",
  );
  const wanted = source.whole().toSorted((one, other) => Number(one[0]) - Number(other[0]));
  expect([seed, rows.map(({ id, note, amount }) => [id, note, amount])]).toEqual([seed, wanted]);
  expect(await sql("SELECT diverged FROM dp_control.feed")).toEqual([{ diverged: {} }]);
  expect(await sql("SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'dp_load'::regnamespace")).toEqual([
    { n: 0 },
  ]);
  const twice =
    "SELECT seq FROM dp_control.bundle WHERE state = 'applied' GROUP BY feed, epoch, seq HAVING count(*) > 1";
  expect(await sql(twice)).toEqual([]);
}

const points: readonly LoadPoint[] = [
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

describe("a loader that is killed", () => {
  test("at each named point leaves nothing lost and nothing doubled; the next run finishes", async () => {
    await withStage(ordersSql, async (stage) => {
      const source = new Source(stage.sender);
      const random = randomFrom(3);
      const { folder } = stage.sender;
      await source.full(1000);
      expect((await stage.one()).status).toBe("loaded");
      for (const [index, killAt] of points.entries()) {
        // In turn: one part and one transaction, many parts; full and incremental.
        const partRows = index % 2 === 0 ? 12 : 1000;
        if (killAt === "part-committed" || index % 3 === 0) await source.full(12);
        else await source.incremental(partRows, random);
        const killed = await runWorker({
          folder,
          address: stage.address,
          runId: `kill-${killAt}`,
          killAt,
          nth: killAt === "part-copied" ? 2 : 1,
        });
        const missed = killed.signal !== "SIGKILL";
        if (missed && killAt !== "part-copied") throw new Error(`${killAt}: ${killed.stdout} ${killed.stderr}`);
        expect((await stage.one()).error).toBeUndefined();
        await expectEqual(stage, source, killAt);
      }
    });
  });

  const run = campaign("load-kills", { cases: 3, seed: 11 });
  test(`at ${String(run.cases)} random moments (seed ${String(run.seed)}) leaves nothing lost and nothing doubled`, async () => {
    const counts = { cases: 0, killed: 0, finished: 0, partsKept: 0 };
    await withStage(ordersSql, async (stage) => {
      const source = new Source(stage.sender);
      const random = randomFrom(run.seed);
      const { folder } = stage.sender;
      await source.full(1000);
      await stage.one();
      let usual = 300;
      while (counts.cases < run.cases) {
        const seed = `seed ${String(run.seed)}, case ${String(counts.cases)}`;
        if (random() < 0.4) await source.full(random() < 0.7 ? 9 : 1000);
        else await source.incremental(random() < 0.7 ? 9 : 1000, random);
        const runId = `kill-${String(counts.cases)}`;
        const order = { folder, address: stage.address, runId };
        const { signal, elapsedMs } = await runWorker(order, Math.round(usual * 1.2 * random()));
        counts[signal === "SIGKILL" ? "killed" : "finished"]++;
        usual = signal === "SIGKILL" ? usual * 1.05 : 0.7 * usual + 0.3 * elapsedMs;
        const parts = await stage.sql<{ n: number }>(
          "SELECT count(*)::int AS n FROM dp_control.part p JOIN dp_control.bundle b ON b.id = p.bundle_id WHERE b.state = 'staged'",
        );
        counts.partsKept += parts[0]?.n ?? 0;
        expect((await stage.one()).error).toBeUndefined();
        await expectEqual(stage, source, seed);
        counts.cases++;
      }
    });
    expect(counts.killed).toBeGreaterThan(0);
    run.tell(counts);
  });

  test("beside three others: each bundle is loaded once, the others wait", async () => {
    await withStage(ordersSql, async (stage) => {
      const source = new Source(stage.sender);
      const random = randomFrom(5);
      await source.full(10);
      for (let count = 0; count < 4; count++) await source.incremental(10, random);
      const orderOf = (index: number): Order => ({
        folder: stage.sender.folder,
        address: stage.address,
        runId: `four-${String(index)}`,
      });
      const ended = await Promise.all([0, 1, 2, 3].map((index) => runWorker(orderOf(index))));
      const loaded = ended.flatMap(({ stdout, stderr }) => {
        expect(stderr).toBe("");
        return (JSON.parse(stdout) as { loaded: number[]; status: string }[]).flatMap((one) => one.loaded);
      });
      expect(loaded.toSorted()).toEqual([1, 2, 3, 4, 5]);
      await expectEqual(stage, source, "four");
    });
  });
});
