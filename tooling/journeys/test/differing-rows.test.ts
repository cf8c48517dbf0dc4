import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, jest, test } from "@jest/globals";

import { type Ran, type TwoPrograms, withPrograms } from "./two-programs.ts";

jest.setTimeout(180_000);

/** Keys that break what is not careful: text, number and time as PostgreSQL prints them, and the same in Snowflake's SQL. */
const keys = [
  { text: 'it\'s "quoted"', sql: "'it''s \"quoted\"'", amount: "0.0000000001", moment: "2024-02-29 23:59:59.123456" },
  {
    text: "two\nlines\tand a tab",
    sql: "'two\\nlines\\tand a tab'",
    amount: "-12345678901234567890.5000000000",
    moment: "0001-01-01 00:00:00",
  },
  { text: "\\N", sql: "'\\\\N'", amount: "1.0000000000", moment: "9999-12-31 23:59:59" },
  { text: "ключ 🦆 e\u0301", sql: "'ключ 🦆 e\u0301'", amount: "2.0000000000", moment: "2024-01-01 00:00:00" },
  { text: "nul\u2400here", sql: "'nul' || CHR(0) || 'here'", amount: "3.0000000000", moment: "2024-01-01 00:00:00" },
  { text: "", sql: "''", amount: "4.0000000000", moment: "2024-01-01 00:00:00.5" },
] as const;

const setUp = `
  CREATE WAREHOUSE IF NOT EXISTS W; CREATE DATABASE P; USE SCHEMA P.PUBLIC;
  CREATE TABLE ORDERS (CODE VARCHAR(100) NOT NULL, AMOUNT NUMBER(38,10) NOT NULL, AT TIMESTAMP_NTZ(9) NOT NULL,
    NOTE VARCHAR, DOC VARIANT, PRIMARY KEY (CODE, AMOUNT, AT));
  INSERT INTO ORDERS (CODE, AMOUNT, AT, NOTE) SELECT 'bulk-' || SEQ4(), SEQ4(), '2024-01-01 00:00:00', SHA2(SEQ4()) FROM TABLE(GENERATOR(ROWCOUNT => 6000));
  ${keys.map(({ sql, amount, moment }) => `INSERT INTO ORDERS (CODE, AMOUNT, AT, NOTE) VALUES (${sql}, ${amount}, '${moment}', 'as it was');`).join("\n")}
  CREATE TABLE VISITS (PAGE VARCHAR, TIMES NUMBER(9,0));
  INSERT INTO VISITS VALUES ('home', 1), ('home', 1), ('shop', 2), (NULL, 3);
  CREATE TABLE QUIET (ID NUMBER(9,0) PRIMARY KEY, NOTE VARCHAR);
  INSERT INTO QUIET VALUES (1, 'one');`;

const tablesYaml = `version: 1
edition: 1
delivery: { folder: ./exchange, recipients: [config/keys/applier.recipient], signing_key: .dp/keys/extractor.signing-key, receipts: ./receipts, receipt_signers: [config/keys/receipts.signer.json] }
defaults: { snowflake: { database: P, schema: PUBLIC }, postgres: { schema: public }, sync_mode: full }
tables:
  - { name: orders, policies: { nul: replace } }
  - { name: visits }
  - { name: quiet }
`;
const postgresYaml = `version: 1
delivery: { folder: ./exchange, signers: [config/keys/extractor.signer.json], identities: [.dp/keys/applier.identity], receipts: ./receipts, signing_key: .dp/keys/receipts.signing-key }
targets: { main: { default: true } }
`;

function done(ran: Ran): Ran {
  if (ran.code !== 0) throw new Error(`ended with ${String(ran.code)}\n${ran.stdout}\n${ran.stderr}`);
  return ran;
}

async function firstLoad({ extractor, applier, write }: TwoPrograms): Promise<void> {
  await write("config/tables.yaml", tablesYaml);
  await write("config/postgres.yaml", postgresYaml);
  done(await extractor("keys", "create"));
  done(await applier("keys", "create"));
  done(await applier("keys", "create", "receipts", "--receipts"));
  done(await extractor("extract", "--all"));
  done(await applier("apply", "--all", "--yes"));
  done(await extractor("unload", "--all"));
  done(await applier("load"));
}

