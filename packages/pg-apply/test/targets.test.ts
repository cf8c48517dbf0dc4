import { describe, expect, test } from "@jest/globals";
import type { PgConnection } from "@dp/pg-client";
import { isEmptyPlan, type Plan, type TargetSettings } from "@dp/pg-ddl";

import { applyPlan, planChanges, refuseUnsavedLoss, verify } from "../src/index.ts";
import { who, withConnection } from "./database.ts";
import { all, changed, column, customers, document, orders } from "./documents.ts";

const bare: TargetSettings = { name: "test", schemas: {}, tables: {} };

/** Roles belong to the server, not to the database: their names are this database's own. */
async function withRoles(use: (db: PgConnection, role: (name: string) => string) => Promise<void>): Promise<void> {
  await withConnection(async (db) => {
    const role = (name: string): string => `${name}_${db.info.database}`;
    const names = ["owner", "reader", "writer", "other"].map(role);
    for (const name of names) await db.query(`CREATE ROLE ${name}`);
    try {
      await use(db, role);
    } finally {
      await db.query(`DROP OWNED BY ${names.join(", ")} CASCADE`);
      await db.query(`DROP ROLE ${names.join(", ")}`);
    }
  });
}

async function applied(db: PgConnection, settings: TargetSettings, metadata = all): Promise<Plan> {
  const plan = await planChanges(db, metadata, { settings });
  await applyPlan(db, plan, { ...who, allow: ["DROPS_OBJECT", "REWRITES_TABLE"] });
  expect((await verify(db, metadata, { settings })).differences).toEqual([]);
  expect(isEmptyPlan(await planChanges(db, metadata, { settings }))).toBe(true);
  return plan;
}

async function aclOf(db: PgConnection, table: string): Promise<readonly string[]> {
  const rows = await db.query<{ entry: string }>(
    "SELECT unnest(relacl)::text AS entry FROM pg_class WHERE oid = $1::regclass ORDER BY 1",
    [table],
  );
  // An owner's MAINTAIN came with PostgreSQL 17.
  return rows.map(({ entry }) => entry.replace("arwdDxtm/", "arwdDxt/"));
}

