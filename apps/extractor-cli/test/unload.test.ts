import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { createSigningKey, documentBytes, readSigningKey, type Receipt, signBytes } from "@dp/bundle";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { bundlesOf, type Keys, keysIn } from "./bundles.ts";
import { onStage, type Stage, startSim } from "./stage.ts";

/** Stands in everything of Snowflake that nobody has reviewed. */
const marker = "never-reviewed-7f3a";
const names = ["market_a", "market_b", "market_d", "market_e"] as const;

const setUp = `
  CREATE ROLE DP_METADATA; CREATE DATABASE PROD_DB; USE SCHEMA PROD_DB.PUBLIC;
  ${names.map((name) => `CREATE TABLE ${name} (ID NUMBER(4,0) PRIMARY KEY, NOTE VARCHAR);`).join("\n")}
  INSERT INTO MARKET_A VALUES (1, 'reviewed'); INSERT INTO MARKET_B VALUES (1, 'b');
  INSERT INTO MARKET_E SELECT SEQ4(), SHA2(SEQ4()) FROM TABLE(GENERATOR(ROWCOUNT => 2500));
  GRANT USAGE ON DATABASE PROD_DB TO ROLE DP_METADATA; GRANT USAGE ON SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;
  GRANT USAGE ON WAREHOUSE COMPUTE_WH TO ROLE DP_METADATA;
  GRANT SELECT ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;
`;
const delivery =
  "delivery: { folder: ./exchange, recipients: [keys/outside.recipient], signing_key: keys/inside.signing-key, keep_days: 1, receipts: ./receipts, receipt_signers: [keys/applier.signer.json] }";
const tables = `
version: 1
defaults: { snowflake: { database: PROD_DB, schema: PUBLIC } }
tables:
  - { name: "{table}", snowflake: { table: MARKET_* } }
${delivery}
`;
const single = `
version: 1
defaults: { snowflake: { database: PROD_DB, schema: PUBLIC } }
tables:
  - { name: market_e }
${delivery}
`;

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim([setUp]);
});
afterAll(() => sim.close());

/** A project with keys, its tables extracted. */
async function onDesk<T>(yaml: string, use: (stage: Stage, keys: Keys) => Promise<T>): Promise<T> {
  return onStage(sim, yaml, async (bare) => {
    const stage = bare.with({ SNOWFLAKE_WAREHOUSE: "COMPUTE_WH" });
    const folder = join(stage.project.root, "keys");
    mkdirSync(folder);
    const keys = await keysIn(folder);
    await createSigningKey({ name: "applier", privateFolder: folder, publicFolder: folder });
    expect(await stage.run("extract", "--all", "-q")).toMatchObject({ code: 0 });
    return use(stage, keys);
  });
}

