import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { importHttpClient } from "../src/driver.ts";
import { connectSnowflake, type ConnectOptions, type SnowflakeConnection } from "../src/index.ts";
import { settingsFor, startSim } from "./sim.ts";

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

/** Counts a million times a million rows. */
const endless =
  "SELECT COUNT(*) AS N FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) A, TABLE(GENERATOR(ROWCOUNT => 1000000)) B";

async function connect(over: Partial<ConnectOptions> = {}): Promise<SnowflakeConnection> {
  const connection = await connectSnowflake(settingsFor(sim), { tag: "dp/0.0.0/test", cancelTimeoutMs: 500, ...over });
  open.push(connection);
  return connection;
}

async function elapsed(work: Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work.catch(() => undefined);
  return performance.now() - begin;
}

describe("a value", () => {
  test("arrives as text, and NULL as null: not as 'NULL', not as the empty text", async () => {
    const db = await connect();
    const rows = await db.query(
      "SELECT 'NULL' AS A, NULL AS B, '' AS C, ' x ' AS D, 99999999999999999999999999999999999999 AS E",
    );
    expect(rows[0]).toMatchObject({ a: "NULL", b: null, c: "", d: " x ", e: "9".repeat(38) });
  });

  test("cannot hide behind another of the same name", async () => {
    const db = await connect();
    await expect(db.query("SELECT 1 AS X, 2 AS X")).rejects.toMatchObject({ code: "SNOWFLAKE_UNEXPECTED_ANSWER" });
  });

  test("of a result in many parts arrives with all others", async () => {
    const db = await connect();
    const rows = await db.query("SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 25000))");
    expect(rows).toHaveLength(25_000);
    expect(new Set(rows.map((row) => row.n)).size).toBe(25_000);
  });
});

describe("a failure", () => {
  test("of a statement has Snowflake's code, our code, a hint and the statement", async () => {
    const db = await connect();
    await expect(db.query('SHOW TABLES IN SCHEMA "DB"."NO_SUCH"')).rejects.toMatchObject({
      code: "SNOWFLAKE_OBJECT_NOT_FOUND",
      snowflakeCode: "002043",
      sqlState: "02000",
      statement: 'SHOW TABLES IN SCHEMA "DB"."NO_SUCH"',
      retryable: false,
    });
  });

  test("leaves the connection usable", async () => {
    const db = await connect();
    await expect(db.query('SHOW TABLES IN SCHEMA "DB"."NO_SUCH"')).rejects.toThrow();
    await expect(db.query("SELECT 'NULL' AS A")).resolves.toHaveLength(1);
  });
});

describe("a session", () => {
  test("that expired is renewed without a word", async () => {
    const db = await connect();
    sim.faults.add({ kind: "expire-session" });
    await expect(db.query("SELECT 'NULL' AS A")).resolves.toHaveLength(1);
  });

  test("that cannot be renewed says so", async () => {
    const db = await connect();
    sim.faults.add({ kind: "expire-master" });
    await expect(db.query("SELECT 'NULL' AS A")).rejects.toMatchObject({ code: "SNOWFLAKE_SESSION_GONE" });
  });

  test("is ended by close, which may be called twice", async () => {
    const before = sim.sessions;
    const db = await connect();
    expect(sim.sessions).toBe(before + 1);
    await db.close();
    await db.close();
    expect(sim.sessions).toBe(before);
  });
});

