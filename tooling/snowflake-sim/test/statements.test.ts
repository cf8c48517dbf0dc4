import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Connection } from "snowflake-sdk";

import { serve, type SnowflakeSim } from "../src/sim.ts";
import { connect, destroy, execute, failureOf } from "./driver.ts";
import { smallEngine, type SmallEngine } from "./small-engine.ts";

let engine: SmallEngine;
let sim: SnowflakeSim;
let connection: Connection;

const users = ["DEMO", "OTHER"].map((name) => ({ name, password: "pw", roles: ["R"] }));

beforeAll(async () => {
  engine = smallEngine();
  sim = await serve(engine, { syncMs: 200, users });
  connection = await connect(sim, { password: "pw", queryTag: "tag-1" });
});

afterAll(async () => {
  await destroy(connection);
  await sim.close();
});

afterEach(() => {
  sim.faults.clear();
  sim.resetStatements();
});

describe("a request that is repeated runs its statement once", () => {
  test.each([
    ["the answer is lost behind a 503", { kind: "status", status: 503 }],
    ["the connection breaks before the answer", { kind: "drop-connection" }],
  ] as const)("when %s", async (_name, fault) => {
    const before = engine.inserts;
    sim.faults.add({ ...fault, match: { statement: "INSERT" } });
    const { rows } = await execute(connection, "INSERT");
    expect(rows).toEqual([[1]]);
    expect(engine.inserts).toBe(before + 1);
    expect(sim.statements().map(({ text }) => text)).toEqual(["INSERT"]);
  });

  test("and another request runs it again", async () => {
    const before = engine.inserts;
    await execute(connection, "INSERT");
    await execute(connection, "INSERT");
    expect(engine.inserts).toBe(before + 2);
  });

  test("a 503 before the work is done is repeated too", async () => {
    const before = engine.inserts;
    sim.faults.add({ kind: "status", status: 503, when: "before", match: { path: "query-request" } });
    await execute(connection, "INSERT");
    expect(engine.inserts).toBe(before + 1);
  });
});

test("a failing statement has Snowflake's code, SQLSTATE and message, and is sent once", async () => {
  await expect(execute(connection, "SELEC", { streamResult: true })).rejects.toMatchObject({
    code: "001003",
    sqlState: "42000",
    message: expect.stringContaining("syntax error"),
    data: { line: 1, pos: 4, queryId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-/) },
  });
  expect(sim.statements()).toHaveLength(1);
  expect(sim.statements()[0]).toMatchObject({ ok: false, errorCode: "001003" });
});

test("an engine that breaks is an internal error that says why", async () => {
  await expect(execute(connection, "CRASH")).rejects.toMatchObject({
    code: "300002",
    message: expect.stringContaining("out of range"),
  });
});

test("a statement that takes longer than the server holds a request is polled for", async () => {
  sim.faults.add({ kind: "delay", ms: 1, match: { path: /\/result$/, statement: "SLEEP" } });
  await expect(execute(connection, "SLEEP 700")).resolves.toMatchObject({ rows: [["slept"]] });
  expect(sim.faults.pending()).toEqual([]);
});

test("a statement that runs on by itself is found again by its id", async () => {
  const { statement } = await execute(connection, "SELECT 7", { asyncExec: true });
  const queryId = statement.getQueryId();
  await expect(connection.getQueryStatus(queryId)).resolves.toBe("SUCCESS");
  const found = (await connection.getResultsFromQueryId({ sqlText: "", queryId })) as unknown as AsyncRows;
  expect(await readAll(found)).toEqual([[7]]);
});

describe("cancelling", () => {
  test("by request id ends a running statement with 000604", async () => {
    const started = Date.now();
    const ended = new Promise<Error>((resolve) => {
      const statement = connection.execute({
        sqlText: "SLEEP 20000",
        complete: (error) => {
          resolve(error as unknown as Error);
        },
      });
      setTimeout(() => {
        statement.cancel(() => undefined);
      }, 50);
    });
    expect(await ended).toMatchObject({ code: "000604", sqlState: "57014" });
    expect(Date.now() - started).toBeLessThan(5000);
  });

  test("by query id, once it is known", async () => {
    const { statement } = await execute(connection, "SLEEP 20000", { asyncExec: true });
    await cancel(statement);
    await expect(connection.getQueryStatus(statement.getQueryId())).resolves.toBe("FAILED_WITH_ERROR");
    await expect(cancel(statement)).rejects.toMatchObject({ code: "000605" });
  });
});

