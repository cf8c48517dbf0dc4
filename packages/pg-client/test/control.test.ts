import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "@jest/globals";
import { withDatabase } from "@dp/embedded-postgres";
import {
  connectPostgres,
  ensureControlSchema,
  readHistory,
  readRunStatements,
  recordHistory,
  recordStatements,
  withAdvisoryLock,
} from "@dp/pg-client";

const options = { applicationName: "dp/test/run-1" };

test("the control schema is made once and keeps its history", async () => {
  await withDatabase(async (client, address) => {
    const db = await connectPostgres({ ...address, sslmode: "disable" }, options);
    await ensureControlSchema(db);
    await recordHistory(db, {
      runId: "r1",
      action: "apply",
      program: "p/1",
      details: { tables: ["t"] },
      result: "done",
    });
    await ensureControlSchema(db);
    const { rows } = await client.query("SELECT run_id, role, details, result FROM dp_control.history");
    expect(rows).toEqual([{ run_id: "r1", role: "postgres", details: { tables: ["t"] }, result: "done" }]);
    await db.close();
  });
});

test("one holder at a time has the advisory lock, and it is given back when the work fails", async () => {
  await withDatabase(async (_, address) => {
    const one = await connectPostgres({ ...address, sslmode: "disable" }, options);
    const two = await connectPostgres({ ...address, sslmode: "disable" }, options);
    const lock = { name: "apply", waitMs: 0 };
    const held = withAdvisoryLock(one, lock, async () => {
      await expect(withAdvisoryLock(two, lock, () => Promise.resolve())).rejects.toMatchObject({
        code: "POSTGRES_BUSY",
      });
      throw new Error("stop");
    });
    await expect(held).rejects.toThrow("stop");
    await expect(withAdvisoryLock(two, lock, () => Promise.resolve("mine"))).resolves.toBe("mine");
    await Promise.all([one.close(), two.close()]);
  });
});

test("the module of migrations is what its script prints", () => {
  const script = fileURLToPath(new URL("../scripts/build-sql.mjs", import.meta.url));
  const printed = execFileSync(process.execPath, [script], { encoding: "utf8" });
  expect(readFileSync(new URL("../src/generated/sql.ts", import.meta.url), "utf8")).toBe(printed);
});

test("rows of the history cannot be changed or deleted, not even by their owner", async () => {
  await withDatabase(async (client, address) => {
    const db = await connectPostgres({ ...address, sslmode: "disable" }, options);
    await ensureControlSchema(db);
    const run = { runId: "r1", action: "apply", program: "p/1", details: {} };
    await recordHistory(db, { ...run, result: "started" });
    await recordStatements(db, { runId: "r1", planHash: "h", result: "done" }, [{ id: "s1", object: "o", sql: "S" }]);
    for (const table of ["history", "statement"]) {
      for (const change of [`UPDATE dp_control.${table} SET result = 'x'`, `DELETE FROM dp_control.${table}`]) {
        await expect(client.query(change)).rejects.toThrow(`rows of dp_control.${table} are added, never changed`);
      }
      await expect(client.query(`TRUNCATE dp_control.${table}`)).rejects.toThrow("never changed");
    }
    await db.close();
  });
});

test("a run that began and did not end is open; one that ended says how, and what it ran", async () => {
  await withDatabase(async (_, address) => {
    const db = await connectPostgres({ ...address, sslmode: "disable" }, options);
    expect(await readHistory(db, 5)).toEqual([]);
    await ensureControlSchema(db);
    const run = { action: "apply", program: "p/1", planHash: "h", details: { user: "vera" } };
    await recordHistory(db, { ...run, runId: "r1", result: "started" });
    await recordHistory(db, { ...run, runId: "r2", result: "started", sourceCommit: "abc" });
    const statements = ["s0001", "s0002"].map((id) => ({ id, object: `table ${id}`, sql: `SQL ${id}` }));
    await recordStatements(db, { runId: "r2", planHash: "h", result: "done" }, statements);
    await recordHistory(db, { ...run, runId: "r2", result: "failed", details: { error: { code: "X" } } });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await readHistory(db, 5)).toMatchObject([
      {
        runId: "r2",
        result: "failed",
        statements: 2,
        sourceCommit: "abc",
        endedAt: time,
        details: { error: { code: "X" } },
      },
      { runId: "r1", result: "open", statements: 0, startedAt: time, endedAt: null, details: { user: "vera" } },
    ]);
    expect(await readHistory(db, 1)).toHaveLength(1);
    expect(await readRunStatements(db, "r2")).toMatchObject(statements.map((one) => ({ ...one, result: "done" })));
    await db.close();
  });
});

test("who waits for the lock is told once who holds it", async () => {
  await withDatabase(async (_, address) => {
    const one = await connectPostgres({ ...address, sslmode: "disable" }, { applicationName: "dp/1.0/the holder" });
    const two = await connectPostgres({ ...address, sslmode: "disable" }, options);
    const told: string[] = [];
    const lock = { name: "apply", waitMs: 600, onWait: (holder: string) => void told.push(holder) };
    await withAdvisoryLock(one, lock, async () => {
      const waiting = withAdvisoryLock(two, lock, () => Promise.resolve());
      await expect(waiting).rejects.toMatchObject({
        code: "POSTGRES_BUSY",
        message: expect.stringContaining("dp/1.0/the holder, role postgres"),
      });
      await withAdvisoryLock(one, lock, () => Promise.resolve());
      await expect(withAdvisoryLock(two, { ...lock, waitMs: 0 }, () => Promise.resolve())).rejects.toThrow();
    });
    expect(told).toEqual(["dp/1.0/the holder, role postgres"]);
    await Promise.all([one.close(), two.close()]);
  });
});
