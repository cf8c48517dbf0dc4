import { describe, expect, test } from "@jest/globals";
import { connectPostgres, type PgConnection, PostgresError } from "@dp/pg-client";

import { stateOf } from "./database-state.ts";
import { changed, column, customers, hostile, lines, orders } from "./documents.ts";
import { run, type Ran, variables } from "./harness.ts";
import { writeTables } from "./project.ts";
import { onStage, type Stage } from "./stage.ts";

const tables = [customers, hostile, lines, orders];

type Role = "owner" | "loader" | "planner" | "reader";

/** A database with nothing but the printed roles, and the program run as any of them. */
interface Cast extends Stage {
  readonly nameOf: (role: Role) => string;
  readonly as: (role: Role, ...args: readonly string[]) => Promise<Ran>;
  readonly connect: (role: Role) => Promise<PgConnection>;
}

/** One after another: the server stumbles over rights of one upon objects of the other. */
async function dropRoles(client: Stage["client"], names: readonly string[]): Promise<void> {
  for (const name of names) await client.query(`DROP OWNED BY ${name} CASCADE`);
  await client.query(`DROP ROLE ${names.join(", ")}`);
}

/** Roles belong to the server, not to the database: their names are this database's own, and they go at the end. */
async function withRoles(use: (cast: Cast) => Promise<void>): Promise<void> {
  await onStage(tables, async (stage) => {
    const { client, address } = stage;
    const prefix = `r_${address.database}`;
    const nameOf = (role: Role): string => `${prefix}_${role}`;
    const login = (role: Role) => ({ ...address, user: nameOf(role), password: `${role}'s own` });
    const { code, stdout } = await stage.run("roles", "--print", "--prefix", prefix);
    expect(code).toBe(0);
    try {
      await client.query(stdout);
      // It may be run again.
      await client.query(stdout);
      for (const role of ["loader", "planner", "reader"] as const) {
        await client.query(`ALTER ROLE ${nameOf(role)} PASSWORD '${role}''s own'`);
      }
      stage.project.write(
        "config/postgres.yaml",
        `targets: { here: { owner: ${nameOf("owner")}, grants: { ${nameOf("reader")}: [select] } } }`,
      );
      await use({
        ...stage,
        nameOf,
        as: (role, ...args) => run(args, { ...stage.surroundings, env: variables(login(role)) }),
        connect: (role) => connectPostgres({ ...login(role), sslmode: "disable" }, { applicationName: "dp/test" }),
      });
    } finally {
      await dropRoles(client, (["owner", "loader", "planner", "reader"] as const).map(nameOf));
    }
  });
}

const everybody: readonly Role[] = ["loader", "planner", "reader"];
const others: readonly Role[] = ["planner", "reader"];