test("binds arrive in their order", async () => {
  const { rows } = await execute(connection, "BIND", { binds: [1, "it's", null, true, 5, 6, 7, 8, 9, 10, "eleven"] });
  const seen = JSON.parse(String(rows[0]?.[0])) as { value: unknown }[];
  expect(seen.map(({ value }) => value)).toEqual(["1", "it's", null, "true", "5", "6", "7", "8", "9", "10", "eleven"]);
});

test("describing gives columns and no rows, and never carries out a change", async () => {
  const { statement, rows } = await execute(connection, "SELECT 5", { describeOnly: true });
  expect(statement.getColumns()?.map((column) => column.getName())).toEqual(["A"]);
  expect(rows).toEqual([]);
  const before = engine.inserts;
  await execute(connection, "INSERT", { describeOnly: true });
  expect(engine.inserts).toBe(before);
});

test("session state comes back with every result", async () => {
  const { statement } = await execute(connection, 'USE SCHEMA "S"');
  const state = statement.getSessionState() as unknown as { getCurrentRole(): string; getCurrentSchema(): string };
  expect(state.getCurrentRole()).toBe("R");
  expect(state.getCurrentSchema()).toBe("S");
  await execute(connection, "SET TIMEZONE=UTC");
  expect(await raw("SELECT 1")).toMatchObject({
    data: {
      finalSchemaName: "S",
      version: 1,
      sqlState: "00000",
      parameters: expect.arrayContaining([{ name: "TIMEZONE", value: "UTC" }]),
    },
  });
});

test("the log says who, as what, under which tag and how it ended", async () => {
  await execute(connection, "SELECT 3");
  expect(sim.statements()).toEqual([
    {
      text: "SELECT 3",
      user: "DEMO",
      role: "R",
      tag: "tag-1",
      sessionId: expect.stringMatching(/^\d+$/),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      at: expect.any(Number),
      ok: true,
    },
  ]);
});

test("a compressed body is understood without a header that says so", async () => {
  expect(await raw("SELECT 9", (text) => gzipSync(text))).toMatchObject({ data: { rowset: [["9"]] } });
});

test("a body that is no JSON and an unknown address get a plain refusal", async () => {
  const login = await fetch(`${sim.url}/session/v1/login-request`, { method: "POST", body: "{" });
  expect(login.status).toBe(400);
  expect((await fetch(`${sim.url}/nowhere`)).status).toBe(404);
});

test("a statement belongs to its user, in whatever session", async () => {
  const { statement } = await execute(connection, "SELECT 1");
  const ask = async (username: string): Promise<unknown> => {
    const session = await connect(sim, { username, password: "pw" });
    const reply = await fetch(`${sim.url}/queries/${statement.getQueryId()}/result`, {
      headers: authorization(session),
    });
    await destroy(session);
    return reply.json();
  };
  expect(await ask("demo")).toMatchObject({ success: true, data: { rowset: [["1"]] } });
  expect(await ask("other")).toMatchObject({ success: false, code: "000605" });
});

interface AsyncRows {
  streamRows(): NodeJS.ReadableStream;
}

async function readAll(statement: AsyncRows): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of statement.streamRows()) rows.push(row);
  return rows;
}

function cancel(statement: { cancel(done: (error: unknown) => void): void }): Promise<void> {
  return new Promise((resolve, reject) => {
    statement.cancel((error) => {
      const failure = failureOf(error);
      if (failure === null) resolve();
      else reject(failure);
    });
  });
}

function authorization(of: Connection): Record<string, string> {
  const serialized = JSON.parse(of.serialize()) as { services: { sf: { tokenInfo: { sessionToken: string } } } };
  return { authorization: `Snowflake Token="${serialized.services.sf.tokenInfo.sessionToken}"` };
}

async function raw(sqlText: string, encode: (text: string) => string | Buffer = (text) => text): Promise<unknown> {
  const reply = await fetch(`${sim.url}/queries/v1/query-request?requestId=${randomUUID()}`, {
    method: "POST",
    headers: authorization(connection),
    body: new Uint8Array(Buffer.from(encode(JSON.stringify({ sqlText })))),
  });
  return reply.json();
}
