import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "@jest/globals";
import { withDatabase } from "@dp/embedded-postgres";
import { connectPostgres, ensureControlSchema, recordHistory, withAdvisoryLock } from "@dp/pg-client";

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
