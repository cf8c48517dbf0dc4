import { describe, expect, test } from "@jest/globals";

import { isEmptyPlan } from "@dp/pg-ddl";

import { applyPlan, planChanges, verify } from "../src/index.ts";
import { make, who, withConnection } from "./database.ts";
import { all, changed, column, customers, document, orders } from "./documents.ts";
import { seeds, seedsFor, targetSeeds } from "./seeds.ts";

/** Milliseconds for a test that asks the server for much, on a busy machine. */
const slow = 60_000;

describe("verify", () => {
  test("finds nothing after an apply, and the second plan is empty", async () => {
    await withConnection(async (db) => {
      const before = await planChanges(db, all);
      expect(isEmptyPlan(before)).toBe(false);
      await make(db, all);
      expect((await verify(db, all)).differences).toEqual([]);
      const after = await planChanges(db, all);
      expect([after.statements, after.blocked, after.differences]).toEqual([[], [], []]);
      expect((await make(db, all)).statements).toBe(0);
    });
  });

  test(
    "finds and names each of the differences that can be seeded by hand, and nothing in another table",
    async () => {
      await withConnection(async (db) => {
        await make(db, all);
        const missed: string[] = [];
        for (const [what, by, code, part] of seedsFor(db.info.version)) {
          for (const statement of by.split("; ")) await db.query(statement);
          const { differences } = await verify(db, all);
          const found = differences.some((one) => one.code === code && (one.object.part ?? "") === part);
          const elsewhere = differences.filter(({ object }) => object.schema !== "sales");
          if (!found || elsewhere.length > 0) missed.push(`${what}: ${JSON.stringify(differences)}`);
          await db.query("DROP SCHEMA IF EXISTS sales, other CASCADE");
          await make(db, all);
        }
        expect(missed).toEqual([]);
        expect((await verify(db, all)).differences).toEqual([]);
      });
    },
    slow,
  );

  test(
    "finds and names each difference from what a target says, and nothing after an apply",
    async () => {
      await withConnection(async (db) => {
        const names = new Map(["reader", "other", "space"].map((name) => [name, `${name}_${db.info.database}`]));
        const own = (text: string): string =>
          text.replace(/\b(reader|other|space)\b/g, (name) => names.get(name) ?? name);
        const settings = {
          name: "test",
          schemas: {},
          owner: "postgres",
          grants: { [own("reader")]: ["select"] },
          tablespace: "pg_default",
          tables: {},
        };
        const indexes = [{ columns: ["total"], unique: false, method: "btree" as const }];
        const withIndex = { ...settings, tables: { orders: { ...settings, indexes } } };
        const make = async (): Promise<void> => {
          await applyPlan(db, await planChanges(db, all, { settings: withIndex }), who);
        };
        await db.query(
          `CREATE ROLE ${own("reader")}; CREATE ROLE ${own("other")}; SET allow_in_place_tablespaces = on`,
        );
        await db.query(`CREATE TABLESPACE ${own("space")} LOCATION ''`);
        const missed: string[] = [];
        try {
          await make();
          expect((await verify(db, all, { settings: withIndex })).differences).toEqual([]);
          for (const [what, by, code, part] of targetSeeds) {
            for (const statement of own(by).split("; ")) await db.query(statement);
            const { differences } = await verify(db, all, { settings: withIndex });
            const found = differences.some((one) => one.code === code && (one.object.part ?? "") === own(part));
            if (!found) missed.push(`${what}: ${JSON.stringify(differences)}`);
            await db.query("DROP SCHEMA sales CASCADE");
            await make();
          }
        } finally {
          await db.query(`DROP SCHEMA sales CASCADE; DROP OWNED BY ${own("reader")}, ${own("other")} CASCADE`);
          await db.query(`DROP ROLE ${own("reader")}, ${own("other")}`);
          await db.query(`DROP TABLESPACE ${own("space")}`);
        }
        expect(missed).toEqual([]);
        expect(seeds.length + targetSeeds.length).toBeGreaterThanOrEqual(60);
      });
    },
    slow,
  );

  test("says where a table of the name stands when it was made in the wrong schema", async () => {
    await withConnection(async (db) => {
      await make(db, all);
      await db.query("CREATE SCHEMA other");
      await db.query("ALTER TABLE sales.orders SET SCHEMA other");
      const { differences, tables } = await verify(db, all);
      const object = { kind: "table", schema: "sales", name: "orders" };
      expect(differences).toEqual([{ code: "TABLE_MISSING", object, present: "other.orders", severity: "error" }]);
      expect(tables.map(({ name, differences: own }) => [name, own.length])).toEqual([
        ["orders", 1],
        ["customers", 0],
        ["hostile", 0],
      ]);
    });
  });

  test("two spellings of one type and one default are no difference", async () => {
    await withConnection(async (db) => {
      await db.query(
        `CREATE TABLE public.spelled (a int8 PRIMARY KEY, b timestamptz DEFAULT CURRENT_TIMESTAMP, c varchar(20) DEFAULT 'x'::varchar,
          d decimal(10,2) DEFAULT (-1), e text DEFAULT E'\\x41', f boolean DEFAULT 't')`,
      );
      const spelled = document("spelled", {
        schema: "public",
        columns: [
          column("f", "boolean", { default: { kind: "boolean", value: true } }),
          column("a", "bigint", { nullable: false }),
          column("b", "timestamp(6) with time zone", { default: { kind: "current-timestamp" } }),
          column("c", "character varying(20)", { default: { kind: "string", value: "x" } }),
          column("d", "numeric(10,2)", { default: { kind: "number", value: "-1" } }),
          column("e", "text", { default: { kind: "string", value: "A" } }),
        ],
        primaryKey: { name: "another_name", columns: ["a"] },
      });
      expect((await verify(db, [spelled])).differences).toEqual([]);
    });
  });

  test("refuses a default that the server does not take, and names the column", async () => {
    await withConnection(async (db) => {
      const bad = document("bad", {
        columns: [column("ok", "date"), column("day", "date", { default: { kind: "string", value: "2024-02-30" } })],
      });
      await expect(verify(db, [customers, bad])).rejects.toMatchObject({
        code: "DEFAULT_REFUSED",
        where: "column sales.bad.day",
      });
    });
  });

  test("refuses a table that needs a newer server or an extension", async () => {
    await withConnection(async (db) => {
      const newer = changed(orders, { requires: { postgres: 99, extensions: [] } });
      await expect(verify(db, [newer])).rejects.toMatchObject({ code: "REQUIREMENT_MISSING", where: "sales.orders" });
      const extended = changed(orders, { requires: { postgres: 14, extensions: ["nowhere"] } });
      await expect(planChanges(db, [extended])).rejects.toMatchObject({ code: "REQUIREMENT_MISSING" });
    });
  });
});
