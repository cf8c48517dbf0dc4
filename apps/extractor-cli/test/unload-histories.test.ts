import { rmSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { campaign, randomFrom } from "@dp/chaos";
import { type SnowflakeSim, startSnowflakeSim } from "@dp/snowflake-sim";

import { Desk } from "./desk.ts";
import { password } from "./stage.ts";

const { cases, seed, tell } = campaign("unload-histories", { cases: 2, seed: 20_261_125 });

/** Cursor types, each with the text of a moment: microseconds since a day of 2024. */
const cursors = {
  NTZ: ["TIMESTAMP_NTZ(9)", (at: number) => `'${moment(at)}'`],
  LTZ: ["TIMESTAMP_LTZ(9)", (at: number) => `'${moment(at)} +00:00'`],
  TZ: ["TIMESTAMP_TZ(9)", (at: number) => `'${moment(at)} +05:30'`],
  NUM: ["NUMBER(38,3)", (at: number) => `${String(10 ** 15 + at)}.001`],
  TXT: ["VARCHAR", (at: number) => `'v''\\\\${String(10 ** 15 + at)}'`],
} as const;
type Kind = keyof typeof cursors;
const kinds = Object.keys(cursors) as readonly Kind[];
/** How deletes are found. */
const memories = { TRACKED: "CHANGE_TRACKING = TRUE", PAST: "", SUMS: "DATA_RETENTION_TIME_IN_DAYS = 0" } as const;

function moment(at: number): string {
  return `${new Date(Date.UTC(2024, 0, 1) + Math.floor(at / 1000)).toISOString().slice(0, 23).replace("T", " ")}${String(at % 1000).padStart(3, "0")}789`;
}

const grants = `
  CREATE ROLE DP_UNLOAD; GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE DP_UNLOAD; CREATE DATABASE D; CREATE SCHEMA D.S;
  GRANT USAGE ON DATABASE D TO ROLE DP_UNLOAD; GRANT USAGE ON SCHEMA D.S TO ROLE DP_UNLOAD;
`;

let sim: SnowflakeSim;
let desk: Desk;

beforeAll(async () => {
  sim = await startSnowflakeSim({
    account: "DEMO",
    sql: [grants],
    users: [{ name: "VERA", pat: password, roles: ["DP_UNLOAD"] }],
  });
  desk = await Desk.open(sim);
});
afterAll(async () => {
  await desk.close();
  await sim.close();
});

async function table(name: string, kind: Kind, options: string, settings: string): Promise<string> {
  await desk.sql(`
    CREATE TABLE D.S.${name} (ID NUMBER(38,0) NOT NULL PRIMARY KEY, NOTE VARCHAR, MOVED ${cursors[kind][0]}) ${options};
    GRANT SELECT ON TABLE D.S.${name} TO ROLE DP_UNLOAD;`);
  const entry = `{ name: ${name.toLowerCase()}, snowflake: { database: D, schema: S }, sync_mode: incremental, incremental: { cursor: MOVED, key: [ID] }${settings} }`;
  const yaml = `tables:\n  - ${entry}\n`;
  await desk.extract(yaml);
  return yaml;
}

/** Ids and notes on both sides. */
async function sides(name: string): Promise<readonly [source: unknown, target: unknown]> {
  const source = await desk.source(`SELECT TO_VARCHAR(ID), NOTE FROM D.S.${name}`);
  const target = await desk.target(name.toLowerCase(), name.toLowerCase());
  return [source, target.map(([id, note]) => [id, note])];
}

test(
  "random histories: whatever came, changed, went, or came late, the target is the source after each bundle",
  async () => {
    const random = randomFrom(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const counts = { cases: 0, steps: 0, bundles: 0, unchanged: 0, inVain: 0 };
    for (let index = 0; index < cases; index++) {
      const kind = kinds[(index + seed) % kinds.length] ?? "NTZ";
      const memory = (["TRACKED", "PAST", "SUMS"] as const)[index % 3] ?? "PAST";
      const verify = ["every-bundle", "manual"][below(2)] ?? "";
      const name = `H${String(index)}_${String(seed)}`;
      const feed = name.toLowerCase();
      const what = `seed ${String(seed)}, case ${String(index)}: ${kind}, ${memory}, ${verify}`;
      const yaml = await table(name, kind, memories[memory], `, verify: ${verify}`);
      let clock = 1_000_000_000;
      const stamp = cursors[kind][1];
      const present: number[] = [];
      let next = 0;
      for (let step = 0; step < 8; step++) {
        const changes: string[] = [];
        for (let count = below(5); count > 0; count--) {
          clock += 1 + below(3);
          // Late by less than the overlap, where the cursor knows time.
          const late = ["NUM", "TXT"].includes(kind) ? 0 : below(2) * below(800_000_000);
          const at = below(12) === 0 ? "NULL" : stamp(clock - late);
          const id = present[below(present.length)];
          const choice = below(3);
          if (choice === 0 || id === undefined) {
            present.push(next);
            changes.push(`INSERT INTO D.S.${name} VALUES (${String(next)}, 'n${String(next)}', ${at})`);
            next += 1;
          } else if (choice === 1) {
            changes.push(`UPDATE D.S.${name} SET NOTE = 'u${String(clock)}', MOVED = ${at} WHERE ID = ${String(id)}`);
          } else {
            present.splice(present.indexOf(id), 1);
            changes.push(`DELETE FROM D.S.${name} WHERE ID = ${String(id)}`);
          }
        }
        if (changes.length > 0) await desk.sql(changes.join(";\n"));
        const sent = await desk.send(yaml, feed, { full: below(12) === 0 });
        const [source, target] = await sides(name);
        expect({ what, step, target }).toEqual({ what, step, target: source });
        counts.steps += 1;
        counts.unchanged += Number(sent.bundle === undefined);
        counts.bundles += Number(sent.bundle !== undefined);
        // Where nothing happened no bundle is made.
        const asked = step === 0 || sent.tables[0]?.mode === "full";
        counts.inVain += Number(changes.length === 0 && !asked && verify !== "manual" && sent.bundle !== undefined);
      }
      counts.cases += 1;
    }
    expect(counts.inVain).toBe(0);
    tell(counts);
  },
  60_000 + cases * 30_000,
);

test("without sums of the whole table an unchanged one is told by keys and cursors; with --verify sums go along", async () => {
  const yaml = await table("QUIET", "NTZ", "", ", verify: manual");
  await desk.sql("INSERT INTO D.S.QUIET VALUES (1, 'a', '2024-01-01'), (2, 'b', '2024-01-01')");
  await desk.send(yaml, "quiet");
  expect((await desk.send(yaml, "quiet")).tables).toMatchObject([{ unchanged: true }]);
  await desk.sql("UPDATE D.S.QUIET SET NOTE = 'late', MOVED = '2023-12-31 23:59:00' WHERE ID = 2");
  const late = await desk.send(yaml, "quiet");
  expect(late.tables).toMatchObject([{ unchanged: false, rows: 2 }]);
  expect(late.tables[0]?.tableSums).toBeUndefined();
  const [source, target] = await sides("QUIET");
  expect(target).toEqual(source);
  await desk.sql("INSERT INTO D.S.QUIET VALUES (3, 'c', '2024-01-02')");
  expect((await desk.send(yaml, "quiet", { verify: true })).tables[0]?.tableSums).toBeDefined();
});

test("tracking that began after the last bundle, or an outbox that is lost, is got over", async () => {
  const yaml = await table("TURNS", "NTZ", "", "");
  await desk.sql("INSERT INTO D.S.TURNS VALUES (1, 'a', '2024-01-01'), (2, 'b', '2024-01-01')");
  await desk.send(yaml, "turns");
  await desk.sql("ALTER TABLE D.S.TURNS SET CHANGE_TRACKING = TRUE");
  await desk.sql("DELETE FROM D.S.TURNS WHERE ID = 2");
  expect((await desk.send(yaml, "turns")).tables).toMatchObject([{ mode: "incremental", deletedKeys: 1 }]);
  expect(desk.notes()).toEqual(["NO_CHANGES_TRACKED turns"]);
  rmSync(join(desk.folder, "outbox", "turns"), { recursive: true });
  await desk.sql("INSERT INTO D.S.TURNS VALUES (3, 'c', '2024-01-03')");
  const rebuilt = await desk.send(yaml, "turns");
  expect(rebuilt).toMatchObject({
    epoch: 1,
    seq: 3,
    tables: [{ mode: "full", why: /notes of the last bundle are lost/ }],
  });
  const [source, target] = await sides("TURNS");
  expect(target).toEqual(source);
});
