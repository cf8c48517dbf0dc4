import { setTimeout as pause } from "node:timers/promises";

import { describe, expect, test } from "@jest/globals";
import { campaign, randomFrom } from "@dp/chaos";
import { connectPostgres } from "@dp/pg-client";
import { verify } from "@dp/pg-apply";

import { historyOf } from "./database-state.ts";
import { changed, column, customers, document, manyTables, orders } from "./documents.ts";
import { type Ran, run, type Running, start, type Surroundings, variables } from "./harness.ts";
import { writeTables } from "./project.ts";
import { onStage, type Stage } from "./stage.ts";

const { cases, seed, tell } = campaign("applier-kills", { cases: 6, seed: 1 });

const before = [changed(customers, { uniqueKeys: [] }), changed(orders, { foreignKeys: [], indexes: [] })];

/** New tables, and on filled ones a unique key, indexes, foreign keys, columns and comments. */
const after = [
  changed(customers, {
    comment: "changed",
    columns: [...customers.target.columns, column("note", "text", { comment: "new" }), column("more", "integer")],
    indexes: [{ name: "customers_since_idx", columns: ["since"], reason: "configured" }],
  }),
  orders,
  document("articles", {
    columns: [column("id", "bigint", { nullable: false }), column("day", "date"), column("number", "integer")],
    primaryKey: { name: "articles_pkey", columns: ["id"] },
    foreignKeys: [
      {
        name: "articles_order_fkey",
        columns: ["day", "number"],
        references: { schema: "sales", table: "orders", columns: ["day", "number"] },
      },
    ],
  }),
  ...manyTables(16),
];

const applyAll = ["apply", "--all", "--yes", "-q"];

const backends = "FROM pg_stat_activity WHERE datname = $1 AND application_name LIKE 'dp/%'";

/** Waits for the program's connection, or for its end. */
async function connected({ client }: Stage, database: string, { child, ended }: Running): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    if ((await client.query(`SELECT ${backends}`, [database])).rowCount !== 0) return;
    await pause(2);
  }
  throw new Error(`the program ended before it connected: ${JSON.stringify(await ended)}`);
}

/** A database like `base`, for one case. */
async function withCopy<T>(
  stage: Stage,
  base: string,
  use: (where: Surroundings, database: string) => Promise<T>,
): Promise<T> {
  const database = `${base}_copy`;
  await stage.client.query(`CREATE DATABASE ${database} TEMPLATE ${base}`);
  try {
    return await use({ cwd: stage.project.root, env: variables({ ...stage.address, database }) }, database);
  } finally {
    await stage.client.query(`DROP DATABASE ${database} WITH (FORCE)`);
  }
}

/** What a run left behind: its differences, and how many rows there are. */
async function leftIn({ address }: Stage, database: string): Promise<object> {
  const settings = { ...address, database, sslmode: "disable" as const };
  const db = await connectPostgres(settings, { applicationName: "test" });
  try {
    const { differences } = await verify(db, after);
    const [row] = await db.query<{ rows: number }>(
      "SELECT ((SELECT count(*) FROM sales.customers) + (SELECT count(*) FROM sales.orders))::int AS rows",
    );
    const open = await db.query("SELECT FROM pg_catalog.pg_index WHERE NOT indisvalid");
    return { differences, rows: row?.rows, invalid: open.length };
  } finally {
    await db.close();
  }
}

/** The server may be at the end of what the killed run began: whoever comes too early is told to come again. */
async function runAgain(where: Surroundings): Promise<Ran> {
  for (let tries = 1; ; tries++) {
    const ran = await run(applyAll, where);
    if (ran.code !== 75 || tries === 3) return ran;
  }
}

