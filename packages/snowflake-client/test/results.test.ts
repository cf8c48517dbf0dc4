import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text as readText } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { startConnectProxy } from "@dp/snowflake-sim";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { connectSnowflake, type ConnectOptions, type SnowflakeConnection } from "../src/index.ts";
import { openStorage } from "../src/storage.ts";
import { certificate, secrets, settingsFor, startSim } from "./sim.ts";

let sim: Awaited<ReturnType<typeof startSim>>;
let open: SnowflakeConnection[] = [];

beforeAll(async () => {
  sim = await startSim();
});

afterEach(async () => {
  sim.faults.clear();
  await Promise.all(open.map((connection) => connection.close()));
  open = [];
});

afterAll(async () => {
  await sim.close();
});

async function connect(over: Partial<ConnectOptions> = {}): Promise<SnowflakeConnection> {
  const db = await connectSnowflake(settingsFor(sim), { tag: "dp/0.0.0/test", cancelTimeoutMs: 1000, ...over });
  open.push(db);
  return db;
}

const numbers = 'SELECT SEQ4()::VARCHAR AS N, NULL AS "none" FROM TABLE(GENERATOR(ROWCOUNT => 2500))';
const endless =
  "SELECT COUNT(*)::VARCHAR AS N FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) A, TABLE(GENERATOR(ROWCOUNT => 1000000)) B";

describe("a result", () => {
  test("is told where it lies, and none of its chunks is fetched", async () => {
    const db = await connect();
    const queryId = await db.results.submit(numbers);
    sim.faults.add({ kind: "truncate-chunk" });
    const facts = await db.results.result(queryId);
    expect(facts).toMatchObject({ queryId, rows: 2500, columns: [{ name: "N", type: "text" }, { name: "none" }] });
    expect(facts.inline.length + facts.chunks.reduce((sum, { rows }) => sum + rows, 0)).toBe(2500);
    expect(facts.chunks.length).toBeGreaterThan(0);
    expect(sim.faults.pending()).toHaveLength(1);
  });

  test("has chunks that can be read without any token, and fresh addresses when asked again, from another session too", async () => {
    const db = await connect();
    const queryId = await db.results.submit(numbers);
    const before = await db.results.result(queryId);
    const again = await (await connect()).results.result(queryId);
    expect(again.chunks[0]?.url).not.toBe(before.chunks[0]?.url);
    const storage = openStorage();
    const answer = await storage.open(again.chunks[0]?.url ?? "", { headers: again.headers });
    const rows = JSON.parse(`[${gunzipSync(await buffer(answer)).toString()}]`) as unknown[];
    storage.close();
    expect(rows).toHaveLength(again.chunks[0]?.rows ?? 0);
    expect(rows[0]).toEqual([String(again.inline.length), null]);
  });

  test("that failed says why, with Snowflake's code", async () => {
    const db = await connect();
    const failed = db.results.submit("SELECT * FROM DB.S.NOT_THERE").then((queryId) => db.results.result(queryId));
    await expect(failed).rejects.toMatchObject({
      code: "SNOWFLAKE_OBJECT_NOT_FOUND",
      snowflakeCode: "002003",
    });
  });

  test("outlives the session's token, and an answer that was lost", async () => {
    const db = await connect();
    sim.resetStatements();
    sim.faults.add({ kind: "drop-connection", match: { statement: "SEQ4" } });
    const queryId = await db.results.submit(numbers);
    sim.faults.add({ kind: "expire-session" });
    sim.faults.add({ kind: "status", status: 503, match: { path: "/result" } });
    expect((await db.results.result(queryId)).rows).toBe(2500);
    expect(sim.statements().filter(({ text }) => text === numbers)).toHaveLength(1);
  });

  test("is given up in time, and stopped on the server when that is wanted", async () => {
    const db = await connect({ statementTimeoutMs: 700 });
    const queryId = await db.results.submit(endless);
    await expect(db.results.result(queryId)).rejects.toMatchObject({ code: "SNOWFLAKE_TIMEOUT" });
    const waiting = db.results.result(queryId, { cancelOnGiveUp: true });
    await expect(waiting).rejects.toMatchObject({ code: "SNOWFLAKE_TIMEOUT" });
    await expect(db.results.result(queryId)).rejects.toMatchObject({ snowflakeCode: "000604" });
  });

  test("is stopped by its id from another session", async () => {
    const queryId = await (await connect()).results.submit(endless);
    const other = await connect();
    await other.results.cancel(queryId);
    await expect(other.results.result(queryId)).rejects.toMatchObject({ snowflakeCode: "000604" });
  });
});

describe("the driver's stream", () => {
  test("brings all rows in order, and waits for who takes them", async () => {
    const db = await connect();
    const seen: (string | null)[] = [];
    let busy = 0;
    const { rows } = await db.results.textRows(await db.results.submit(numbers), async (batch) => {
      busy += 1;
      expect(busy).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      for (const [n] of batch) seen.push(n ?? null);
      busy -= 1;
    });
    expect(rows).toBe(2500);
    expect(seen).toEqual(Array.from({ length: 2500 }, (_, index) => String(index)));
  });

  test("ends with what the taker threw", async () => {
    const db = await connect();
    const taken = db.results.textRows(await db.results.submit(numbers), () => Promise.reject(new Error("full")));
    await expect(taken).rejects.toThrow("full");
  });
});

test("chunks come over https, through the proxy that is set and with the authorities that the process trusts", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dp-chunks-"));
  const credentials = `vera:${secrets.proxyPassword}`;
  const proxy = await startConnectProxy({ target: Number(new URL(sim.tlsUrl ?? "").port), credentials });
  try {
    const caFile = join(folder, "ca.pem");
    await writeFile(caFile, certificate.cert);
    const settings = {
      ...settingsFor(sim),
      accessUrl: undefined,
      revocationCheck: "off",
      proxy: { host: "127.0.0.1", port: proxy.port, protocol: "http", user: "vera", password: secrets.proxyPassword },
    };
    const script = fileURLToPath(new URL("results.mjs", import.meta.url));
    const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", NODE_EXTRA_CA_CERTS: caFile };
    const child = spawn(process.execPath, [script], { env, stdio: ["pipe", "pipe", "inherit"] });
    child.stdin.end(JSON.stringify(settings));
    const outcome = JSON.parse(await readText(child.stdout)) as { chunks: number; hosts: string[] };
    expect(outcome).toMatchObject({
      rows: 3000,
      read: 3000,
      hosts: expect.arrayContaining(["sim.snowflakecomputing.com"]),
    });
    expect(outcome.chunks).toBeGreaterThan(0);
  } finally {
    await proxy.close();
    await rm(folder, { recursive: true });
  }
});
