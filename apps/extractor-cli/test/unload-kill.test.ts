import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { campaign, randomFrom } from "@dp/chaos";
import { type SnowflakeSim, startSnowflakeSim } from "@dp/snowflake-sim";

import { applied, bundlesOf, headOf, type Keys, keysIn } from "./bundles.ts";
import { run, start, type Surroundings } from "./harness.ts";
import { onStage, password, type Stage } from "./stage.ts";

const rows = 4000;
const setUp = `
  CREATE ROLE DP_METADATA; CREATE DATABASE D; CREATE SCHEMA D.S;
  CREATE TABLE D.S.EVENTS (ID NUMBER(38,0) PRIMARY KEY, NOTE VARCHAR, AT TIMESTAMP_NTZ(9));
  INSERT INTO D.S.EVENTS SELECT SEQ4(), SHA2(SEQ4()), '2024-01-01' FROM TABLE(GENERATOR(ROWCOUNT => ${String(rows)}));
  GRANT USAGE ON DATABASE D TO ROLE DP_METADATA; GRANT USAGE ON SCHEMA D.S TO ROLE DP_METADATA;
  GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE DP_METADATA; GRANT SELECT ON ALL TABLES IN SCHEMA D.S TO ROLE DP_METADATA;
`;
const yaml = `
version: 1
defaults: { snowflake: { database: D, schema: S } }
tables:
  - { name: events, sync_mode: incremental, incremental: { cursor: AT, key: [ID] } }
delivery: { folder: ./exchange, recipients: [keys/outside.recipient], signing_key: keys/inside.signing-key }
`;
const { cases, seed, tell } = campaign("unload-kills", { cases: 2, seed: 20_261_124 });

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSnowflakeSim({
    account: "DEMO",
    sql: [setUp],
    users: [{ name: "VERA", pat: password, roles: ["DP_METADATA"] }],
    inlineRows: 100,
    chunkBytes: 50_000,
  });
});
afterAll(() => sim.close());

const hook = ["--import", new URL("file-calls.mjs", import.meta.url).href];

/** The program, killed at the n-th thing that it does to files of the outbox or the exchange; its calls go to a log. */
function hooked({ surroundings }: Stage, env: Readonly<Record<string, string>>): Surroundings {
  return { ...surroundings, node: hook, env: { ...surroundings.env, ...env } };
}

/** One change of each kind, of rows that no other round touches. */
async function change(round: number): Promise<void> {
  const at = `'2024-02-01 00:00:00.${String(round).padStart(9, "0")}'`;
  const id = String(round);
  await sim.load(`
    INSERT INTO D.S.EVENTS VALUES (${String(rows + round)}, 'new ${id}', ${at});
    UPDATE D.S.EVENTS SET NOTE = 'changed ${id}', AT = ${at} WHERE ID = ${String(2 * round)};
    DELETE FROM D.S.EVENTS WHERE ID = ${String(2 * round + 1)};`);
}

async function same({ project }: Stage, keys: Keys, present: ReadonlyMap<string, string | null>): Promise<void> {
  const exchange = join(project.root, "exchange");
  const bundles = await bundlesOf(exchange, "events", keys);
  // Every number once, each naming the one before: no bundle was lost, none made twice.
  expect(bundles.map(({ manifest }) => manifest.seq)).toEqual(bundles.map((_bundle, index) => index + 1));
  expect((await headOf(exchange, "events", keys)).seq).toBe(bundles.length);
  const target = new Map(applied(bundles, "events").map(([id, note]) => [id, note]));
  expect(target.size).toBe(present.size);
  expect([...target].filter(([id, note]) => present.get(id ?? "") !== note)).toEqual([]);
}

/** What the table holds, by the rounds of changes that it went through. */
function expected(rounds: number, notes: ReadonlyMap<string, string>): ReadonlyMap<string, string | null> {
  const all = new Map<string, string | null>(notes);
  for (let round = 0; round < rounds; round++) {
    all.set(String(rows + round), `new ${String(round)}`);
    all.set(String(2 * round), `changed ${String(round)}`);
    all.delete(String(2 * round + 1));
  }
  return all;
}

test(
  "killed at any call to a file or at any moment: nothing is lost or doubled, and the next run finishes",
  async () => {
    await onStage(sim, yaml, async (bare) => {
      const stage = bare.with({ SNOWFLAKE_WAREHOUSE: "COMPUTE_WH" });
      const { project } = stage;
      mkdirSync(join(project.root, "keys"));
      const keys = await keysIn(join(project.root, "keys"));
      expect(await stage.run("extract", "--all", "-q")).toMatchObject({ code: 0 });
      const log = project.outside("calls");
      const { code, ms: span } = await run(
        ["unload", "--all", "-q"],
        hooked(stage, { FILE_CALLS: log, FILE_ABOUT: "outbox|exchange" }),
      );
      expect(code).toBe(0);
      const calls = readFileSync(log, "utf8").trim().split("\n").length;
      const [first] = await bundlesOf(join(project.root, "exchange"), "events", keys);
      const notes = new Map(first?.tables.events?.rows.map(([id, note]) => [id ?? "", note ?? ""]));
      expect(notes.size).toBe(rows);
      const random = randomFrom(seed);
      const counts = { cases: 0, atCalls: 0, killed: 0, resumed: 0, bundles: 0 };
      for (let index = 0; index < cases; index++) {
        await change(index);
        const atCall = index % 2 === 0;
        const point = atCall ? 1 + Math.floor(random() * calls) : random() * span;
        const what = `seed ${String(seed)}, case ${String(index)}: killed ${atCall ? `at call ${String(point)}` : `after ${point.toFixed(0)} ms`}`;
        const orders = index % 3 === 0 ? ["--full"] : [];
        const env = { FILE_ABOUT: "outbox|exchange", ...(atCall && { FILE_KILL: String(point) }) };
        const running = start(["unload", "--all", ...orders], hooked(stage, env));
        if (!atCall) {
          await sleep(point);
          running.child.kill("SIGKILL");
        }
        const { signal } = await running.ended;
        const next = await stage.run("unload", "--all", ...orders);
        expect({ what, next }).toMatchObject({ what, next: { code: 0 } });
        counts.cases += 1;
        counts.atCalls += Number(atCall);
        counts.killed += Number(signal === "SIGKILL");
        counts.resumed += Number(next.stderr.includes("going on where an earlier run was cut"));
        // What went out complete before the kill leaves nothing for the next run; either way the target is the source.
        await same(stage, keys, expected(index + 1, notes));
      }
      counts.bundles = (await bundlesOf(join(project.root, "exchange"), "events", keys)).length;
      expect(counts.killed).toBeGreaterThan(cases / 3);
      tell(counts);
    });
  },
  120_000 + cases * 20_000,
);
