import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Connection } from "snowflake-sdk";

import { serve, type SnowflakeSim } from "../src/sim.ts";
import { connect, destroy, execute } from "./driver.ts";
import { smallEngine, type SmallEngine } from "./small-engine.ts";

let engine: SmallEngine;
let sim: SnowflakeSim;

beforeAll(async () => {
  engine = smallEngine();
  sim = await serve(engine, { users: [{ name: "DEMO", password: "pw", roles: ["R"] }] });
});

afterAll(() => sim.close());

afterEach(() => {
  sim.faults.clear();
});

const open = (): Promise<Connection> => connect(sim, { password: "pw" });

test("an expired session is renewed by the driver and its statement sent again, once", async () => {
  const connection = await open();
  const before = engine.inserts;
  sim.faults.add({ kind: "expire-session", match: { statement: "insert" } });
  await expect(execute(connection, "INSERT")).resolves.toMatchObject({ rows: [[1]] });
  expect(engine.inserts).toBe(before + 1);
  expect(sim.faults.pending()).toEqual([]);
  expect(sim.sessions).toBe(1);
  await destroy(connection);
});

test("a session whose master token expired too is over", async () => {
  const connection = await open();
  sim.faults.add({ kind: "expire-master", match: { path: /query-request$/ } });
  await expect(execute(connection, "SELECT 1")).rejects.toMatchObject({
    message: expect.stringMatching(/terminated|disconnected/i),
  });
  expect(connection.isUp()).toBe(false);
});

test("a heartbeat is answered while the session lives", async () => {
  const connection = await open();
  await expect(connection.isValidAsync()).resolves.toBe(true);
  await destroy(connection);
  await expect(connection.isValidAsync()).resolves.toBe(false);
});

test("closing removes the session; its token then counts as gone", async () => {
  const connection = await open();
  const count = sim.sessions;
  const token = sessionToken(connection);
  const ended = engine.ended;
  await destroy(connection);
  expect(sim.sessions).toBe(count - 1);
  expect(engine.ended).toBe(ended + 1);
  expect(await heartbeat(token)).toMatchObject({ status: 200, code: "390111" });
});

test("an invented token gets 401 and 390104", async () => {
  expect(await heartbeat("invented")).toMatchObject({ status: 401, code: "390104" });
  expect(await heartbeat(null)).toMatchObject({ status: 401, code: "390104" });
});

test("a session token that was replaced answers 390112, so that a late request renews again", async () => {
  const connection = await open();
  const token = sessionToken(connection);
  sim.faults.add({ kind: "expire-session" });
  await execute(connection, "SELECT 1");
  expect(await heartbeat(token)).toMatchObject({ code: "390112" });
  await destroy(connection);
});

function sessionToken(connection: Connection): string {
  const serialized = JSON.parse(connection.serialize()) as {
    services: { sf: { tokenInfo: { sessionToken: string } } };
  };
  return serialized.services.sf.tokenInfo.sessionToken;
}

async function heartbeat(token: string | null): Promise<{ status: number; code: unknown }> {
  const response = await fetch(`${sim.url}/session/heartbeat`, {
    method: "POST",
    headers: token === null ? {} : { authorization: `Snowflake Token="${token}"` },
  });
  const { code } = (await response.json()) as { code: unknown };
  return { status: response.status, code };
}
