import { readFileSync } from "node:fs";

import { expect, test } from "@jest/globals";
import { differenceCodes } from "@dp/config";

import { stateOf } from "./database-state.ts";
import { changed, customers, orders } from "./documents.ts";
import { writeTables } from "./project.ts";
import { onStage, type Stage } from "./stage.ts";

const tables = [customers, orders];

function configure({ project }: Stage, text: string): void {
  project.write("config/postgres.yaml", text);
}

test("the codes that may stand under verify are those that verify prints", () => {
  const schema = new URL("../../../packages/pg-ddl/schema/plan.v1.schema.json", import.meta.url);
  const { $defs } = JSON.parse(readFileSync(schema, "utf8")) as { $defs: Record<string, { enum?: string[] }> };
  expect([...differenceCodes].sort()).toEqual([...($defs.DifferenceCode?.enum ?? [])].sort());
});

test("a target puts the tables elsewhere, for plan, apply and verify alike; a second plan is empty", async () => {
  await onStage(tables, async (stage) => {
    const { run, client } = stage;
    const grants = "grants: { pg_monitor: [select] }, tables: { orders: { indexes: [{ columns: [total] }] } }";
    configure(stage, `targets: { a: { schemas: { sales: one }, ${grants} }, b: { schemas: { sales: two } } }`);
    expect(await run("plan")).toMatchObject({ code: 78, stderr: expect.stringContaining("CONFIG_TARGET_NOT_CHOSEN") });
    expect(await run("plan", "--target", "c")).toMatchObject({ code: 78 });
    for (const target of ["a", "b"]) {
      expect(await run("apply", "--all", "--yes", "--target", target)).toMatchObject({ code: 0 });
    }
    expect(await run("verify", "-q", "--target", "a")).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect((await run("plan", "--exit-code", "--target", "a")).code).toBe(0);
    const { rows } = await client.query(
      "SELECT table_schema AS schema FROM information_schema.tables WHERE table_name = 'orders' ORDER BY 1",
    );
    expect(rows).toEqual([{ schema: "one" }, { schema: "two" }]);
    await client.query("REVOKE SELECT ON one.orders FROM pg_monitor; DROP INDEX one.orders_total_idx1");
    const verified = await run("verify", "--target", "a");
    expect(verified.code).toBe(2);
    expect(verified.stdout).toContain("GRANT_MISSING grant on one.orders for pg_monitor: wanted SELECT\n");
    expect(verified.stdout).toContain("INDEX_MISSING index one.orders.orders_total_idx1: wanted (total)\n");
  });
});

test("what verify takes as a warning or ignores turns no night red", async () => {
  await onStage(tables, async (stage) => {
    const { run, client } = stage;
    const target = (verify: string): void => {
      configure(stage, `targets: { a: { grants: { pg_monitor: [select] }, verify: { ${verify} } } }`);
    };
    target("");
    expect(await run("apply", "--all", "--yes")).toMatchObject({ code: 0 });
    await client.query(
      "CREATE INDEX by_hand ON sales.orders (total, number); GRANT UPDATE ON sales.orders TO pg_monitor",
    );
    const line = "INDEX_EXTRA index sales.orders.by_hand: present (total, number)";
    const strict = await run("verify");
    expect(strict.code).toBe(2);
    expect(strict.stdout).toContain(`different orders\n          ${line}\n`);
    expect(strict.stdout).toContain("GRANT_EXTRA grant on sales.orders for pg_monitor: present UPDATE (warning)\n");
    target("INDEX_EXTRA: warning");
    const warned = await run("verify", "-q");
    expect(warned.code).toBe(0);
    expect(warned.stdout).toContain(`warning   orders\n          ${line} (warning)\n`);
    target("INDEX_EXTRA: ignore, GRANT_EXTRA: ignore");
    expect(await run("verify", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect((await stage.json("verify")).data).toMatchObject({ matching: 2, differing: 0, ignored: 2, differences: [] });
    target("GRANT_EXTRA: error");
    expect((await stage.json("verify")).exitCode).toBe(2);
  });
});

test("a target is its database, and no other", async () => {
  await onStage(tables, async (stage) => {
    configure(stage, "targets: { prod: { database: finance } }");
    const before = await stateOf(stage.client);
    for (const args of [["apply", "--all", "--yes"], ["verify"]]) {
      const { exitCode, error } = await stage.json(...args);
      expect([exitCode, error?.code]).toEqual([78, "CONFIG_TARGET_DATABASE"]);
    }
    expect(await stateOf(stage.client)).toEqual(before);
  });
});

test("a protected target loses data only by a plan that was saved", async () => {
  await onStage(tables, async (stage) => {
    const { run, client } = stage;
    configure(stage, "targets: { prod: { protected: true } }");
    expect(await run("apply", "--all", "--yes")).toMatchObject({ code: 0 });
    const less = changed(orders, { columns: orders.target.columns.filter(({ name }) => name !== "open"), indexes: [] });
    writeTables(stage.project, [customers, less]);
    const before = await stateOf(client);
    const loses = ["--drop-columns", "--allow", "DELETES_DATA,DROPS_OBJECT"];
    const refused = await stage.json("apply", "--all", "--yes", ...loses);
    expect([refused.exitCode, refused.error?.code]).toEqual([64, "USAGE_TARGET_PROTECTED"]);
    expect(await stateOf(client)).toEqual(before);
    await run("plan", "--drop-columns", "--out", "plan.json");
    expect(await run("apply", "plan.json", "--allow", "DELETES_DATA,DROPS_OBJECT")).toMatchObject({ code: 0 });
  });
});

test("a saved plan goes to its own target, and is refused when the target means something else", async () => {
  await onStage(tables, async (stage) => {
    const { run } = stage;
    const targets = (b: string): void => {
      configure(stage, `targets: { a: { default: true }, b: { schemas: { sales: sold }, ${b} } }`);
    };
    targets("verify: {}");
    expect(await run("plan", "--target", "b", "--out", "plan.json")).toMatchObject({ code: 0 });
    const other = await stage.json("apply", "plan.json", "--target", "a");
    expect([other.exitCode, other.error?.code]).toEqual([64, "USAGE"]);
    for (const meaning of ["owner: postgres", "tables: { orders: { foreign_keys: omit } }"]) {
      targets(meaning);
      const { exitCode, error } = await stage.json("apply", "plan.json");
      expect([exitCode, error?.code]).toEqual([75, "PLAN_STALE"]);
      expect(error?.message).toContain("config/postgres.yaml says something else");
    }
    targets("verify: { INDEX_EXTRA: ignore }, protected: true, tables: { elsewhere: { owner: x } }");
    const applied = await run("apply", "plan.json");
    expect(applied).toMatchObject({ code: 0, stderr: expect.stringContaining("targets.b.tables.elsewhere") });
    expect(applied.stdout).toContain("sold.orders");
  });
});

test("a file that cannot be read as settings stops everything, with line and column", async () => {
  await onStage(tables, async (stage) => {
    configure(stage, "targets:\n  a: { ownr: x }\n");
    for (const args of [["plan"], ["roles", "--print"]]) {
      const { exitCode, error } = await stage.json(...args);
      expect([exitCode, error?.code, error?.where]).toEqual([78, "CONFIG_INVALID", "config/postgres.yaml:2:8"]);
    }
  });
});
