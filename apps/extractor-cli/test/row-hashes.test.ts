import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { folderStore, openPart, openRowHashes, type RowHashes, verifyBundle } from "@dp/bundle";
import { randomFrom } from "@dp/chaos";
import { type SnowflakeSim, startSnowflakeSim } from "@dp/snowflake-sim";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { type Keys, keysIn } from "./bundles.ts";
import { run } from "./harness.ts";
import { onStage, password, type Stage } from "./stage.ts";

const setUp = `
  CREATE ROLE DP_METADATA; CREATE DATABASE D; CREATE SCHEMA D.S;
  CREATE TABLE D.S.EVENTS (ID NUMBER(9,0) PRIMARY KEY, NOTE VARCHAR);
  INSERT INTO D.S.EVENTS SELECT SEQ4(), SHA2(SEQ4()) FROM TABLE(GENERATOR(ROWCOUNT => 9000));
  CREATE TABLE D.S.PLAIN (NOTE VARCHAR); INSERT INTO D.S.PLAIN VALUES ('a'), ('a'), (NULL);
  CREATE TRANSIENT TABLE D.S.FLEETING (ID NUMBER(9,0) PRIMARY KEY) DATA_RETENTION_TIME_IN_DAYS = 0;
  GRANT USAGE ON DATABASE D TO ROLE DP_METADATA; GRANT USAGE ON SCHEMA D.S TO ROLE DP_METADATA;
  GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE DP_METADATA; GRANT SELECT ON ALL TABLES IN SCHEMA D.S TO ROLE DP_METADATA;
`;
const yaml = `
version: 1
defaults: { snowflake: { database: D, schema: S } }
tables:
  - { name: events }
  - { name: plain }
  - { name: fleeting }
delivery: { folder: ./exchange, recipients: [keys/outside.recipient], signing_key: keys/inside.signing-key }
`;

let sim: SnowflakeSim;
let ahead = 0;

beforeAll(async () => {
  sim = await startSnowflakeSim({
    account: "DEMO",
    sql: [setUp],
    users: [{ name: "VERA", pat: password, roles: ["DP_METADATA"] }],
    now: () => Date.now() + ahead,
    ...{ inlineRows: 100, chunkBytes: 50_000 },
  });
});
afterAll(() => sim.close());

async function onDesk(use: (stage: Stage, keys: Keys) => Promise<void>): Promise<void> {
  await onStage(sim, yaml, async (bare) => {
    const stage = bare.with({ SNOWFLAKE_WAREHOUSE: "COMPUTE_WH" });
    mkdirSync(join(stage.project.root, "keys"));
    const keys = await keysIn(join(stage.project.root, "keys"));
    expect(await stage.run("extract", "--all", "-q")).toMatchObject({ code: 0 });
    await use(stage, keys);
  });
}

interface Found {
  readonly manifest: RowHashes;
  readonly lines: readonly (readonly string[])[];
}

/** Every row-hash file of a feed, opened and read to the end. */
async function filesOf({ project }: Stage, feed: string, keys: Keys): Promise<readonly Found[]> {
  const store = folderStore(join(project.root, "exchange"));
  const found: Found[] = [];
  for (const ref of await store.rowHashes(feed)) {
    const { manifest } = await openRowHashes(store, ref, { signers: keys.signers });
    const texts: Buffer[] = [];
    for (const part of manifest.parts) {
      for await (const text of openPart(store, ref, { manifest, part, identities: keys.identities })) texts.push(text);
    }
    const lines = Buffer.concat(texts).toString("utf8").split("\n").slice(0, -1);
    found.push({ manifest, lines: lines.map((line) => line.split("\t")) });
  }
  return found;
}

