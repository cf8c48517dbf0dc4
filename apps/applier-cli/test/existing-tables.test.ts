import { describe, expect, test } from "@jest/globals";

import { historyOf, stateOf } from "./database-state.ts";
import { customers, hostile, orders } from "./documents.ts";
import { runTables } from "./psql.ts";
import { onStage, type Stage } from "./stage.ts";

const tables = [customers, hostile, orders];

/** The tables as they should be, but for two columns whose types turn into the right ones for no value for certain. */
async function differing(stage: Stage): Promise<void> {
  const { client } = stage;
  await runTables(tables, stage);
  await client.query("ALTER TABLE sales.orders ALTER total DROP DEFAULT, ALTER total TYPE text, DROP open");
  await client.query("ALTER TABLE sales.customers ALTER email TYPE bytea USING email::bytea");
}

async function fill({ client }: Stage): Promise<void> {
  await client.query("INSERT INTO sales.customers (email) SELECT ('mail' || i)::bytea FROM generate_series(1, 3) AS i");
  await client.query("INSERT INTO sales.orders (day, number) SELECT '2024-01-01', i FROM generate_series(1, 5) AS i");
}

async function rowsOf({ client }: Stage): Promise<readonly number[]> {
  const { rows } = await client.query<{ customers: number; orders: number }>(
    "SELECT (SELECT count(*)::int FROM sales.customers) AS customers, (SELECT count(*)::int FROM sales.orders) AS orders",
  );
  return rows.flatMap((row) => [row.customers, row.orders]);
}

describe("tables that are there and differ", () => {
  test("are in the way: 65, each difference named, --drop-existing hinted at, nothing changed", async () => {
    await onStage(tables, async (stage) => {
      await differing(stage);
      const before = await stateOf(stage.client);
      const plan = await stage.run("plan");
      expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining("In the way:")]);
      const { code, stderr } = await stage.run("apply", "--all", "--yes");
      expect([code, stderr]).toEqual([65, expect.stringContaining("[PLAN_BLOCKED]")]);
      expect(stderr).toContain("COLUMN_TYPE column sales.orders.total: wanted numeric(14,2), present text");
      expect(stderr).toContain("COLUMN_TYPE column sales.customers.email");
      expect(stderr).toMatch(/next: .*--drop-existing/);
      expect((await stage.json("apply", "--all", "--yes")).error).toMatchObject({
        code: "PLAN_BLOCKED",
        retryable: false,
      });
      expect(await stateOf(stage.client)).toEqual(before);
      expect(await historyOf(stage.client)).toEqual([]);
    });
  });

  test("--drop-existing with --yes replaces the empty ones that differ, and no other", async () => {
    await onStage(tables, async (stage) => {
      await differing(stage);
      const { rows: untouched } = await stage.client.query("SELECT oid FROM pg_class WHERE relname LIKE 'Robert%'");
      const { code, stdout } = await stage.run("apply", "--all", "--drop-existing", "--yes");
      expect([code, stdout]).toEqual([0, expect.stringContaining("-/+ replace table sales.orders")]);
      expect(await stage.run("verify")).toMatchObject({ code: 0 });
      expect((await stage.client.query("SELECT oid FROM pg_class WHERE relname LIKE 'Robert%'")).rows).toEqual(
        untouched,
      );
    });
  });

  test("without --yes and with nobody to ask, nothing is done", async () => {
    await onStage(tables, async (stage) => {
      const { code, stdout, stderr } = await stage.run("apply", "--all");
      expect([code, stderr]).toEqual([64, expect.stringContaining("[USAGE_NOT_CONFIRMED]")]);
      expect(stderr).toMatch(/next: .*--yes/);
      expect(stdout).toContain("3 to add");
      expect(await stateOf(stage.client)).toHaveLength(1);
    });
  });
});