/** What no role may do, and which of them would like to. */
const forbidden: readonly (readonly [what: string, sql: string, roles: readonly Role[]])[] = [
  ["make a role", "CREATE ROLE intruder", everybody],
  ["make itself a superuser", "ALTER ROLE CURRENT_USER SUPERUSER", everybody],
  ["read past row security", "ALTER ROLE CURRENT_USER BYPASSRLS", everybody],
  ["become the superuser", "SET ROLE postgres", everybody],
  ["give itself a role of the server", "GRANT pg_read_server_files TO CURRENT_USER", everybody],
  ["make a database", "CREATE DATABASE intruder", everybody],
  ["make a schema", "CREATE SCHEMA intruder", everybody],
  ["run a program", "COPY sales.orders FROM PROGRAM 'echo 1'", everybody],
  ["read a file of the server", "COPY sales.orders FROM '/etc/passwd'", everybody],
  ["write a file of the server", "COPY (SELECT 1) TO '/tmp/intruder'", everybody],
  ["read a file by function", "SELECT pg_read_file('/etc/passwd')", everybody],
  ["list the server's files", "SELECT pg_ls_dir('.')", everybody],
  ["read passwords", "SELECT * FROM pg_catalog.pg_authid", everybody],
  ["change the server's settings", "ALTER SYSTEM SET work_mem = '1GB'", everybody],
  ["reload the server's settings", "SELECT pg_reload_conf()", everybody],
  ["write a function in C", "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE c AS 'libc', 'abs'", everybody],
  ["end the superuser's session", "SELECT pg_terminate_backend(%pid%)", everybody],
  ["switch triggers off", "SET session_replication_role = replica", everybody],
  ["publish every table", "CREATE PUBLICATION intruder FOR ALL TABLES", everybody],
  ["change the catalogue", "UPDATE pg_catalog.pg_class SET relname = 'x' WHERE false", everybody],
  ["rewrite the history", "UPDATE dp_control.history SET role = 'x'", everybody],
  ["take lines out of the history", "DELETE FROM dp_control.statement", everybody],
  ["empty the history", "TRUNCATE dp_control.history", everybody],
  ["write rows", "INSERT INTO sales.orders (day, number) VALUES (now(), 1)", others],
  ["copy rows in", "COPY sales.orders FROM STDIN", others],
  ["change rows", "UPDATE sales.orders SET total = 0", others],
  ["delete rows", "DELETE FROM sales.orders", others],
  ["empty a table", "TRUNCATE sales.orders", others],
  ["drop a table", "DROP TABLE sales.orders", others],
  ["change a table", "ALTER TABLE sales.orders ADD x int", others],
  ["index a table", "CREATE INDEX ON sales.orders (total)", others],
  [
    "put a trigger on a table",
    "CREATE TRIGGER t BEFORE INSERT ON sales.orders EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    others,
  ],
  ["hand rights on", "GRANT SELECT ON sales.orders TO PUBLIC", ["planner"]],
  ["make a table", "CREATE TABLE sales.intruder (a int)", others],
  ["make a table in public", "CREATE TABLE public.intruder (a int)", others],
  ["make a load table", "CREATE TABLE dp_load.intruder (a int)", others],
  ["become the owner", "SET ROLE %owner%", others],
  [
    "write the history",
    "INSERT INTO dp_control.history (run_id, action, program, details, result) VALUES ('x', 'x', 'x', '{}', 'x')",
    others,
  ],
  ["lock others out", "DO $$ BEGIN LOCK TABLE sales.orders IN ACCESS EXCLUSIVE MODE; END $$", others],
  ["read rows", "SELECT * FROM sales.orders", ["planner"]],
  ["copy rows out", "COPY sales.orders TO STDOUT", ["planner"]],
  ["make a temporary table", "CREATE TEMPORARY TABLE intruder (a int)", ["reader"]],
  ["read the ledger", "SELECT * FROM dp_control.feed", ["reader"]],
  ["write the ledger", "INSERT INTO dp_control.feed (name, account, epoch, seq) VALUES ('x', 'x', 1, 1)", others],
  ["read the history", "SELECT * FROM dp_control.history", ["reader"]],
  ["read statements", "SELECT * FROM dp_control.statement", ["reader"]],
];

/** Everything that is there, and who may do what with it. */
async function rightsOf({ client }: Cast): Promise<readonly unknown[]> {
  const { rows } = await client.query<{ rights: string }>(
    `SELECT c.oid::text AS oid, relname, relacl::text, attacl::text FROM pg_class c
     LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL ORDER BY 1, 4`,
  );
  return [...rows, ...(await stateOf(client))];
}

async function sqlStateOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (error: unknown) => (error instanceof PostgresError ? (error.sqlState ?? error.code) : String(error)),
  );
}