describe("trouble on the way", () => {
  test("of a moment is bridged, and the statement runs once", async () => {
    const db = await connect();
    sim.resetStatements();
    sim.faults.add({ kind: "status", status: 503, match: { statement: "BRIDGED" } });
    sim.faults.add({ kind: "drop-connection", match: { statement: "BRIDGED" } });
    await expect(db.query("SELECT 'NULL' AS BRIDGED")).resolves.toHaveLength(1);
    expect(sim.statements().filter(({ text }) => text.includes("BRIDGED"))).toHaveLength(1);
  }, 15_000);

  test("that does not end is given up at the deadline, and the driver with it", async () => {
    // Where the driver's client is not found, its retries would outlive the deadline.
    expect(await importHttpClient()).toBeDefined();
    const db = await connect({ statementTimeoutMs: 1000 });
    const before = timers();
    sim.faults.add({ kind: "status", status: 503, times: 1000 });
    const asking = db.query("SELECT 'NULL' AS A");
    await expect(asking).rejects.toMatchObject({ code: "SNOWFLAKE_TIMEOUT", category: "timeout", retryable: true });
    await pause(2100);
    // A socket's own timer may outlive the rest on a busy machine; a driver that goes on has one all the time.
    for (let tries = 0; timers() > before && tries < 10; tries++) await pause(500);
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test("that is only slowness ends with the statement cancelled on the server", async () => {
    const db = await connect({ statementTimeoutMs: 400 });
    sim.resetStatements();
    expect(await elapsed(db.query(endless))).toBeLessThan(2000);
    await pause(100);
    expect(sim.statements()).toMatchObject([{ ok: false, errorCode: "000604" }]);
  });

  test("ends at once when the run is cancelled", async () => {
    const cancelling = new AbortController();
    const db = await connect({ signal: cancelling.signal });
    setTimeout(() => {
      cancelling.abort();
    }, 200);
    const asking = db.query(endless);
    await expect(asking).rejects.toMatchObject({ code: "SNOWFLAKE_CANCELLED" });
    await expect(db.query("SELECT 1 AS A")).rejects.toMatchObject({ code: "SNOWFLAKE_CANCELLED" });
  });

  test("in the middle of a part of a result is bridged: no row is lost or doubled", async () => {
    const db = await connect();
    sim.faults.add({ kind: "truncate-chunk", match: { statement: "CUT" } });
    const rows = await db.query("SELECT SEQ4() AS CUT FROM TABLE(GENERATOR(ROWCOUNT => 25000))");
    expect(sim.faults.pending()).toEqual([]);
    expect(new Set(rows.map((row) => row.cut)).size).toBe(25_000);
    expect(rows).toHaveLength(25_000);
  }, 30_000);

  test("that takes the address of a part away ends at the deadline, and may be tried again", async () => {
    const db = await connect({ statementTimeoutMs: 2000 });
    sim.faults.add({ kind: "expire-chunk-url", match: { statement: "GONE" } });
    const asking = db.query("SELECT SEQ4() AS GONE FROM TABLE(GENERATOR(ROWCOUNT => 25000))");
    await expect(asking).rejects.toMatchObject({ code: "SNOWFLAKE_TIMEOUT", retryable: true });
  }, 30_000);

  test("at sign-in is retried twice", async () => {
    sim.faults.add({ kind: "status", status: 503, match: { path: "login-request" }, times: 2 });
    await expect(connect()).resolves.toBeDefined();
  });
});

describe("a host", () => {
  let silent: Server;

  beforeAll(async () => {
    silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  });

  afterAll(() => {
    silent.close();
  });

  const at = (accessUrl: string): Promise<SnowflakeConnection> =>
    connectSnowflake({ ...settingsFor(sim), accessUrl }, { tag: "dp/0.0.0/test", connectTimeoutMs: 1000 });

  test("where nothing listens is reported at once", async () => {
    const connecting = at("http://127.0.0.1:1");
    await expect(connecting).rejects.toMatchObject({ code: "SNOWFLAKE_UNREACHABLE", category: "network" });
    expect(await elapsed(connecting)).toBeLessThan(500);
  });

  test("that has no address is reported at once", async () => {
    await expect(at("https://no-such-account.invalid")).rejects.toMatchObject({ code: "SNOWFLAKE_UNREACHABLE" });
  });

  test("that never answers is given up at the deadline", async () => {
    const { port } = silent.address() as AddressInfo;
    const connecting = at(`http://127.0.0.1:${String(port)}`);
    const took = elapsed(connecting);
    await expect(connecting).rejects.toMatchObject({ code: "SNOWFLAKE_TIMEOUT" });
    expect(await took).toBeLessThan(2000);
  });
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
}