describe("a target's settings", () => {
  test("put tables under another schema, with owner, grants and usage, and leave nothing to do", async () => {
    await withRoles(async (db, role) => {
      const [owner, reader, writer] = [role("owner"), role("reader"), role("writer")];
      const settings: TargetSettings = {
        ...bare,
        schemas: { sales: "finance" },
        owner,
        grants: { [reader]: ["select"], [writer]: ["insert", "select"] },
        tables: { customers: { owner, grants: { [reader]: ["select"], public: ["references"] } } },
      };
      await applied(db, settings);
      const tables = await db.query(
        "SELECT relname AS name, pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relnamespace = 'finance'::regnamespace AND relkind = 'r' ORDER BY 1",
      );
      expect(tables).toEqual([
        { name: "customers", owner },
        { name: "orders", owner },
      ]);
      expect(await aclOf(db, "finance.orders")).toEqual([
        `${owner}=arwdDxt/${owner}`,
        `${reader}=r/${owner}`,
        `${writer}=ar/${owner}`,
      ]);
      expect(await aclOf(db, "finance.customers")).toEqual([
        `=x/${owner}`,
        `${owner}=arwdDxt/${owner}`,
        `${reader}=r/${owner}`,
      ]);
      const [schema] = await db.query(
        "SELECT pg_get_userbyid(nspowner) AS owner, has_schema_privilege($1, oid, 'USAGE') AS may FROM pg_namespace WHERE nspname = 'finance'",
        [reader],
      );
      expect(schema).toEqual({ owner, may: true });
    });
  });

  test("tables that stand change owner and grants; what the old owner had goes to the new one", async () => {
    await withRoles(async (db, role) => {
      await applied(db, bare);
      await db.query(`GRANT SELECT ON sales.orders TO ${role("reader")}`);
      const settings = { ...bare, owner: role("owner"), grants: { [role("reader")]: ["insert", "select"] } };
      const { statements } = await planChanges(db, [orders], { settings });
      expect(statements.map(({ sql }) => sql)).toEqual([
        `ALTER TABLE sales.orders OWNER TO ${role("owner")}`,
        `GRANT USAGE ON SCHEMA sales TO ${role("reader")}`,
        `GRANT INSERT ON sales.orders TO ${role("reader")}`,
      ]);
      await applied(db, settings);
      // The one who had the table before is to have a right of its own.
      const back: TargetSettings = {
        ...bare,
        owner: role("other"),
        grants: { [role("owner")]: ["select"] },
        extraGrants: "revoke",
      };
      await applied(db, back);
      expect(await aclOf(db, "sales.orders")).toContain(`${role("owner")}=r/${role("other")}`);
    });
  });

  test("grants that nobody named are told and stay, unless they are to be revoked", async () => {
    await withRoles(async (db, role) => {
      const [reader, other] = [role("reader"), role("other")];
      const settings: TargetSettings = { ...bare, grants: { [reader]: ["select"] } };
      await applied(db, settings);
      await db.query(`GRANT SELECT, UPDATE ON sales.orders TO ${other} WITH GRANT OPTION`);
      await db.query(`GRANT UPDATE (total, open) ON sales.orders TO ${other}`);
      await db.query(`GRANT SELECT ON sales.orders TO ${reader} WITH GRANT OPTION`);
      const { differences } = await verify(db, all, { settings });
      expect(differences.map(({ code, severity, present }) => [code, severity, present])).toEqual([
        ["GRANT_EXTRA", "warning", "UPDATE on the column open"],
        ["GRANT_EXTRA", "warning", "UPDATE on the column total"],
        ["GRANT_EXTRA", "warning", "SELECT, SELECT WITH GRANT OPTION, UPDATE, UPDATE WITH GRANT OPTION"],
        ["GRANT_EXTRA", "warning", "SELECT WITH GRANT OPTION"],
      ]);
      expect(isEmptyPlan(await planChanges(db, all, { settings }))).toBe(true);
      const { statements } = await applied(db, { ...settings, extraGrants: "revoke" });
      expect(statements.every(({ hazards }) => hazards.includes("REVOKES_ACCESS"))).toBe(true);
      expect((await aclOf(db, "sales.orders")).filter((entry) => !entry.startsWith("postgres="))).toEqual([
        `${reader}=r/postgres`,
      ]);
    });
  });

  test("add indexes of every method, each once, and refuse a column that is not there", async () => {
    await withConnection(async (db) => {
      const index = (columns: readonly string[], method: "btree" | "brin" | "gin" | "hash", unique = false) =>
        ({ columns, method, unique }) as const;
      const indexes = [
        index(["booked_at"], "brin"),
        index(["payload"], "gin"),
        index(["token"], "hash"),
        { ...index(["token"], "btree", true), name: "Token's own" },
        // The metadata has it already.
        index(["customer_id"], "btree"),
      ];
      const settings = { ...bare, tables: { orders: { indexes } } };
      await applied(db, settings);
      const made = await db.query<{ name: string }>(
        "SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'sales' AND tablename = 'orders' ORDER BY 1",
      );
      expect(made.map(({ name }) => name)).toEqual([
        "Token's own",
        "orders_booked_at_idx",
        "orders_customer_id_idx",
        "orders_payload_idx",
        "orders_pkey",
        "orders_token_idx",
      ]);
      await db.query(
        "DROP INDEX sales.orders_payload_idx; CREATE INDEX ON sales.orders USING gin (payload jsonb_path_ops)",
      );
      const codes = (await verify(db, all, { settings })).differences.map(({ code }) => code);
      expect(codes).toEqual(["INDEX_MISSING", "INDEX_EXTRA"]);
      const wrong = { ...bare, tables: { orders: { indexes: [index(["nowhere"], "btree")] } } };
      await expect(planChanges(db, all, { settings: wrong })).rejects.toMatchObject({
        code: "CONFIG_TARGET_MISFIT",
        where: "config/postgres.yaml: targets.test.tables.orders.indexes[0]",
      });
    });
  });

  test("foreign keys are checked, not checked or left out, and change between the three", async () => {
    await withConnection(async (db) => {
      const keys = async (): Promise<readonly unknown[]> =>
        db.query(
          "SELECT conenforced AS enforced FROM pg_constraint WHERE contype = 'f' AND connamespace = 'sales'::regnamespace ORDER BY conname",
        );
      const unchecked: TargetSettings = { ...bare, foreignKeys: "not_enforced" };
      const planned = await planChanges(db, all, { settings: unchecked }).then(
        () => "planned",
        (error: unknown) => (error as { readonly code?: string }).code,
      );
      expect(planned).toBe(db.info.version >= 180000 ? "planned" : "REQUIREMENT_MISSING");
      if (planned !== "planned") return;
      await applied(db, unchecked);
      expect(await keys()).toEqual([{ enforced: false }, { enforced: false }]);
      await applied(db, { ...bare, tables: { orders: { foreignKeys: "omit" } } });
      expect(await keys()).toEqual([]);
      await applied(db, bare);
      expect(await keys()).toEqual([{ enforced: true }, { enforced: true }]);
    });
  });

  test("a tablespace is where tables are made, and where those that stand are moved", async () => {
    await withConnection(async (db) => {
      const space = `space_${db.info.database}`;
      await db.query("SET allow_in_place_tablespaces = on");
      await db.query(`CREATE TABLESPACE ${space} LOCATION ''`);
      const one = [document("one", { columns: [column("a", "text")] })];
      try {
        await applied(db, { ...bare, tablespace: space }, one);
        const moved = { ...bare, tablespace: "pg_default" };
        const { statements } = await planChanges(db, one, { settings: moved });
        expect(statements.map(({ sql, rewrites }) => [sql, rewrites])).toEqual([
          ["ALTER TABLE sales.one SET TABLESPACE pg_default", true],
        ]);
        await applied(db, moved, one);
      } finally {
        await db.query("DROP SCHEMA sales CASCADE");
        await db.query(`DROP TABLESPACE ${space}`);
      }
    });
  });

  test("hostile names of roles, schemas and indexes stay names", async () => {
    await withConnection(async (db) => {
      const evil = `x"; DROP SCHEMA public; --'$do$ ${db.info.database}`.slice(0, 63);
      await db.query(`CREATE ROLE "${evil.replaceAll('"', '""')}"`);
      const grants = { [evil]: ["select"] };
      const indexes = [{ columns: ["open"], unique: false, method: "btree" as const, name: `i ${evil}`.slice(0, 60) }];
      const schemas = { sales: `s ${evil}`.slice(0, 60) };
      try {
        const { statements } = await applied(db, {
          ...bare,
          schemas,
          owner: evil,
          grants,
          tables: { orders: { owner: evil, grants, indexes } },
        });
        expect(statements.filter(({ sql }) => sql.includes("DROP SCHEMA public")).length).toBeGreaterThan(0);
        expect(await db.query("SELECT FROM pg_namespace WHERE nspname = 'public'")).toHaveLength(1);
      } finally {
        await db.query(`DROP OWNED BY "${evil.replaceAll('"', '""')}" CASCADE`);
        await db.query(`DROP ROLE "${evil.replaceAll('"', '""')}"`);
      }
    });
  });

  test("two tables cannot become one, and what the server lacks is said before anything is done", async () => {
    await withConnection(async (db) => {
      const twin = changed(customers, { schema: "other" });
      const both = [customers, { ...twin, name: "twin" }];
      const refusal = (settings: TargetSettings): Promise<unknown> => planChanges(db, both, { settings });
      await expect(refusal({ ...bare, schemas: { other: "sales" } })).rejects.toMatchObject({
        code: "CONFIG_TARGET_MISFIT",
      });
      await expect(refusal({ ...bare, owner: "nobody_at_all" })).rejects.toMatchObject({ code: "REQUIREMENT_MISSING" });
      await expect(refusal({ ...bare, grants: { nobody_at_all: ["select"] } })).rejects.toMatchObject({
        message: "sales.customers needs the role nobody_at_all",
      });
      await expect(refusal({ ...bare, tablespace: "nowhere_at_all" })).rejects.toMatchObject({
        message: "sales.customers needs the tablespace nowhere_at_all",
      });
    });
  });

  test("a plan is bound to what they mean for its tables, and to nothing else", async () => {
    await withConnection(async (db) => {
      const print = async (settings: TargetSettings): Promise<string | undefined> =>
        (await planChanges(db, [orders], { settings })).settings?.fingerprint;
      const first = await print(bare);
      const elsewhere = { ...bare, schemas: { nowhere: "x" }, tables: { customers: { tablespace: "pg_default" } } };
      expect(await print(elsewhere)).toBe(first);
      expect(await print({ ...bare, tables: { orders: { ...elsewhere.tables.customers } } })).not.toBe(first);
      expect(await print({ ...bare, schemas: { sales: "x" } })).not.toBe(first);
      expect(await print({ ...bare, extraGrants: "revoke" })).not.toBe(first);
    });
  });

  test("a grant that somebody gives meanwhile makes a plan stale only where grants are compared", async () => {
    await withConnection(async (db) => {
      await applied(db, bare, [customers]);
      const plain = await planChanges(db, [orders, customers], { settings: bare });
      const granting = await planChanges(db, [orders, customers], {
        settings: { ...bare, grants: { public: ["select"] } },
      });
      await db.query("GRANT SELECT ON sales.customers TO pg_monitor");
      await expect(applyPlan(db, granting, who)).rejects.toMatchObject({ code: "PLAN_STALE" });
      await expect(applyPlan(db, plain, who)).resolves.toMatchObject({ statements: plain.statements.length });
    });
  });

  test("a protected target loses data only by a saved plan", async () => {
    await withConnection(async (db) => {
      await applied(db, bare);
      const less = changed(orders, { columns: orders.target.columns.filter(({ name }) => name !== "open") });
      const plan = await planChanges(db, [less], { dropColumns: true, settings: bare });
      const refused = (): void => {
        refuseUnsavedLoss(plan, { name: "production", protected: true });
      };
      expect(refused).toThrow(expect.objectContaining({ code: "USAGE_TARGET_PROTECTED" }));
      refuseUnsavedLoss(plan, { name: "test", protected: false });
      refuseUnsavedLoss(await planChanges(db, [orders], { settings: bare }), { name: "production", protected: true });
    });
  });
});

test("verify asks eight questions at most, whatever there is to compare", async () => {
  await withConnection(async (db) => {
    const settings: TargetSettings = {
      ...bare,
      owner: "postgres",
      grants: { public: ["select"] },
      tablespace: "pg_default",
    };
    // More pairs of type and default than one table has columns.
    const many = [0, 1, 2, 3].map((table) =>
      document(`t${String(table)}`, {
        columns: Array.from({ length: 400 }, (_, at) =>
          column(`c${String(at)}`, "integer", { default: { kind: "number", value: String(table * 400 + at) } }),
        ),
      }),
    );
    const metadata = [...all, ...many];
    await applied(db, settings, metadata);
    let questions = 0;
    const query: PgConnection["query"] = (sql, values) => {
      questions++;
      return db.query(sql, values);
    };
    const counting = { ...db, info: db.info, query } as PgConnection;
    expect((await verify(counting, metadata, { settings })).differences).toEqual([]);
    expect(questions).toBeLessThanOrEqual(8);
  });
});