describe("the printed roles", () => {
  test("are enough: planner plans and verifies, loader applies, and nobody needs more", async () => {
    await withRoles(async (cast) => {
      const { as, client, nameOf } = cast;
      expect(await as("planner", "plan", "--out", "plan.json")).toMatchObject({ code: 0, stderr: expect.any(String) });
      expect((await as("planner", "apply", "plan.json")).code).toBe(77);
      expect(await as("loader", "apply", "plan.json")).toMatchObject({ code: 0 });
      for (const role of ["planner", "loader"] as const) {
        expect(await as(role, "verify", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });
        expect(await as(role, "status")).toMatchObject({ code: 0, stdout: expect.stringContaining("done") });
      }
      const { rows } = await client.query<{ owner: string }>(
        `SELECT DISTINCT pg_get_userbyid(relowner) AS owner FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
         WHERE relkind IN ('r', 'S') AND nspname !~ '^(pg_|information_schema)'`,
      );
      expect(rows).toEqual([{ owner: nameOf("owner") }]);

      // Tables that stand and hold rows change too; the planner may not count rows, and says so.
      const reader = await cast.connect("reader");
      await client.query(
        "INSERT INTO sales.orders (day, number, total) VALUES ('2026-01-01', 1, 5), ('2026-01-01', 2, 5)",
      );
      const once = { uniqueKeys: [{ name: "orders_once", columns: ["day", "number", "total"] }] };
      const more = changed(orders, { ...once, columns: [...orders.target.columns, column("more", "text")] });
      writeTables(cast.project, [customers, hostile, lines, more]);
      const planned = await as("planner", "plan");
      expect(planned).toMatchObject({ code: 0, stderr: expect.stringContaining("could not be counted") });
      expect(await as("loader", "apply", "--all", "--yes")).toMatchObject({ code: 0 });
      expect(await as("planner", "verify", "-q")).toMatchObject({ code: 0 });
      expect(await reader.query("SELECT total, more FROM sales.orders LIMIT 1")).toEqual([
        { total: "5.00", more: null },
      ]);
      await reader.close();
    });
  });

  test(`are no more: none of ${String(forbidden.length)} things that nobody is to do is done`, async () => {
    await withRoles(async (cast) => {
      expect(await cast.as("loader", "apply", "--all", "--yes")).toMatchObject({ code: 0 });
      await cast.client.query("INSERT INTO sales.orders (day, number) VALUES ('2026-01-01', 1)");
      const { rows } = await cast.client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      const before = await rightsOf(cast);
      const done: string[] = [];
      for (const role of everybody) {
        const db = await cast.connect(role);
        if (role === "reader") await db.query("SET default_transaction_read_only = off");
        for (const [what, sql] of forbidden.filter(([, , roles]) => roles.includes(role))) {
          const text = sql.replace("%pid%", String(rows[0]?.pid)).replace("%owner%", cast.nameOf("owner"));
          const state = await sqlStateOf(db.query(text));
          if (state !== "42501") done.push(`${role}: ${what}: ${state}`);
        }
        await db.close();
      }
      expect(done).toEqual([]);
      // The server only warns who has a right and may not hand it on.
      const reader = await cast.connect("reader");
      await reader.query("SET default_transaction_read_only = off");
      await reader.query("GRANT SELECT ON sales.orders TO PUBLIC");
      await reader.close();
      expect(await rightsOf(cast)).toEqual(before);
      await expect(cast.connect("owner")).rejects.toMatchObject({
        code: expect.stringMatching(/LOGIN|DENIED|PASSWORD/),
      });
    });
  });

  test("let the loader load: rows by COPY, tables of its own on the way, lines in the ledger", async () => {
    await withRoles(async (cast) => {
      expect(await cast.as("loader", "apply", "--all", "--yes")).toMatchObject({ code: 0 });
      const db = await cast.connect("loader");
      const may = [
        "CREATE TABLE dp_load.orders (LIKE sales.orders)",
        "INSERT INTO dp_load.orders (day, number) VALUES ('2026-01-01', 1)",
        "INSERT INTO sales.orders SELECT * FROM dp_load.orders",
        "TRUNCATE sales.orders CASCADE",
        "DROP TABLE dp_load.orders",
        "CREATE TABLE dp_control.ledger (a int)",
        "INSERT INTO dp_control.ledger VALUES (1)",
      ];
      for (const sql of may) expect([sql, await sqlStateOf(db.query(sql))]).toEqual([sql, "done"]);
      expect(await db.query("SELECT has_table_privilege('sales.orders', 'INSERT') AS copy")).toEqual([{ copy: true }]);
      await db.close();
    });
  });

  test("have the names, the schemas and the database that are said; nothing gets out of its quotes", async () => {
    await onStage([customers, orders], async ({ run: here, client, address, project }) => {
      project.write(
        "config/postgres.yaml",
        "targets: { a: { database: finance, schemas: { sales: sold }, owner: boss } }",
      );
      const { stdout } = await here("roles", "--print");
      expect(stdout).toContain("CREATE SCHEMA IF NOT EXISTS sold AUTHORIZATION boss;");
      expect(stdout).toContain("GRANT CONNECT ON DATABASE finance TO dp_loader, dp_planner, dp_reader;");
      expect(stdout).not.toMatch(/dp_owner|sales/);
      project.remove("config/postgres.yaml");
      const prefix = `x"; DROP SCHEMA public; --$do$' ${address.database}`;
      const evil = await here("roles", "--print", "--prefix", prefix);
      await client.query(evil.stdout);
      const { rows } = await client.query(
        "SELECT rolname AS name FROM pg_roles WHERE starts_with(rolname, $1) ORDER BY 1",
        [prefix],
      );
      expect(rows.map(({ name }: { name: string }) => name.slice(prefix.length))).toEqual([
        "_loader",
        "_owner",
        "_planner",
        "_reader",
      ]);
      await dropRoles(
        client,
        rows.map(({ name }: { name: string }) => `"${name.replaceAll('"', '""')}"`),
      );
    });
  });
});