test("rows as of the last bundle, of the chosen buckets alone, encrypted, beside the chain; killed anywhere, nothing half is seen", async () => {
  await onDesk(async (stage, keys) => {
    const early = await stage.run("row-hashes", "events");
    expect([early.code, early.stderr]).toEqual([65, expect.stringContaining("UNLOAD_NOTHING_SENT")]);
    expect(await stage.run("unload", "--all")).toMatchObject({ code: 0 });
    const head = stage.project.read("exchange/events/head.json");
    await sim.load("UPDATE D.S.EVENTS SET NOTE = 'later' WHERE ID < 100; DELETE FROM D.S.EVENTS WHERE ID > 8000;");

    const all = await stage.json("row-hashes", "events");
    const some = await stage.json("row-hashes", "events", "--buckets", "2, 0", "--buckets", "0");
    expect([all.exitCode, some.exitCode]).toEqual([0, 0]);
    const [whole, part] = await filesOf(stage, "events", keys);
    expect(whole?.lines.length).toBe(9000);
    expect(new Set(whole?.lines.map(([, id]) => id)).size).toBe(9000);
    expect(whole?.manifest).toMatchObject({ key: ["id"], columns: ["id", "note"], buckets: 4, seq: 1, epoch: 1 });
    expect(part?.manifest).toMatchObject({ chosen: [0, 2], lines: part?.lines.length });
    const wholeLines = new Set(whole?.lines.map((line) => line.join("\t")));
    expect(part?.lines.every((line) => wholeLines.has(line.join("\t")))).toBe(true);
    // The sums that were signed say how many rows these buckets have.
    const store = folderStore(join(stage.project.root, "exchange"));
    const [ref] = await store.bundles("events");
    const report = ref && (await verifyBundle(store, ref, { trust: { signers: keys.signers }, level: "quick" }));
    const sums = report?.bundle?.manifest.tables[0]?.sums.bundle ?? [];
    const wanted = sums
      .filter(([bucket]) => bucket === "0" || bucket === "2")
      .reduce((sum, [, rows]) => sum + Number(rows), 0);
    expect(part?.lines.length).toBe(wanted);
    expect(report?.problems).toEqual([]);
    expect(stage.project.read("exchange/events/head.json")).toBe(head);

    expect(await stage.run("row-hashes", "plain")).toMatchObject({ code: 0 });
    const [plain] = await filesOf(stage, "plain", keys);
    expect(plain?.lines.map(([, count]) => count).toSorted()).toEqual(["1", "2"]);
    expect(plain?.manifest.key).toBeUndefined();

    for (const [args, code, text] of [
      [["events", "--buckets", "4"], 65, "UNLOAD_BUCKETS_UNKNOWN"],
      [["fleeting"], 65, "no time travel"],
    ] as const) {
      const refused = await stage.run("row-hashes", ...args);
      expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(text)]);
    }
    // Made again from what was published, the sender's memory knows the same moment.
    rmSync(join(stage.project.root, ".dp/outbox"), { recursive: true });
    expect(await stage.run("row-hashes", "events")).toMatchObject({ code: 0 });
    expect((await filesOf(stage, "events", keys)).map(({ lines }) => lines.length)).toEqual([9000, wanted, 9000]);

    await killed(stage, keys);
    ahead += 2 * 86_400_000;
    const gone = await stage.run("row-hashes", "events");
    expect([gone.code, gone.stderr]).toEqual([65, expect.stringContaining("UNLOAD_SNAPSHOT_GONE")]);
    expect(gone.stderr).toContain("--resync events:");
  });
});

/** Killed at some calls to files: nothing half is seen, nothing is left behind, and the next run makes it. */
async function killed(stage: Stage, keys: Keys): Promise<void> {
  const { root } = stage.project;
  const hooked = (env: Readonly<Record<string, string>>): Stage["surroundings"] => ({
    ...stage.surroundings,
    node: ["--import", new URL("file-calls.mjs", import.meta.url).href],
    env: { ...stage.surroundings.env, FILE_ABOUT: "outbox|exchange", ...env },
  });
  const log = stage.project.outside("calls");
  const before = (await filesOf(stage, "events", keys)).length;
  expect(await run(["row-hashes", "events", "-q"], hooked({ FILE_CALLS: log }))).toMatchObject({ code: 0 });
  const calls = readFileSync(log, "utf8").trim().split("\n").length;
  const random = randomFrom(3);
  let made = before + 1;
  for (let turn = 0; turn < 2; turn++) {
    const point = String(1 + Math.floor(((turn + random()) * calls) / 2));
    const { signal } = await run(["row-hashes", "events", "-q"], hooked({ FILE_KILL: point }));
    const files = (await filesOf(stage, "events", keys)).slice(before).map(({ lines }) => lines.length);
    expect({ point, signal, files }).toEqual({ point, signal: "SIGKILL", files: files.map(() => 9000) });
    expect(before + files.length - made).toBeLessThanOrEqual(1);
    made = before + files.length;
  }
  expect(await stage.run("row-hashes", "events", "-q")).toMatchObject({ code: 0 });
  expect((await filesOf(stage, "events", keys)).length).toBe(made + 1);
  expect(existsSync(join(root, ".dp/outbox/events/row-hashes"))).toBe(false);
  expect(readdirSync(join(root, "exchange/events")).filter((name) => name.startsWith(".tmp"))).toEqual([]);
}