/** Text of every file below a folder of the project, but keys. */
function everything({ project }: Stage): string {
  const files = readdirSync(project.root, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map((file) => readFileSync(join(file.parentPath, file.name), "latin1")).join("\n");
}

test("a column, a table of a pattern and a type that nobody reviewed: not one byte of them leaves; one bad table stops no other", async () => {
  await onDesk(tables, async (stage, keys) => {
    await sim.load(`
      ALTER TABLE PROD_DB.PUBLIC.MARKET_A ADD COLUMN SECRET_COLUMN VARCHAR; ALTER TABLE PROD_DB.PUBLIC.MARKET_A ADD COLUMN DOC VARIANT;
      UPDATE PROD_DB.PUBLIC.MARKET_A SET SECRET_COLUMN = '${marker}';
      UPDATE PROD_DB.PUBLIC.MARKET_A SET DOC = PARSE_JSON('{"x": "${marker}"}');
      CREATE TABLE PROD_DB.PUBLIC.MARKET_C (ID NUMBER, NOTE VARCHAR); INSERT INTO PROD_DB.PUBLIC.MARKET_C VALUES (1, '${marker}');
      GRANT SELECT ON TABLE PROD_DB.PUBLIC.MARKET_C TO ROLE DP_METADATA;
      ALTER TABLE PROD_DB.PUBLIC.MARKET_B ALTER COLUMN ID SET DATA TYPE NUMBER(9,0);
      REVOKE SELECT ON TABLE PROD_DB.PUBLIC.MARKET_D FROM ROLE DP_METADATA;
      GRANT REFERENCES ON TABLE PROD_DB.PUBLIC.MARKET_D TO ROLE DP_METADATA;`);
    const { code, stdout, stderr } = await stage.run("unload", "--all");
    expect([code, stderr]).toEqual([3, expect.stringContaining("1 table newly fit: market_c")]);
    expect(stdout).toMatch(/^done +market_a .*full, 1 row,.* → market_a\/0000000001-/m);
    expect(stdout).toMatch(/^failed +market_b\b/m);
    expect(stdout).toMatch(/^failed +market_d\b/m);
    expect(stdout).toMatch(/2 bundles sent .*, 3 of 5 failed in/);
    expect(stderr).toMatch(/UNLOAD_TABLE_DIFFERS/);
    expect(stderr).toMatch(/market_a: SECRET_COLUMN, DOC are in Snowflake and not in the committed metadata/);
    expect(stderr).toMatch(/Readable by age1/);
    expect(stderr).toMatch(/signed by \S{43}/);
    const [bundle] = await bundlesOf(join(stage.project.root, "exchange"), "market_a", keys);
    expect(bundle?.tables.market_a?.rows).toEqual([["1", "reviewed"]]);
    const opened = JSON.stringify(
      await Promise.all(names.map((name) => bundlesOf(join(stage.project.root, "exchange"), name, keys))),
    );
    expect(opened).not.toMatch(new RegExp(`${marker}|SECRET_COLUMN|"DOC"`));
    expect(everything(stage)).not.toContain(marker);
    expect(stdout + stderr).not.toContain(marker);
    const [record] = stage.project.records().filter(({ command }) => command === "unload");
    expect(record).toMatchObject({ exitCode: 3, data: { counts: { sent: 2, failed: 3 } } });
    expect(bundle?.manifest.runId).toBe(record?.runId);
  });
});

test("keys and places are looked at before Snowflake is asked for anything", async () => {
  await onDesk(single, async (stage) => {
    const { project } = stage;
    const statements = sim.statements().length;
    const refused = async (change: () => void, code: number, error: string): Promise<void> => {
      change();
      expect(await stage.run("unload", "--all")).toMatchObject({
        code,
        stdout: "",
        stderr: expect.stringContaining(error),
      });
      project.write("config/tables.yaml", single);
    };
    await refused(
      () => {
        project.write("config/tables.yaml", single.replace("recipients: [keys/outside.recipient],", ""));
      },
      78,
      "no recipient",
    );
    await refused(
      () => {
        project.write("config/tables.yaml", single.replace(/^delivery.*$/m, ""));
      },
      78,
      "CONFIG_DELIVERY_MISSING",
    );
    const recipient = project.read("keys/outside.recipient");
    await refused(
      () => {
        project.write("keys/outside.recipient", recipient.replace(/.\n$/, recipient.endsWith("q\n") ? "p\n" : "q\n"));
      },
      78,
      "a letter may be wrong",
    );
    project.write("keys/outside.recipient", recipient);
    await refused(
      () => {
        project.write("keys/inside.signing-key", project.read("keys/inside.signing-key"), 0o644);
      },
      77,
      "KEY_FILE_TOO_OPEN",
    );
    project.write("keys/inside.signing-key", project.read("keys/inside.signing-key"), 0o600);
    await refused(
      () => {
        project.commitAll();
      },
      78,
      "git keeps every row for ever",
    );
    expect(sim.statements()).toHaveLength(statements);
    project.write(".gitignore", "/exchange/\n/file\n");
    project.write("file", "a file in its place");
    project.write("config/tables.yaml", single.replace("./exchange", "./file"));
    expect(await stage.run("unload", "--all")).toMatchObject({
      code: 73,
      stderr: expect.stringMatching(/file.*\[FILE_EXISTS\]/),
    });
  });
});

test("--dry-run says what would be sent and how, and writes nothing; then an exchange, a resend, a restart, a purge", async () => {
  await onDesk(single, async (stage, keys) => {
    const { project } = stage;
    const exchange = join(project.root, "exchange");
    const dry = await stage.json("unload", "--all", "--dry-run");
    expect(dry).toMatchObject({
      exitCode: 0,
      data: {
        dryRun: true,
        feeds: [{ name: "market_e", status: "would-send", tables: [{ mode: "full", rows: 2500 }] }],
      },
    });
    expect([existsSync(exchange), existsSync(join(project.root, ".dp", "outbox"))]).toEqual([false, false]);
    expect(await stage.run("unload", "--all", "-q")).toMatchObject({ code: 0, stdout: "" });
    expect(await stage.run("unload", "--table", "market_e", "-q")).toMatchObject({ code: 0 });
    const [first, second] = await bundlesOf(exchange, "market_e", keys);
    expect(second?.manifest).toMatchObject({ epoch: 1, seq: 2 });
    rmSync(join(exchange, "market_e", first?.name ?? ""), { recursive: true });
    expect(await stage.json("unload", "--table", "market_e", "--resend", "1")).toMatchObject({
      data: { bundle: first?.name, status: "published" },
    });
    expect((await bundlesOf(exchange, "market_e", keys))[0]).toEqual(first);
    expect(await stage.run("unload", "--table", "market_e", "--resend", "9")).toMatchObject({
      code: 65,
      stderr: expect.stringContaining("--full"),
    });
    expect(await stage.json("restart", "--all")).toMatchObject({
      data: { restarted: [{ name: "market_e", epoch: 2, endedSeq: 2 }] },
    });
    // What the other side has applied, and where it found rows to differ.
    const receipt: Receipt = {
      $schema: "urn:dp:schema:bundle-receipt:1",
      formatVersion: "1.0",
      feed: "market_e",
      epoch: 2,
      appliedSeq: 1,
      manifestSha256: "0".repeat(64),
      issuedAt: new Date().toISOString(),
      diverged: { market_e: [3] },
    };
    mkdirSync(join(project.root, "receipts"));
    const bytes = documentBytes(receipt);
    writeFileSync(join(project.root, "receipts", "market_e.json"), bytes);
    const signature = await signBytes(
      bytes,
      "receipt",
      await readSigningKey(join(project.root, "keys", "applier.signing-key")),
    );
    writeFileSync(join(project.root, "receipts", "market_e.jws"), signature);
    const { code, stdout, stderr } = await stage.run("unload", "--all", "--purge");
    expect([code, stderr]).toEqual([0, expect.stringContaining("market_e: the other side found 1 bucket to differ")]);
    expect(stdout).toMatch(/2 old bundles removed/);
    const left = await bundlesOf(exchange, "market_e", keys);
    expect(left.map(({ manifest }) => [manifest.epoch, manifest.seq])).toEqual([[2, 1]]);
    expect(left[0]?.manifest.previous).toBeUndefined();
  });
});

test("Ctrl-C in the middle ends it with 130 and nothing half published; the next run finishes", async () => {
  await onDesk(single, async (stage, keys) => {
    sim.faults.add({ kind: "delay", ms: 20_000, match: { statement: 'AS "row_hash"' } });
    const running = stage.start("unload", "--all");
    while (sim.faults.pending().length > 0) await sleep(10);
    running.child.kill("SIGINT");
    expect(await running.ended).toMatchObject({ code: 130 });
    sim.faults.clear();
    const exchange = join(stage.project.root, "exchange");
    expect(existsSync(join(exchange, "market_e"))).toBe(false);
    expect(await stage.run("unload", "--all", "-q")).toMatchObject({ code: 0 });
    expect((await bundlesOf(exchange, "market_e", keys))[0]?.tables.market_e?.rows).toHaveLength(2500);
  });
});
