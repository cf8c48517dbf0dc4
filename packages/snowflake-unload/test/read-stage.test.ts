import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { openReader, type ReaderKind, type ReadRequest, type ReadResult } from "../src/index.ts";

let sim: SnowflakeSim;
let db: SnowflakeConnection;
let folder: string;

const columns = ["ID", 'the "text"'];
/** Every value that a field may need, and enough rows for several files. */
const texts = [
  "NULL",
  "''",
  String.raw`'\\N'`,
  String.raw`'\\'`,
  String.raw`'\\.'`,
  String.raw`'a\tb\nc\rd'`,
  String.raw`'\\t\\n'`,
  `'"q""q", '`,
  "'ä€😀'",
  "CHR(8) || CHR(11) || CHR(12) || CHR(127)",
];
const cases = texts.map((text, index) => `WHEN ${String(index)} THEN ${text}`).join(" ");
const sql = `SELECT SEQ4()::VARCHAR AS ID, CASE MOD(SEQ4(), ${String(texts.length)}) ${cases} END AS "the ""text"""
  FROM TABLE(GENERATOR(ROWCOUNT => 10000))`;

beforeAll(async () => {
  sim = await startSnowflakeSim({
    users: [{ name: "EXTRACTOR", password: "secret-of-the-test", roles: ["DP"] }],
    sql: ["CREATE ROLE DP; CREATE WAREHOUSE W; GRANT USAGE ON WAREHOUSE W TO ROLE DP;"],
    inlineRows: 100,
    chunkBytes: 50_000,
  });
  db = await connectSnowflake(
    {
      account: "SIM",
      user: "EXTRACTOR",
      accessUrl: sim.url,
      warehouse: "W",
      credentials: { method: "password", password: "secret-of-the-test" },
    },
    { tag: "dp/0.0.0/test", statementTimeoutMs: 30_000 },
  );
});

afterAll(async () => {
  await db.close();
  await sim.close();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dp-read-"));
});

afterEach(async () => {
  sim.faults.clear();
  await rm(folder, { recursive: true });
});

async function read(reader: ReaderKind, over: Partial<ReadRequest> = {}): Promise<ReadResult> {
  const part = { module: "@dp/bundle/part", options: { compression: "gzip" } };
  const open = openReader(db, { part, partBytes: 60_000, workers: 2, reader });
  const path = (index: number): string => join(folder, `${reader}-${String(index)}`);
  try {
    return await open.read({ sql, columns, path, ...over });
  } finally {
    await open.close();
  }
}

/** Lines in no particular order: files of a stage have none among them. */
async function linesOf({ parts }: ReadResult): Promise<string[]> {
  const files = await Promise.all(parts.map(({ path }) => readFile(path)));
  const text = files.map((file) => gunzipSync(file).toString()).join("");
  expect(text.endsWith("\n")).toBe(true);
  return text.slice(0, -1).split("\n").sort();
}

const onStage = (): Promise<readonly unknown[]> => db.query("LIST @~/dp/");

describe("the stage", () => {
  test("gives the same COPY text as chunks and as the driver, byte for byte", async () => {
    const staged = await read("stage");
    expect(staged).toMatchObject({ reused: 0, query: { via: "stage", rows: 10_000 } });
    expect(staged.parts.length).toBeGreaterThan(1);
    const lines = await linesOf(staged);
    expect(lines).toHaveLength(10_000);
    expect(lines).toEqual(await linesOf(await read("result")));
    expect(lines).toEqual(await linesOf(await read("driver")));
    expect(new Set(lines.map((line) => line.slice(line.indexOf("\t") + 1)))).toEqual(
      new Set(["\\N", "", "\\\\N", "\\\\", "\\\\.", "a\\tb\\nc\\rd", "\\\\t\\\\n", '"q""q", ', "ä€😀", "\b\v\f\u007f"]),
    );
  });

  test("is empty afterwards, and no file is left here", async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith("dp-stage-"));
    await read("stage");
    expect(await onStage()).toEqual([]);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith("dp-stage-"))).toEqual(before);
  });

  test("without rows has no file, and the result no part", async () => {
    const none = await read("stage", { sql: `SELECT * FROM (${sql}) Q WHERE ID = 'x'` });
    expect(none).toMatchObject({ parts: [], query: { rows: 0 } });
  });

  test("is emptied after a failure too: of the statement, of a value, of whoever is told", async () => {
    await expect(read("stage", { columns: ["OTHER"] })).rejects.toMatchObject({ code: "SNOWFLAKE_STATEMENT_REFUSED" });
    const nul = `SELECT ID, CASE ID WHEN '77' THEN CHR(0) ELSE 'a' END AS "the ""text""" FROM (${sql}) Q`;
    await expect(read("stage", { sql: nul })).rejects.toMatchObject({ code: "READ_NUL", retryable: false });
    const onPart = (): never => {
      throw new Error("disk full");
    };
    await expect(read("stage", { onPart })).rejects.toThrow("disk full");
    expect(await onStage()).toEqual([]);
  });

  test("of a run that was killed is emptied by the next one", async () => {
    const stage = "@~/dp/left/";
    await db.query(
      `COPY INTO ${stage} FROM (SELECT '1' AS A) FILE_FORMAT = (TYPE = CSV COMPRESSION = GZIP ESCAPE_UNENCLOSED_FIELD = NONE EMPTY_FIELD_AS_NULL = FALSE)`,
    );
    expect(await onStage()).toHaveLength(1);
    const query = { queryId: "x", via: "stage", layout: "x", columns, rows: 0, stage } as const;
    await read("stage", { resume: { query, parts: [] } });
    expect(await onStage()).toEqual([]);
  });

  test("is read again where the storage was busy", async () => {
    sim.faults.add({ kind: "status", status: 503, times: 2, match: { path: "/stage/" } });
    expect(await linesOf(await read("stage"))).toHaveLength(10_000);
  });
});