describe("--drop-existing and tables that hold rows", () => {
  test.each([
    ["--yes alone", ["--yes"]],
    ["the name of another database", ["--yes", "--confirm", "another"]],
    ["no answer", []],
  ])("%s: refused with 64, the tables and the database named, no row gone", async (_what, answer) => {
    await onStage(tables, async (stage) => {
      await differing(stage);
      await fill(stage);
      const before = await stateOf(stage.client);
      const { code, stderr } = await stage.run("apply", "--all", "--drop-existing", ...answer);
      expect([code, stderr]).toEqual([64, expect.stringContaining("[USAGE_NOT_CONFIRMED]")]);
      expect(stderr).toContain("sales.orders");
      expect(stderr).toContain("sales.customers");
      expect(stderr).toContain(`--confirm ${stage.address.database}`);
      expect(await stateOf(stage.client)).toEqual(before);
      expect(await rowsOf(stage)).toEqual([3, 5]);
    });
  });

  test("--confirm with the database's name: done, and verified", async () => {
    await onStage(tables, async (stage) => {
      await differing(stage);
      await fill(stage);
      const plan = await stage.run("plan", "--drop-existing");
      expect(plan.stdout).toMatch(/sales\.orders.*# .*(rows|DELETES_DATA|loses)/i);
      const { code } = await stage.run("apply", "--all", "--drop-existing", "--confirm", stage.address.database);
      expect(code).toBe(0);
      expect(await rowsOf(stage)).toEqual([0, 0]);
      expect(await stage.run("verify")).toMatchObject({ code: 0 });
    });
  });

  test("a filled table that does not differ keeps its rows", async () => {
    await onStage(tables, async (stage) => {
      await differing(stage);
      await stage.client.query("ALTER TABLE sales.customers ALTER email TYPE varchar(320)");
      await stage.client.query("INSERT INTO sales.customers (email) VALUES ('kept')");
      expect(await stage.run("apply", "--all", "--drop-existing", "--yes")).toMatchObject({ code: 0 });
      expect(await rowsOf(stage)).toEqual([1, 0]);
      expect(await stage.run("verify")).toMatchObject({ code: 0 });
    });
  });

  test("what depends on a table from outside is found beforehand, listed, and never dropped: 65, nothing done", async () => {
    await onStage(tables, async (stage) => {
      await differing(stage);
      await fill(stage);
      await stage.client.query(`
        CREATE TABLE outside (day date, number int, FOREIGN KEY (day, number) REFERENCES sales.orders);
        CREATE VIEW seen AS SELECT day FROM sales.orders;
        CREATE MATERIALIZED VIEW kept AS SELECT email FROM sales.customers;
        CREATE FUNCTION tells(sales.orders) RETURNS int LANGUAGE sql RETURN 1;
        CREATE TABLE typed (one sales.customers);
        CREATE TABLE numbered (id bigint DEFAULT nextval('sales.customers_id_seq'));`);
      const before = await stateOf(stage.client);
      const { database } = stage.address;
      const apply = ["apply", "--all", "--drop-existing", "--confirm", database];
      const { code, stderr } = await stage.run(...apply);
      expect([code, stderr]).toEqual([65, expect.stringContaining("[POSTGRES_DEPENDENT_OBJECTS]")]);
      expect(stderr).toContain("CASCADE is never used");
      const { error } = await stage.json(...apply);
      expect(error?.problems?.map(({ where, message }) => `${String(where)}: ${message}`).sort()).toEqual([
        "sales.customers: column one of table public.typed",
        "sales.customers: default value for column id of table public.numbered",
        "sales.customers: materialized view public.kept",
        "sales.orders: constraint outside_day_number_fkey on table public.outside",
        "sales.orders: function public.tells(sales.orders)",
        "sales.orders: view public.seen",
      ]);
      const { stdout } = await stage.run("plan", "--drop-existing");
      expect(stdout).toContain("Would be dropped:\n");
      expect(stdout).toContain("  - table sales.orders: 5 rows\n      ! constraint outside_day_number_fkey");
      expect(await stateOf(stage.client)).toEqual(before);
      expect(await rowsOf(stage)).toEqual([3, 5]);
      expect(await historyOf(stage.client)).toEqual([]);
    });
  });
});
