import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { serve, type SnowflakeSim } from "../src/sim.ts";
import { smallEngine } from "./small-engine.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await serve(smallEngine(), {});
});

afterAll(() => sim.close());

const at = (path: string, init?: RequestInit): Promise<Response> => fetch(`${sim.url}${path}`, init);

test("faults are added, listed and cleared over HTTP, and never hit the control address itself", async () => {
  const fault = { kind: "status", status: 503, times: 2 };
  expect((await at("/__sim/faults", { method: "POST", body: JSON.stringify(fault) })).status).toBe(200);
  expect(await (await at("/__sim/faults")).json()).toMatchObject({ success: true, data: [fault] });
  expect((await at("/session/heartbeat", { method: "POST" })).status).toBe(503);
  expect(sim.faults.pending()).toEqual([{ ...fault, times: 1 }]);
  await at("/__sim/faults", { method: "DELETE" });
  expect(sim.faults.pending()).toEqual([]);
});

test("a fault that is none is refused with what is wrong", async () => {
  const reply = await at("/__sim/faults", { method: "POST", body: '{"kind":"burn"}' });
  expect(reply.status).toBe(400);
  expect(await reply.json()).toMatchObject({ message: expect.stringContaining("kind") });
});

test("SQL is run, and its failure told", async () => {
  expect((await at("/__sim/sql", { method: "POST", body: "GOOD" })).status).toBe(200);
  const reply = await at("/__sim/sql", { method: "POST", body: "BAD" });
  expect(reply.status).toBe(400);
  expect(await reply.json()).toMatchObject({ code: "001003", message: "line 1: BAD" });
});

test("the statement log is read and emptied", async () => {
  expect(await (await at("/__sim/statements")).json()).toMatchObject({ data: [] });
  expect((await at("/__sim/statements", { method: "DELETE" })).status).toBe(200);
});

test("only this machine reaches it", () => {
  expect(sim.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
