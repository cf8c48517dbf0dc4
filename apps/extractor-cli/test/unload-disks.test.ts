import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type SnowflakeSim, startSnowflakeSim } from "@dp/snowflake-sim";

import { bundlesOf, type Keys, keysIn, type SentBundle } from "./bundles.ts";
import { type Ran, run } from "./harness.ts";
import { type HeldStage, holdStage } from "./held-stage.ts";
import { onSmallDisk, type SmallDisk } from "./small-disk.ts";
import { password, type Stage } from "./stage.ts";
import { makeUnwritable } from "./unwritable.ts";

const rows = 2000;
const setUp = `
  CREATE ROLE DP_METADATA; CREATE DATABASE D; CREATE SCHEMA D.S;
  CREATE TABLE D.S.HASHES (ID NUMBER(9,0) PRIMARY KEY, NOTE VARCHAR);
  INSERT INTO D.S.HASHES SELECT SEQ4(), SHA2(SEQ4()) FROM TABLE(GENERATOR(ROWCOUNT => ${String(rows)}));
  GRANT USAGE ON DATABASE D TO ROLE DP_METADATA; GRANT USAGE ON SCHEMA D.S TO ROLE DP_METADATA;
  GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE DP_METADATA; GRANT SELECT ON ALL TABLES IN SCHEMA D.S TO ROLE DP_METADATA;
`;
const tables = `
version: 1
defaults: { snowflake: { database: D, schema: S } }
tables:
  - { name: hashes }
delivery: { folder: ./exchange, recipients: [keys/outside.recipient], signing_key: keys/inside.signing-key }
`;

let sim: SnowflakeSim;
let held: HeldStage;
let stage: Stage;
let keys: Keys;

beforeAll(async () => {
  sim = await startSnowflakeSim({
    account: "DEMO",
    sql: [setUp],
    users: [{ name: "VERA", pat: password, roles: ["DP_METADATA"] }],
  });
  held = await holdStage(sim, tables);
  stage = held.stage.with({ SNOWFLAKE_WAREHOUSE: "COMPUTE_WH" });
  mkdirSync(join(stage.project.root, "keys"));
  keys = await keysIn(join(stage.project.root, "keys"));
  await stage.run("extract", "--all", "-q");
});
afterAll(async () => {
  await held.close();
  await sim.close();
});

const hook = ["--import", new URL("file-calls.mjs", import.meta.url).href];

function hooked(env: Readonly<Record<string, string>>): Promise<Ran> {
  const { surroundings } = stage;
  return run(["unload", "--all"], { ...surroundings, node: hook, env: { ...surroundings.env, ...env } });
}

const bundles = (): Promise<readonly SentBundle[]> => bundlesOf(join(stage.project.root, "exchange"), "hashes", keys);

const unwritable = "mkdir EACCES kernel|exchange";

/** Each hits a later step of the same run than the one before: what went well is not done again. */
const refusals: readonly (readonly [what: string, fault: string, code: number, error: string])[] = [
  ["out of file handles", "open EMFILE outbox/hashes/run/part-00000", 74, "FILE_IO"],
  ["a broken disk under a part", "write EIO outbox/hashes/run/part-00000", 74, "FILE_IO"],
  ["an outbox of another's", "rename EACCES outbox/hashes/.sealed.json", 73, "FILE_NOT_WRITABLE"],
  ["an exchange in which nobody may write", unwritable, 73, "FILE_NOT_WRITABLE"],
  ["an exchange that became read-only", "link EROFS exchange/hashes/", 73, "FILE_NOT_WRITABLE"],
  ["an exchange whose disk breaks", "sync EIO exchange/hashes/.tmp-", 74, "FILE_IO"],
  ["an exchange that lets nothing be renamed", "rename EPERM exchange/hashes/.tmp-", 73, "FILE_NOT_WRITABLE"],
  ["out of file handles at the head", "open EMFILE exchange/hashes/.head.json", 74, "FILE_IO"],
  ["over its quota at the very end", "write EDQUOT outbox/hashes/.state.json", 74, "DISK_FULL"],
];

test("a folder that refuses ends the run with the path; nothing is half published, and the next run goes on", async () => {
  const exchange = join(stage.project.root, "exchange");
  const seen: unknown[] = [];
  for (const [what, fault, code, error] of refusals) {
    const [, , path = ""] = fault.split(" ");
    if (fault === unwritable) rmSync(exchange, { recursive: true });
    const restore = fault === unwritable ? makeUnwritable(exchange) : (): void => undefined;
    const ended = await hooked({ FILE_FAULT: fault });
    restore();
    const told = new RegExp(`error \\S*/(${path.split("/")[0] ?? ""})\\S*: .*\\[${error}\\]\\n  next: \\S`);
    expect({ what, ...ended }).toMatchObject({
      what,
      code,
      stdout: expect.stringMatching(/^failed +hashes\n$/),
      stderr: expect.stringMatching(told),
    });
    seen.push((await bundles()).map(({ tables }) => tables.hashes?.rows.length));
  }
  // All or nothing: whatever had been published is whole.
  expect(seen).toEqual([[], [], [], [], [], [], [], [rows], [rows]]);
  const next = await stage.run("unload", "--all");
  expect(next).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/an earlier run had finished 0000000001-\S+; it is published now/),
  });
  expect((await bundles()).map(({ manifest, tables }) => [manifest.seq, tables.hashes?.rows.length])).toEqual([
    [1, rows],
    [2, rows],
  ]);
});

test("a disk that is really full, of the outbox or of the exchange: 74 and no bundle; with room the next run finishes", async () => {
  const { root } = stage.project;
  rmSync(join(root, ".dp/outbox"), { recursive: true });
  renameSync(join(root, "exchange"), join(root, "before"));
  for (const folder of ["exchange", ".dp/outbox"]) mkdirSync(join(root, folder), { recursive: true });
  const full = async (where: string, disk: SmallDisk, left: number): Promise<void> => {
    disk.fill(left);
    const { code, stderr } = await stage.run("unload", "--all");
    disk.free();
    expect([where, left, code, stderr]).toEqual([
      where,
      left,
      74,
      expect.stringMatching(new RegExp(`error \\S*${where}\\S*: .*\\[DISK_FULL\\]\\n {2}next: \\S`)),
    ]);
    expect(await bundles()).toEqual([]);
  };
  const tmp = stage.project.outside("tmp");
  mkdirSync(tmp);
  await onSmallDisk(tmp, async (disk) => {
    disk.fill(20_000);
    const { code, stderr } = await stage.with({ TMPDIR: tmp }).run("unload", "--all", "--reader", "stage");
    expect([code, stderr]).toEqual([
      74,
      expect.stringMatching(/error .*\/tmp\/dp-stage-.*\[SNOWFLAKE_DISK_FULL\]\n {2}next: \S/),
    ]);
    disk.free();
  });
  const ended = await onSmallDisk(join(root, ".dp/outbox"), async (outbox) => {
    for (const left of [0, 40_000]) await full("outbox", outbox, left);
    return onSmallDisk(join(root, "exchange"), async (exchange) => {
      for (const left of [0, 40_000]) await full("exchange", exchange, left);
      expect(await stage.run("unload", "--all", "-q")).toMatchObject({ code: 0 });
      return (await bundles()).map(({ tables }) => tables.hashes?.rows.length);
    });
  });
  // Where no disk may be mounted, the refusals above stand for it.
  expect([[rows, rows], undefined]).toContainEqual(ended);
});