describe("killed at a random moment", () => {
  test(
    "by SIGKILL or by the server, the next run finishes, no row is lost and verify is clean",
    async () => {
      await onStage(before, async (stage) => {
        const base = `${stage.address.database}_base`;
        await stage.client.query(`CREATE DATABASE ${base} TEMPLATE template0`);
        const counts = { cases: 0, killed: 0, terminated: 0, endedBefore: 0 };
        try {
          const atBase = { cwd: stage.project.root, env: variables({ ...stage.address, database: base }) };
          expect(await run(applyAll, atBase)).toMatchObject({ code: 0 });
          await fill(stage, base);
          writeTables(stage.project, after);
          const span = await withCopy(stage, base, (where, database) => spanOf(stage, where, database));
          const random = randomFrom(seed);
          for (let index = 0; index < cases; index++) {
            // The last part of a run is its verification.
            const [moment, byServer] = [random() * span * 0.8, random() < 0.5];
            const what = `seed ${String(seed)}, case ${String(index)}: ${byServer ? "terminated" : "killed"} after ${moment.toFixed(1)} ms`;
            await withCopy(stage, base, async (where, database) => {
              const running = start(applyAll, where);
              const { child, ended } = running;
              await connected(stage, database, running);
              await pause(moment);
              if (byServer) await stage.client.query(`SELECT pg_terminate_backend(pid) ${backends}`, [database]);
              else child.kill("SIGKILL");
              const { code, signal } = await ended;
              const how = code === 0 ? "endedBefore" : byServer ? "terminated" : "killed";
              counts[how]++;
              counts.cases++;
              expect([what, byServer ? [0, 69].includes(code ?? -1) : code === 0 || signal === "SIGKILL"]).toEqual([
                what,
                true,
              ]);
              const next = await runAgain(where);
              expect([what, next.code, next.stderr]).toEqual([what, 0, ""]);
              expect([what, await leftIn(stage, database)]).toEqual([what, { differences: [], rows: 600, invalid: 0 }]);
            });
          }
          expect(counts.killed + counts.terminated).toBeGreaterThan(0);
        } finally {
          await stage.client.query(`DROP DATABASE ${base} WITH (FORCE)`);
        }
        tell(counts);
      });
    },
    60_000 + cases * 15_000,
  );
});

async function fill({ address }: Stage, database: string): Promise<void> {
  const db = await connectPostgres({ ...address, database, sslmode: "disable" }, { applicationName: "test" });
  await db.query("INSERT INTO sales.customers (email) SELECT 'mail' || i FROM generate_series(1, 300) AS i");
  await db.query(`INSERT INTO sales.orders (day, number, customer_id)
                  SELECT '2024-01-01', i, 100 + 5 * (i - 1) FROM generate_series(1, 300) AS i`);
  await db.close();
}

/** Milliseconds from the first connection of a run that nobody disturbs to its end. */
async function spanOf(stage: Stage, where: Surroundings, database: string): Promise<number> {
  const running = start(applyAll, where);
  await connected(stage, database, running);
  const startedAt = performance.now();
  expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
  return performance.now() - startedAt;
}

describe("several at once", () => {
  test.each([2, 4])("%i appliers: one works, the others wait and find nothing to do", async (appliers) => {
    const met: boolean[] = [];
    // On a busy machine one may have ended before the next one comes: then they come again.
    for (let round = 0; round < 5 && !met.includes(true); round++) {
      await onStage(manyTables(60), async ({ run: runHere, client }) => {
        const all = await Promise.all(
          Array.from({ length: appliers }, () => runHere("apply", "--all", "--yes", "--wait", "60")),
        );
        expect(all.map(({ code }) => code)).toEqual(all.map(() => 0));
        expect(all.filter(({ stdout }) => stdout.includes("60 added"))).toHaveLength(1);
        expect((await historyOf(client)).map(({ result }) => result)).toEqual(["started", "done"]);
        met.push(all.some(({ stderr }) => stderr.includes("is at work; waiting 60.0 s at most")));
      });
    }
    expect(met).toContain(true);
  });

  test("who may not wait says so and ends with 75; the one at work is not disturbed", async () => {
    await onStage(manyTables(60), async ({ run: runHere, client }) => {
      const all = await Promise.all(Array.from({ length: 4 }, () => runHere("apply", "--all", "--yes", "--wait", "0")));
      const busy = all.filter(({ code }) => code === 75);
      expect(all.every(({ code }) => code === 0 || code === 75)).toBe(true);
      expect(busy.length).toBeLessThan(4);
      for (const { stderr } of busy)
        expect(stderr).toMatch(/another run is at work on apply: dp\/.* \[POSTGRES_BUSY\]/);
      expect((await historyOf(client)).map(({ result }) => result)).toEqual(["started", "done"]);
    });
  });
});