interface Row {
  readonly kind: string;
  readonly rows: number;
  readonly key?: Readonly<Record<string, string>>;
  readonly hash?: string;
}

interface Compared {
  readonly exitCode: number;
  readonly data: {
    readonly rows: readonly {
      readonly table: string;
      readonly differing: readonly number[];
      readonly comparison?: object;
    }[];
    readonly differingRows?: Readonly<Record<string, readonly Row[]>>;
  };
}

async function compared(applier: TwoPrograms["applier"], ...more: readonly string[]): Promise<Compared> {
  return JSON.parse((await applier("verify", "--data", "--rows", "--json", ...more)).stdout) as Compared;
}

/** The commands that `verify --data` prints, by table. */
function asked(stdout: string): readonly (readonly string[])[] {
  return [...stdout.matchAll(/extractor-cli (row-hashes \S+ --buckets [0-9,]+)/g)].map(([, line = ""]) =>
    line.split(" "),
  );
}

async function newestOf(root: string, table: string): Promise<string> {
  const names = (await readdir(join(root, "exchange", table))).filter((name) => name.startsWith(`rows-${table}-`));
  return names.toSorted().at(-1) ?? "";
}

async function changeByHand({ client }: TwoPrograms): Promise<void> {
  const [changed, gone, odd, many, nul] = keys;
  await client.query("UPDATE orders SET note = 'by hand' WHERE code = ANY ($1)", [[changed.text, odd.text, nul.text]]);
  await client.query("DELETE FROM orders WHERE code = ANY ($1)", [[gone.text, many.text]]);
  await client.query(
    "INSERT INTO orders (code, amount, at, note) VALUES ($1, 7, '2024-01-01 00:00:00.000001', 'new')",
    ["x\u202e'; --"],
  );
  // In no hash: nobody is told that it was compared.
  await client.query(`UPDATE orders SET doc = '{"by": "hand"}' WHERE code = 'bulk-1'`);
  await client.query("DELETE FROM visits WHERE page = 'shop'");
  await client.query("INSERT INTO visits VALUES ('home', 1), ('home', 1), ('new', 9)");
}

