import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "@jest/globals";

import { serve, type SnowflakeSim } from "../src/sim.ts";
import { smallEngine } from "./small-engine.ts";

const users = [{ name: "DEMO", password: "pw", roles: ["R"] }];

/** Handles that would keep a process alive. */
function handles(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => kind !== "TTYWrap" && kind !== "PipeWrap");
}

test("closing ends running statements and held requests at once, and leaves no handle", async () => {
  const before = handles().length;
  const sim = await serve(smallEngine(), { users, inlineRows: 0, chunkBytes: 1000 });
  const token = await signIn(sim);
  await (await post(sim, token, "ROWS 500")).json();
  sim.faults.add({ kind: "delay", ms: 60_000, match: { statement: "SELECT 2" } });
  const waiting = [post(sim, token, "SLEEP 60000"), post(sim, token, "SELECT 2")];
  const broken = Promise.allSettled(waiting);
  await sleep(100);
  const started = Date.now();
  await sim.close();
  expect(Date.now() - started).toBeLessThan(1000);
  expect((await broken).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await sleep(100);
  expect(handles().length).toBeLessThanOrEqual(before);
});

test("closing twice is closing once, and the port is free again", async () => {
  const sim = await serve(smallEngine(), { users });
  await Promise.all([sim.close(), sim.close()]);
  const next = await serve(smallEngine(), { users, port: sim.port });
  expect(next.port).toBe(sim.port);
  await next.close();
});

test("a port that is taken is an error, not a hang", async () => {
  const sim = await serve(smallEngine(), { users });
  await expect(serve(smallEngine(), { users, port: sim.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await sim.close();
});

async function signIn(sim: SnowflakeSim): Promise<string> {
  const reply = await fetch(`${sim.url}/session/v1/login-request`, {
    method: "POST",
    body: JSON.stringify({ data: { ACCOUNT_NAME: "SIM", LOGIN_NAME: "DEMO", PASSWORD: "pw" } }),
  });
  return ((await reply.json()) as { data: { token: string } }).data.token;
}

function post(sim: SnowflakeSim, token: string, sqlText: string): Promise<Response> {
  return fetch(`${sim.url}/queries/v1/query-request?requestId=${randomUUID()}`, {
    method: "POST",
    headers: { authorization: `Snowflake Token="${token}"` },
    body: JSON.stringify({ sqlText }),
  });
}
