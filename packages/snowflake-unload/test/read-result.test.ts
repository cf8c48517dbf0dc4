import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  openReader,
  type ReaderOptions,
  type ReadPart,
  type ReadQuery,
  type ReadRequest,
  type ReadResult,
} from "../src/index.ts";

let sim: SnowflakeSim;
let db: SnowflakeConnection;
let folder: string;

const rowCount = 20_000;
/** Torture values among many plain rows. */
const columns = ["ID", "T", "N"];
const sql = `SELECT SEQ4()::VARCHAR AS ID,
  CASE MOD(SEQ4(), 7) WHEN 0 THEN 'tab \t back \\\\ line \n return \r quote " end' WHEN 1 THEN '' WHEN 2 THEN '\\\\N'
    WHEN 3 THEN 'ä€😀' WHEN 4 THEN '\\\\.' WHEN 5 THEN 'NULL' ELSE REPEAT('x', 50) END AS T,
  CASE WHEN MOD(SEQ4(), 3) = 0 THEN NULL ELSE 'n' END AS N
  FROM TABLE(GENERATOR(ROWCOUNT => ${String(rowCount)}))`;

/** COPY text of the same rows, made by the test. */
function expected(): string {
  const texts = [
    'tab \\t back \\\\ line \\n return \\r quote " end',
    "",
    "\\\\N",
    "ä€😀",
    "\\\\.",
    "NULL",
    "x".repeat(50),
  ];
  return Array.from(
    { length: rowCount },
    (_, id) => `${String(id)}\t${texts[id % 7] ?? ""}\t${id % 3 === 0 ? "\\N" : "n"}\n`,
  ).join("");
}