test("rows that somebody changed, deleted and added by hand are named by key, and by hash where there is none; nothing else is", async () => {
  await withPrograms(setUp, async (programs) => {
    const { root, extractor, applier, sim } = programs;
    await firstLoad(programs);
    await changeByHand(programs);

    const found = await applier("verify", "--data");
    expect(found.code).toBe(2);
    const commands = asked(found.stdout);
    expect(commands.map(([, table]) => table)).toEqual(["orders", "visits"]);
    const statements = sim.statements().length;
    for (const command of commands) done(await extractor(...command));
    expect(
      sim
        .statements()
        .slice(statements)
        .filter((one) => JSON.stringify(one).includes("QUIET")),
    ).toEqual([]);

    const hidden = await applier("verify", "--data", "--rows");
    expect(hidden.code).toBe(2);
    expect(hidden.stdout).toMatch(
      /orders \(row by row\) +3 changed, 2 only in Snowflake, 1 only in PostgreSQL.*not compared: doc/,
    );
    expect(hidden.stdout).toMatch(/visits \(row by row\) +1 only in Snowflake, 3 only in PostgreSQL/);
    expect(hidden.stdout).toMatch(/bucket [0-7]: \d/);
    expect(hidden.stdout).toContain("--show-values");
    expect(hidden.stdout + hidden.stderr).not.toMatch(/quoted|two|ключ|nul|shop|--'|[0-9a-f]{64}/);

    const shown = await applier("verify", "--data", "--rows", "--show-values", "--limit", "4");
    expect(shown.stdout).toContain("… and 2 more (--limit)");
    expect(shown.stdout).not.toContain("\u202e");
    const { data, exitCode } = await compared(applier, "--show-values");
    expect(exitCode).toBe(2);
    const key = ({ text, amount, moment }: (typeof keys)[number]): object => ({ code: text, amount, at: moment });
    const orders = (data.differingRows?.orders ?? []).map(({ kind, rows, key: named }) => ({ kind, rows, key: named }));
    const expected = [
      ...[0, 2, 4].map((index) => ({ kind: "changed", rows: 1, key: key(keys[index] ?? keys[0]) })),
      ...[1, 3].map((index) => ({ kind: "only-in-snowflake", rows: 1, key: key(keys[index] ?? keys[0]) })),
      {
        kind: "only-in-postgres",
        rows: 1,
        key: { code: "x\u202e'; --", amount: "7.0000000000", at: "2024-01-01 00:00:00.000001" },
      },
    ];
    const inOrder = (rows: readonly object[]): readonly string[] => rows.map((row) => JSON.stringify(row)).toSorted();
    expect(inOrder(orders)).toEqual(inOrder(expected));
    const visits = (data.differingRows?.visits ?? []).map(
      ({ kind, rows, hash }) => `${kind} ${String(rows)} ${String(hash?.length)}`,
    );
    expect(visits.toSorted()).toEqual(["only-in-postgres 1 64", "only-in-postgres 2 64", "only-in-snowflake 1 64"]);
    const records = await Promise.all(
      (await readdir(join(root, ".dp/runs"))).map((file) => readFile(join(root, ".dp/runs", file), "utf8")),
    );
    expect(records.join("")).not.toMatch(/quoted|bulk-|two\\nlines|ключ/);
    await refused(programs);
    await stale(programs);
    await purged(programs);
  });
});

/** Files that are not what the sender signed for this table. */
async function refused({ root, applier }: TwoPrograms): Promise<void> {
  const name = await newestOf(root, "orders");
  const folder = join(root, "exchange/orders", name);
  const failing = async (code: number, ...texts: readonly string[]): Promise<void> => {
    const ran = await applier("verify", "--data", "--rows", `orders/${name}`);
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(texts[0] ?? "")]);
    for (const text of texts) expect(ran.stderr).toContain(text);
  };
  const changed = async (
    file: string,
    change: (bytes: Buffer) => Buffer,
    check: () => Promise<void>,
  ): Promise<void> => {
    const bytes = await readFile(join(folder, file));
    // Another file: the sender may have the same one under a second name.
    await rm(join(folder, file));
    await writeFile(join(folder, file), change(Buffer.from(bytes)));
    await check();
    await writeFile(join(folder, file), bytes);
  };
  const [part = ""] = (await readdir(folder)).filter((file) => file.startsWith("part-"));
  expect(part).toMatch(/\.copy\.gz\.age$/);
  const flipped = (bytes: Buffer): Buffer => {
    bytes[bytes.length - 20] = (bytes.at(-20) ?? 0) ^ 1;
    return bytes;
  };
  await changed(part, flipped, () => failing(65, "BUNDLE_PART_DAMAGED", part));
}

/** A file is good for just the bundle that is loaded. */
async function stale({ root, extractor, applier, sim }: TwoPrograms): Promise<void> {
  const before = await newestOf(root, "orders");
  await sim.load("UPDATE P.PUBLIC.ORDERS SET NOTE = 'later' WHERE CODE = 'bulk-7'");
  done(await extractor("unload", "--table", "orders"));
  done(await extractor("row-hashes", "orders", "--buckets", "0,1"));
  const after = await newestOf(root, "orders");
  expect(after).not.toBe(before);
  // What stands beside the chain is none of it.
  done(await applier("load"));
  const refused = await applier("verify", "--data", "--rows", `orders/${before}`);
  expect([refused.code, refused.stderr]).toEqual([65, expect.stringContaining("ROW_HASHES_STALE")]);
  const now = await applier("verify", "--data", "--rows", `orders/${after}`);
  expect(now.stdout).toMatch(/orders \(row by row\) +no row differs/);
}

/** The sender removes what the other side is beyond. */
async function purged({ root, extractor }: TwoPrograms): Promise<void> {
  const kept = await newestOf(root, "orders");
  done(await extractor("unload", "--table", "orders", "--purge"));
  const left = (await readdir(join(root, "exchange/orders"))).filter((name) => name.startsWith("rows-"));
  expect(left).toEqual([kept]);
}
