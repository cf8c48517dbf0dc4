import { expect, test } from "@jest/globals";

import { Faults, readFault } from "./faults.ts";

const target = { path: "/queries/v1/query-request", statement: "INSERT INTO t VALUES (1)" };

test("a fault is used up after its number of times", () => {
  const faults = new Faults();
  faults.add({ kind: "delay", ms: 5, times: 2 });
  expect(faults.take("delay", target)).toMatchObject({ ms: 5 });
  expect(faults.pending()).toEqual([{ kind: "delay", ms: 5, times: 1 }]);
  expect(faults.take("delay", target)).toMatchObject({ ms: 5 });
  expect(faults.take("delay", target)).toBeUndefined();
});

test("a fault waits for a request that it matches, by part of the text in any case or by pattern", () => {
  const faults = new Faults();
  faults.add({ kind: "status", status: 503, match: { path: "QUERY-request", statement: /^insert/i } });
  expect(faults.take("status", { ...target, statement: "SELECT 1" })).toBeUndefined();
  expect(faults.take("status", { ...target, statement: null })).toBeUndefined();
  expect(faults.take("status", { ...target, path: "/session/heartbeat" })).toBeUndefined();
  expect(faults.take("status", target)).toMatchObject({ status: 503 });
});

test("a fault of another kind is left alone, and clearing removes all", () => {
  const faults = new Faults();
  faults.add({ kind: "truncate-chunk" });
  expect(faults.take("expire-chunk-url", target)).toBeUndefined();
  expect(faults.pending()).toHaveLength(1);
  faults.clear();
  expect(faults.pending()).toEqual([]);
});

test.each([
  [null, "kind"],
  [{ kind: "burn" }, "kind"],
  [{ kind: "delay" }, "ms"],
  [{ kind: "status" }, "status"],
])("%j is no fault", (value, named) => {
  expect(() => readFault(value)).toThrow(named);
});

test("a fault read from JSON is one that can be added", () => {
  expect(readFault({ kind: "expire-session", match: { statement: "select" } })).toEqual({
    kind: "expire-session",
    match: { statement: "select" },
  });
});
