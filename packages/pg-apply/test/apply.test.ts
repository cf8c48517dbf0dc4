import { withDatabase } from "@dp/embedded-postgres";
import { describe, expect, test } from "@jest/globals";

import type { PgConnection } from "@dp/pg-client";
import { allowableHazards, type Plan } from "@dp/pg-ddl";

import { type ApplyEvent, applyPlan, findRefusedRows, planChanges, PlanBlockedError, verify } from "../src/index.ts";
import { connect, make, who, withConnection } from "./database.ts";
import { all, changed, column, customers, document, hostile, orders } from "./documents.ts";
import { seedsFor } from "./seeds.ts";

/** Milliseconds for a test that asks the server for much, on a busy machine. */
const slow = 60_000;

async function count(db: PgConnection, table: string): Promise<number> {
  const [row] = await db.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`);
  return row?.rows ?? -1;
}

async function fill(db: PgConnection): Promise<void> {
  await db.query("INSERT INTO sales.customers (email) SELECT 'mail' || i FROM generate_series(1, 3) AS i");
  await db.query(
    "INSERT INTO sales.orders (day, number, customer_id) SELECT '2024-01-01', i, i FROM generate_series(1, 3) AS i",
  );
}

/** The same plan, less patient with locks, so that a test need not be patient either. */
function hasty(plan: Plan): Plan {
  return { ...plan, statements: plan.statements.map((statement) => ({ ...statement, lockTimeoutMs: 100 })) };
}

describe("apply", () => {
  test("adds columns to a filled table and sets their comments, and changes no row", async () => {
    await withConnection(async (db) => {
      await make(db, all);
      await fill(db);
      const more = changed(customers, {
        columns: [
          ...customers.target.columns,
          column("note", "text", { comment: "new; it's said" }),
          column("since", "date", { nullable: false, default: { kind: "string", value: "2020-02-29" } }),
          column("ref", "uuid", { default: { kind: "random-uuid" } }),
        ],
      });
      const plan = await planChanges(db, [more, orders]);
      expect(plan.statements.map(({ object, rewrites, lock }) => [object.kind, object.part, rewrites, lock])).toEqual([
        ["column", "note", false, "ACCESS EXCLUSIVE"],
        ["comment", "note", false, "SHARE UPDATE EXCLUSIVE"],
        ["column", "since", false, "ACCESS EXCLUSIVE"],
        ["column", "ref", true, "ACCESS EXCLUSIVE"],
      ]);
      await applyPlan(db, plan, { ...who, allow: ["REWRITES_TABLE"] });
      expect((await verify(db, [more, orders])).differences).toEqual([]);
      const rows = await db.query(
        "SELECT email, note, since::text, count(*) OVER ()::int AS rows FROM sales.customers ORDER BY 1 LIMIT 1",
      );
      expect(rows).toEqual([{ email: "mail1", note: null, since: "2020-02-29", rows: 3 }]);
    });
  });

  test(
    "from each seeded difference it comes back to what is wanted, or refuses and does nothing",
    async () => {
      await withConnection(async (db) => {
        const wrong: string[] = [];
        for (const [what, by] of seedsFor(db.info.version)) {
          await make(db, all);
          for (const statement of by.split("; ")) await db.query(statement);
          const plain = await planChanges(db, all);
          const plan = plain.blocked.length === 0 ? plain : await planChanges(db, all, { dropExisting: true });
          if (plain.blocked.length > 0) {
            const refusal: unknown = await applyPlan(db, plain, who).catch((error: unknown) => error);
            if (!(refusal instanceof PlanBlockedError)) wrong.push(`${what}: was not refused`);
          }
          if (plan.blocked.length === 0) await applyPlan(db, plan, { ...who, allow: allowableHazards });
          const { differences } = await verify(db, all);
          const left = differences.filter(({ kept }) => kept !== true).map(({ code }) => code);
          const expected = plan.blocked.map(({ code }) => code);
          if (JSON.stringify(left) !== JSON.stringify(expected)) wrong.push(`${what}: ${JSON.stringify(differences)}`);
          if (expected.length > 0 && !expected.includes("NOT_A_TABLE"))
            wrong.push(`${what}: ${JSON.stringify(plan.blocked)}`);
          await db.query("DROP SCHEMA IF EXISTS sales, other CASCADE");
        }
        expect(wrong).toEqual([]);
      });
    },
    slow,
  );

  test("names what is in the way and what to do about it", async () => {
    await withConnection(async (db) => {
      await make(db, all);
      await db.query("ALTER TABLE sales.orders ALTER total DROP DEFAULT, ALTER total TYPE text");
      await expect(make(db, all)).rejects.toMatchObject({
        code: "PLAN_BLOCKED",
        message: expect.stringContaining("COLUMN_TYPE column sales.orders.total: wanted numeric(12,2), present text"),
        hint: expect.stringContaining("--drop-existing"),
      });
    });
  });

  test("--drop-existing replaces only the table that differs; foreign keys onto it come back", async () => {
    await withConnection(async (db) => {
      await make(db, all);
      await fill(db);
      await db.query("UPDATE sales.orders SET customer_id = NULL");
      await db.query("ALTER TABLE sales.customers ALTER email TYPE bytea USING email::bytea");
      const plan = await planChanges(db, all, { dropExisting: true });
      expect(
        plan.statements.map(({ id, phase, object, lock, losesData }) => [
          id,
          phase,
          object.kind,
          object.name,
          lock,
          losesData,
        ]),
      ).toEqual([
        ["s0001", "drop", "foreign key", "orders", "ACCESS EXCLUSIVE", false],
        ["s0002", "drop", "table", "customers", "ACCESS EXCLUSIVE", true],
        ["s0003", "tables", "table", "customers", null, false],
        ["s0004", "tables", "comment", "customers", null, false],
        ["s0005", "tables", "comment", "customers", null, false],
        ["s0006", "foreign-keys", "foreign key", "orders", "SHARE ROW EXCLUSIVE", false],
        ["s0007", "foreign-keys", "foreign key", "orders", "SHARE UPDATE EXCLUSIVE", false],
      ]);
      await expect(applyPlan(db, plan, who)).rejects.toMatchObject({ code: "TABLE_FILLED", where: "sales.customers" });
      expect([await count(db, "sales.orders"), await count(db, "sales.customers")]).toEqual([3, 3]);
      const again = await planChanges(db, all, { dropExisting: true });
      await applyPlan(db, again, { ...who, mayLoseRows: [{ schema: "sales", name: "customers" }] });
      expect((await verify(db, all)).differences).toEqual([]);
      expect([await count(db, "sales.orders"), await count(db, "sales.customers")]).toEqual([3, 0]);
    });
  });

  test("tables that reference each other are replaced together", async () => {
    await withConnection(async (db) => {
      const pair = ["left", "right"].map((name) =>
        document(name, {
          columns: [column("id", "bigint", { nullable: false }), column("other", "bigint")],
          primaryKey: { name: `${name}_pkey`, columns: ["id"] },
          foreignKeys: [
            {
              name: `${name}_other_fkey`,
              columns: ["other"],
              references: { schema: "sales", table: name === "left" ? "right" : "left", columns: ["id"] },
            },
          ],
        }),
      );
      await make(db, pair);
      for (const name of ["left", "right"]) await db.query(`ALTER TABLE sales."${name}" ADD CHECK (id > 0)`);
      await expect(make(db, pair)).rejects.toMatchObject({ code: "PLAN_BLOCKED" });
      await make(db, pair, { dropExisting: true });
      expect((await verify(db, pair)).differences).toEqual([]);
    });
  });

  test("never drops what depends on a table: a view keeps it", async () => {
    await withConnection(async (db) => {
      await make(db, all);
      await db.query("CREATE VIEW public.seen AS SELECT email FROM sales.customers");
      await db.query("ALTER TABLE sales.customers ADD CHECK (id > 0)");
      await expect(make(db, all, { dropExisting: true })).rejects.toMatchObject({
        code: "POSTGRES_DEPENDENT_OBJECTS",
        where: "table sales.customers",
      });
      expect(await count(db, "public.seen")).toBe(0);
    });
  });

  test("refuses a plan when the tables have changed since", async () => {
    await withConnection(async (db) => {
      const plan = await planChanges(db, all);
      await db.query("CREATE SCHEMA sales");
      await expect(applyPlan(db, plan, who)).rejects.toMatchObject({ code: "PLAN_STALE" });
      expect((await verify(db, [orders])).differences).toHaveLength(1);
    });
  });

  test("rows that break a new foreign key are found after it has begun to guard new ones; the next plan goes on", async () => {
    await withConnection(async (db) => {
      await make(db, all);
      await fill(db);
      await db.query("ALTER TABLE sales.orders DROP CONSTRAINT orders_customer_id_fkey");
      await db.query("UPDATE sales.orders SET customer_id = 99 WHERE number = 1");
      await expect(make(db, all)).rejects.toMatchObject({ code: "POSTGRES_FOREIGN_KEY" });
      expect((await verify(db, all)).differences.map(({ code }) => code)).toEqual(["FOREIGN_KEY_NOT_VALIDATED"]);
      await db.query("DELETE FROM sales.orders WHERE customer_id = 99");
      await make(db, all);
      expect((await verify(db, all)).differences).toEqual([]);
    });
  });

  test("keys that are not to be enforced: NOT ENFORCED and plain indexes, and rows that break them stay", async () => {
    await withConnection(async (db) => {
      const { primaryKey, uniqueKeys, foreignKeys } = { ...customers.target, ...orders.target };
      const loose = changed(orders, {
        requires: { postgres: 18, extensions: [] },
        ...(primaryKey === undefined ? {} : { primaryKey: { ...primaryKey, enforced: false as const } }),
        uniqueKeys: uniqueKeys.map((key) => ({ ...key, enforced: false as const })),
        foreignKeys: foreignKeys.slice(0, 1).map((key) => ({ ...key, enforced: false as const })),
      });
      const made = await make(db, [customers, loose]).then(() => "made", String);
      const old = db.info.version < 180000;
      expect(made).toMatch(old ? /needs PostgreSQL 18/ : /^made$/);
      if (old) return;
      await db.query(
        "INSERT INTO sales.orders (day, number, customer_id) VALUES ('2024-01-01', 1, 9), ('2024-01-01', 1, 9)",
      );
      expect((await verify(db, [customers, loose])).differences).toEqual([]);
      const rows = await db.query(
        "SELECT contype::text AS kind, conenforced AS enforced FROM pg_constraint WHERE conrelid = 'sales.orders'::regclass AND contype <> 'n'",
      );
      expect(rows).toEqual([{ kind: "f", enforced: false }]);
      // Enforced from now on: the rows are counted before the server refuses them.
      const metadata = [customers, changed(orders, { foreignKeys: foreignKeys.slice(0, 1) })];
      const strict = await planChanges(db, metadata);
      const refused = await findRefusedRows(db, { plan: strict, metadata });
      expect(refused.map(({ code, rows: count }) => [code, count])).toEqual([
        ["ROWS_DUPLICATE", 2],
        ["ROWS_ORPHANED", 2],
      ]);
    });
  });

  test("a plan statement outside a transaction that fails half-way leaves no invalid index, and the history says so", async () => {
    await withConnection(async (db) => {
      await make(db, [customers]);
      await db.query("INSERT INTO sales.customers (email) VALUES ('a'), ('b')");
      const more = changed(customers, { indexes: [{ name: "email_idx", columns: ["country"], reason: "configured" }] });
      const planned = await planChanges(db, [more]);
      const concurrently = (sql: string): Plan => ({
        ...planned,
        statements: planned.statements.map((one) => ({
          ...one,
          sql,
          transactional: false,
          cleanup: "DROP INDEX CONCURRENTLY IF EXISTS sales.email_idx",
        })),
      });
      const build = "INDEX CONCURRENTLY email_idx ON sales.customers (country)";
      await expect(applyPlan(db, concurrently(`CREATE UNIQUE ${build}`), who)).rejects.toMatchObject({
        code: "POSTGRES_DUPLICATE_KEY",
      });
      expect(await db.query("SELECT FROM pg_class WHERE relname = 'email_idx'")).toEqual([]);
      await applyPlan(db, concurrently(`CREATE ${build}`), who);
      expect((await verify(db, [more])).differences).toEqual([]);
      const rows = await db.query(
        "SELECT result FROM dp_control.statement WHERE sql LIKE '%CONCURRENTLY%' ORDER BY id",
      );
      expect(rows).toEqual(["started", "failed", "started", "done"].map((result) => ({ result })));
      expect(await db.query("SHOW lock_timeout")).toEqual([{ lock_timeout: "3s" }]);
    });
  });

  test("writes what it did into the history", async () => {
    await withConnection(async (db) => {
      const { planHash } = await make(db, [customers]);
      await db.query("ALTER TABLE sales.customers DROP COLUMN country, ADD COLUMN country varchar(2)");
      await make(db, [customers]).catch(() => undefined);
      const rows = await db.query(
        "SELECT run_id, action, program, result, plan_hash, details FROM dp_control.history ORDER BY id LIMIT 2",
      );
      const entry = {
        run_id: "test-run",
        action: "apply",
        program: "test 0.0.0",
        plan_hash: planHash,
        details: {
          counts: { add: 1, change: 0, remove: 0 },
          statements: 4,
          tables: [{ name: "customers", fingerprint: customers.fingerprints.target }],
        },
      };
      expect(rows).toEqual([
        { ...entry, result: "started" },
        { ...entry, result: "done" },
      ]);
    });
  });
});

describe("apply among others", () => {
  test(
    "killed between any two transactions, the next plan finishes",
    async () => {
      await withDatabase(async (client, address) => {
        let [runs, hits] = [0, 0];
        for (let kills = 1; ; kills++) {
          const db = await connect(address);
          const [own] = await db.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
          let committed = 0;
          let killed: Promise<unknown> | undefined;
          const onEvent = (event: ApplyEvent): void => {
            if (event.type !== "committed" || ++committed !== kills) return;
            killed = client.query("SELECT pg_terminate_backend($1, 5000)", [own?.pid]);
          };
          const plan = await planChanges(db, all);
          const ended = await applyPlan(db, plan, { ...who, onEvent }).then(
            () => "done",
            (error: unknown) => ((error as { readonly retryable?: boolean }).retryable === true ? "broken off" : error),
          );
          await killed;
          await db.close();
          runs++;
          const again = await connect(address);
          await make(again, all);
          expect((await verify(again, all)).differences).toEqual([]);
          await again.close();
          // The last of all comes to nobody; one of them may come too late for an apply that is nearly done.
          if (killed === undefined) break;
          expect(["done", "broken off"]).toContain(ended);
          hits += ended === "done" ? 0 : 1;
          await client.query("DROP SCHEMA sales CASCADE");
          await client.query(`DROP SCHEMA "sch""ema; drop schema sales cascade; --" CASCADE`);
        }
        expect(runs).toBeGreaterThan(2);
        expect(hits).toBeGreaterThan(0);
      });
    },
    slow,
  );

  test("two at once: one applies, the other sees that the tables have moved", async () => {
    await withDatabase(async (_client, address) => {
      const [one, two] = await Promise.all([connect(address), connect(address)]);
      const plans = await Promise.all([planChanges(one, all), planChanges(two, all)]);
      const results = await Promise.allSettled([applyPlan(one, plans[0], who), applyPlan(two, plans[1], who)]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "PLAN_STALE" } });
      expect((await verify(one, all)).differences).toEqual([]);
      await Promise.all([one.close(), two.close()]);
    });
  });

  test("a second run that may not wait is told that another is at work", async () => {
    await withDatabase(async (client, address) => {
      const db = await connect(address);
      const plan = await planChanges(db, all);
      await client.query("SELECT pg_advisory_lock(hashtextextended('dp:apply', 0))");
      await expect(applyPlan(db, plan, { ...who, waitMs: 0 })).rejects.toMatchObject({ code: "POSTGRES_BUSY" });
      await db.close();
    });
  });

  test(
    "a lock that somebody holds for a while is waited for in several tries",
    async () => {
      await withDatabase(async (client, address) => {
        const db = await connect(address);
        await make(db, all);
        await client.query("BEGIN");
        await client.query("LOCK TABLE sales.customers IN ACCESS SHARE MODE");
        const more = changed(customers, { columns: [...customers.target.columns, column("note", "text")] });
        const plan = hasty(await planChanges(db, [more]));
        let freed: Promise<unknown> | undefined;
        const onEvent = ({ type }: ApplyEvent): void => {
          if (type === "retry") freed ??= client.query("COMMIT");
        };
        const { retries } = await applyPlan(db, plan, { ...who, onEvent });
        await freed;
        expect(retries).toBeGreaterThan(0);
        expect((await verify(db, [more])).differences).toEqual([]);
        await db.close();
      });
    },
    slow,
  );

  test("a lock that is never given is given up, with nothing done", async () => {
    await withDatabase(async (client, address) => {
      const db = await connect(address);
      await make(db, all);
      await client.query("BEGIN");
      await client.query("LOCK TABLE sales.customers IN ACCESS SHARE MODE");
      const more = changed(customers, { columns: [...customers.target.columns, column("note", "text")] });
      const plan = hasty(await planChanges(db, [more]));
      await expect(applyPlan(db, plan, { ...who, attempts: 2 })).rejects.toMatchObject({
        code: "POSTGRES_LOCK_TIMEOUT",
        retryable: true,
        where: "column sales.customers.note",
      });
      await client.query("COMMIT");
      expect((await verify(db, [more])).differences.map(({ code }) => code)).toEqual(["COLUMN_MISSING"]);
      await db.close();
    });
  });

  test("a role that may do no more than CREATE in the database is enough", async () => {
    await withDatabase(async (client, address) => {
      const role = `r_${address.database}`;
      await client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret' NOSUPERUSER NOCREATEDB NOCREATEROLE`);
      try {
        await client.query(`GRANT CREATE ON DATABASE ${address.database} TO ${role}`);
        const db = await connect({ ...address, user: role, password: "secret" });
        await make(db, all);
        expect((await verify(db, all)).differences).toEqual([]);
        await make(db, [changed(hostile, { comment: "other" }), orders, customers], { dropExisting: true });
        await expect(make(db, [changed(customers, { schema: "pg_catalog" })])).rejects.toMatchObject({
          code: "POSTGRES_PERMISSION_DENIED",
        });
        await db.close();
      } finally {
        await client.query(`DROP OWNED BY ${role}`);
        await client.query(`DROP ROLE ${role}`);
      }
    });
  });
});