beforeAll(async () => {
  sim = await startSnowflakeSim({
    users: [{ name: "EXTRACTOR", password: "secret-of-the-test", roles: ["DP"] }],
    sql: ["CREATE ROLE DP; CREATE WAREHOUSE IF NOT EXISTS W; CREATE DATABASE DB; CREATE SCHEMA DB.S;"],
    inlineRows: 100,
    chunkBytes: 100_000,
  });
  db = await connectSnowflake(
    {
      account: "SIM",
      user: "EXTRACTOR",
      accessUrl: sim.url,
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

const path = (index: number): string => join(folder, `part-${String(index)}`);

async function read(over: Partial<ReadRequest> = {}, options: Partial<ReaderOptions> = {}): Promise<ReadResult> {
  const part = { module: "@dp/bundle/part", options: { compression: "gzip" } };
  const reader = openReader(db, { part, partBytes: 150_000, workers: 2, ...options });
  try {
    return await reader.read({ sql, columns, path, ...over });
  } finally {
    await reader.close();
  }
}

async function textOf(parts: readonly ReadPart[]): Promise<string> {
  const files = await Promise.all(parts.map((part) => readFile(part.path)));
  return files.map((file) => gunzipSync(file).toString()).join("");
}

const chunkPath = /^\/results\//;

describe("a result", () => {
  test("stands in parts, in order, each row once, byte for byte", async () => {
    const result = await read();
    expect(result).toMatchObject({ reused: 0, query: { via: "result", rows: rowCount, columns } });
    expect(result.fallback).toBeUndefined();
    expect(result.parts.length).toBeGreaterThan(3);
    expect(result.parts.map(({ index }) => index)).toEqual([...result.parts.keys()]);
    expect(await textOf(result.parts)).toBe(expected());
    const rows = result.parts.reduce((sum, { facts }) => sum + facts.rows, 0);
    expect(rows).toBe(rowCount);
  });

  test("that fits into the answer is one part, and one without rows is none", async () => {
    const short = await read({ sql: "SELECT 'a' AS A UNION ALL SELECT NULL", columns: ["A"] });
    expect(await textOf(short.parts)).toBe("a\n\\N\n");
    const none = await read({ sql: "SELECT 'a' AS A WHERE 1 = 0", columns: ["A"] });
    expect(none.parts).toEqual([]);
    expect(await readdir(folder)).toEqual(["part-0"]);
  });

  test("is told of as it comes: query first, parts, progress that adds up", async () => {
    const told: string[] = [];
    const sum = { rows: 0, bytes: 0 };
    const result = await read({
      onQuery: ({ queryId }) => void told.push(queryId),
      onPart: ({ index }) => void told.push(String(index)),
      onProgress: ({ rows, bytes }) => {
        sum.rows += rows;
        sum.bytes += bytes;
      },
    });
    expect(told[0]).toBe(result.query.queryId);
    expect(
      told
        .slice(1)
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual([...result.parts.keys()]);
    expect(sum.rows).toBe(rowCount);
    expect(sum.bytes).toBeGreaterThan(600_000);
  });

  test("has the same parts however many threads write them", async () => {
    const facts = async (workers: number): Promise<unknown> => {
      const { parts } = await read(
        { path: (index) => join(folder, `${String(workers)}-${String(index)}`) },
        { workers },
      );
      return parts.map((part) => part.facts);
    };
    expect(await facts(3)).toEqual(await facts(1));
  });
});

describe("what goes wrong on the way is overcome", () => {
  test.each([
    [
      "a busy storage",
      () => {
        sim.faults.add({ kind: "status", status: 503, times: 3, match: { path: chunkPath } });
      },
    ],
    [
      "a connection that breaks before the answer",
      () => {
        sim.faults.add({ kind: "drop-connection", times: 2, match: { path: chunkPath } });
      },
    ],
    [
      "a body that was cut",
      () => {
        sim.faults.add({ kind: "truncate-chunk", times: 3 });
      },
    ],
    [
      "a body that does not end",
      () => {
        sim.faults.add({ kind: "endless-chunk", times: 2 });
      },
    ],
    [
      "addresses that have expired",
      () => {
        sim.faults.add({ kind: "expire-chunk-url", times: 2 });
      },
    ],
    [
      "a session that has expired meanwhile",
      () => {
        sim.faults.add({ kind: "expire-chunk-url" });
        sim.faults.add({ kind: "expire-session", match: { path: /\/result$/ } });
      },
    ],
  ])("%s", async (_name, prepare) => {
    prepare();
    const progress = { rows: 0 };
    const result = await read({
      onProgress: ({ rows }) => {
        progress.rows += rows;
      },
    });
    expect(sim.faults.pending()).toEqual([]);
    expect(result.query.via).toBe("result");
    expect(await textOf(result.parts)).toBe(expected());
    expect(progress.rows).toBe(rowCount);
  });

  // No limit on the test's own clock: what sleeps does so for longer than a test may take.
  test("a storage that sleeps, or sends a byte a second, is asked again; one that stays slow ends the read, and the next goes on", async () => {
    sim.faults.add({ kind: "delay", ms: 600_000, match: { path: chunkPath } });
    sim.faults.add({ kind: "trickle-chunk", times: 4, match: { path: /^\/results\/[^/]+\/5$/ } });
    const parts: ReadPart[] = [];
    let query: ReadQuery | undefined;
    const onQuery = (begun: ReadQuery): void => void (query = begun);
    const failed = read({ onQuery, onPart: (part) => void parts.push(part) }, { stallMs: 2000 });
    await expect(failed).rejects.toMatchObject({
      code: "READ_CHUNK_UNREACHABLE",
      message: expect.stringContaining("comes too slowly"),
      retryable: true,
    });
    expect(sim.faults.pending()).toEqual([]);
    if (query === undefined) throw new Error("no query was told");
    const result = await read({ resume: { query, parts } });
    expect(result.query).toMatchObject({ via: "result", queryId: query.queryId });
    expect(result.reused).toBe(parts.length);
    expect(await textOf(result.parts)).toBe(expected());
  });

  test("chunks that stay out of reach: the driver's rows are taken, and it is said why", async () => {
    const own = { path: chunkPath };
    sim.faults.add({ kind: "status", status: 404, times: 1, match: own });
    const result = await read();
    expect(result).toMatchObject({
      query: { via: "driver" },
      fallback: expect.stringMatching(/storage refuses.*HTTP 404/),
    });
    expect(await textOf(result.parts)).toBe(expected());
  });
});

describe("what cannot be", () => {
  test("is refused with row and column, and nothing is left but finished parts", async () => {
    const nul = `SELECT ID, CASE WHEN ID = '19000' THEN 'a' || CHR(0) ELSE T END AS T, N FROM (${sql}) Q`;
    const finished: string[] = [];
    const failed = read({ sql: nul, onPart: (part) => void finished.push(part.path) });
    await expect(failed).rejects.toMatchObject({ code: "READ_NUL", where: "row 19001, column T", retryable: false });
    expect((await readdir(folder)).map((name) => join(folder, name)).sort()).toEqual(finished.sort());
  });

  test("columns other than those asked for, a file in the way of nobody, an unknown part module", async () => {
    await expect(read({ columns: ["ID", "T"] }, { reader: "result" })).rejects.toMatchObject({
      code: "READ_MALFORMED",
    });
    await writeFile(path(0), "left by a run that was cut");
    expect(await textOf((await read()).parts)).toBe(expected());
    const part = { module: "@dp/not-there" };
    await expect(read({}, { part })).rejects.toMatchObject({ code: "ERR_MODULE_NOT_FOUND" });
  });

  test("is stopped by a signal, whatever it waits for", async () => {
    const stop = new AbortController();
    sim.faults.add({ kind: "delay", ms: 600_000, times: 50, match: { path: chunkPath } });
    const onQuery = (): void => {
      setTimeout(() => {
        stop.abort();
      }, 100);
    };
    await expect(read({ onQuery }, { signal: stop.signal })).rejects.toMatchObject({ code: "READ_CANCELLED" });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("a run that was cut", () => {
  /** Cut after some parts. */
  async function cut(options: Partial<ReaderOptions> = {}): Promise<{ query: ReadQuery; parts: ReadPart[] }> {
    const parts: ReadPart[] = [];
    let query: ReadQuery | undefined;
    const failed = read(
      {
        onQuery: (begun) => {
          query = begun;
        },
        onPart: (part) => {
          parts.push(part);
          if (parts.length === 3) throw new Error("cut");
        },
      },
      options,
    );
    await expect(failed).rejects.toThrow("cut");
    if (query === undefined) throw new Error("no query was told");
    return { query, parts };
  }

  test.each(["result", "driver"] as const)(
    "goes on with the same query and its finished parts (%s)",
    async (reader) => {
      const resume = await cut({ reader });
      sim.resetStatements();
      const result = await read({ resume }, { reader });
      expect(result).toMatchObject({ reused: expect.any(Number), query: { queryId: resume.query.queryId } });
      expect(result.reused).toBeGreaterThanOrEqual(reader === "driver" ? 2 : 3);
      expect(sim.statements()).toEqual([]);
      expect(await textOf(result.parts)).toBe(expected());
    },
  );

  test("does not use a part that has changed on disk, or that was made otherwise", async () => {
    const resume = await cut();
    const first = resume.parts[0]?.path ?? "";
    const bytes = await readFile(first);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await writeFile(first, bytes);
    const result = await read({ resume });
    expect(result.reused).toBe(resume.parts.length - 1);
    expect(await textOf(result.parts)).toBe(expected());
    expect((await read({ resume }, { partBytes: 4_000_000 })).reused).toBe(0);
    const part = { module: "@dp/bundle/part", options: { compression: "none" } };
    expect((await read({ resume }, { part })).reused).toBe(0);
  });

  test("begins anew where Snowflake has let go of the result", async () => {
    const resume = await cut();
    const gone = { ...resume, query: { ...resume.query, queryId: "01b00000-0000-0000-0000-000000000000" } };
    const result = await read({ resume: gone });
    expect(result.reused).toBe(0);
    expect(result.query.queryId).not.toBe(gone.query.queryId);
    expect(await textOf(result.parts)).toBe(expected());
  });
});
