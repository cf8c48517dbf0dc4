import { randomUUID } from "node:crypto";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Connection } from "snowflake-sdk";

import { serve, type SnowflakeSim } from "../src/sim.ts";
import { connect, destroy, execute } from "./driver.ts";
import { smallEngine } from "./small-engine.ts";

const users = [{ name: "DEMO", password: "pw", roles: ["R"] }];
const opened: { sim: SnowflakeSim; connection: Connection }[] = [];
let inline: Connection;
let mixed: Connection;
let chunked: Connection;
let sim: SnowflakeSim;

beforeAll(async () => {
  inline = (await start(100_000)).connection;
  mixed = (await start(250)).connection;
  ({ sim, connection: chunked } = await start(0));
});

async function start(inlineRows: number): Promise<{ sim: SnowflakeSim; connection: Connection }> {
  const started = await serve(smallEngine(), { inlineRows, chunkBytes: 10_000, users });
  const pair = { sim: started, connection: await connect(started, { password: "pw" }) };
  opened.push(pair);
  return pair;
}

afterAll(async () => {
  for (const pair of opened) {
    await destroy(pair.connection);
    await pair.sim.close();
  }
});

afterEach(() => {
  sim.faults.clear();
});

test("a result has the same rows whether they travel in the reply, in chunks, or in both", async () => {
  const { rows } = await execute(inline, "ROWS 3000");
  expect(rows).toHaveLength(3000);
  expect(rows.slice(0, 2)).toEqual([
    [0, null],
    [1, 'row 1 "quoted", [bracketed], ü\n'],
  ]);
  await expect(execute(mixed, "ROWS 3000")).resolves.toMatchObject({ rows });
  await expect(execute(chunked, "ROWS 3000")).resolves.toMatchObject({ rows });
});

test("an empty result has no chunks", async () => {
  await expect(execute(chunked, "ROWS 0")).resolves.toMatchObject({ rows: [] });
  expect((await result("ROWS 0")).chunks).toBeUndefined();
});

test("the chunks add up to the total, and none is empty", async () => {
  const { total, rowset, chunks } = await result("ROWS 3000");
  expect(rowset).toEqual([]);
  expect(chunks?.length).toBeGreaterThan(3);
  expect(chunks?.every(({ rowCount }) => rowCount > 0)).toBe(true);
  expect(chunks?.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(total);
});

test("a chunk is compressed rows without outer brackets, typed as bytes", async () => {
  const { chunks, chunkHeaders } = await result("ROWS 500");
  const reply = await fetch(chunks?.[0]?.url ?? "", { headers: chunkHeaders ?? {} });
  expect(reply.headers.get("content-type")).toBe("binary/octet-stream");
  expect(reply.headers.get("content-encoding")).toBe("gzip");
  const text = await reply.text();
  expect(Buffer.byteLength(text)).toBe(chunks?.[0]?.uncompressedSize);
  expect(text.startsWith('["0",null],["1",')).toBe(true);
  expect(JSON.parse(`[${text}]`)).toHaveLength(chunks?.[0]?.rowCount ?? -1);
});

describe("a chunk is refused", () => {
  test.each([
    ["without the customer key", (url: string) => url, {}],
    ["with another signature", (url: string) => url.replace(/signature=..../, "signature=0000"), undefined],
    ["with a later date of expiry", (url: string) => url.replace(/expires=\d/, "expires=9"), undefined],
    ["under another number", (url: string) => url.replace(/\/0\?/, "/1?"), undefined],
  ])("%s", async (_name, change, headers) => {
    const { chunks, chunkHeaders } = await result("ROWS 500");
    const reply = await fetch(change(chunks?.[0]?.url ?? ""), { headers: headers ?? chunkHeaders ?? {} });
    expect(reply.status).toBe(403);
    expect(reply.headers.get("content-type")).toBe("application/xml");
  });
});

test("expired URLs answer 403 until the result is asked for again, which signs fresh ones", async () => {
  const { queryId, chunks, chunkHeaders } = await result("ROWS 500");
  const headers = chunkHeaders ?? {};
  sim.faults.add({ kind: "expire-chunk-url" });
  expect((await fetch(chunks?.[0]?.url ?? "", { headers })).status).toBe(403);
  expect((await fetch(chunks?.[1]?.url ?? "", { headers })).status).toBe(403);
  const again = await fetch(`${sim.url}/queries/${queryId}/result`, { headers: authorization(chunked) });
  const fresh = ((await again.json()) as { data: ResultData }).data;
  expect((await fetch(fresh.chunks?.[0]?.url ?? "", { headers })).status).toBe(200);
});

test("a truncated chunk ends in a broken connection, and comes whole the next time", async () => {
  const { chunks, chunkHeaders } = await result("ROWS 500");
  sim.faults.add({ kind: "truncate-chunk", match: { path: "/results/", statement: "ROWS" } });
  const get = async (): Promise<string> =>
    (await fetch(chunks?.[0]?.url ?? "", { headers: chunkHeaders ?? {} })).text();
  await expect(get()).rejects.toThrow("terminated");
  await expect(get()).resolves.toContain('["0",null]');
});

test("the driver gets over a truncated chunk", async () => {
  sim.faults.add({ kind: "truncate-chunk" });
  await expect(execute(chunked, "ROWS 500")).resolves.toMatchObject({ rows: { length: 500 } });
  expect(sim.faults.pending()).toEqual([]);
});

interface ResultData {
  readonly queryId: string;
  readonly total: number;
  readonly rowset: unknown[];
  readonly chunks?: { url: string; rowCount: number; uncompressedSize: number; compressedSize: number }[];
  readonly chunkHeaders?: Record<string, string>;
}

function authorization(of: Connection): Record<string, string> {
  const serialized = JSON.parse(of.serialize()) as { services: { sf: { tokenInfo: { sessionToken: string } } } };
  return { authorization: `Snowflake Token="${serialized.services.sf.tokenInfo.sessionToken}"` };
}

async function result(sqlText: string): Promise<ResultData> {
  const reply = await fetch(`${sim.url}/queries/v1/query-request?requestId=${randomUUID()}`, {
    method: "POST",
    headers: authorization(chunked),
    body: JSON.stringify({ sqlText }),
  });
  return ((await reply.json()) as { data: ResultData }).data;
}
