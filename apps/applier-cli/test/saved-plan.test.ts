import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "@jest/globals";

import { historyOf, stateOf } from "./database-state.ts";
import { changed, column, customers, orders } from "./documents.ts";
import { run, variables } from "./harness.ts";
import { writeTables } from "./project.ts";
import { onStage, type Stage } from "./stage.ts";

const tables = [customers, orders];
const schema = new URL("../../../packages/pg-ddl/schema/plan.v1.schema.json", import.meta.url);
const isPlan = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(schema, "utf8")) as object,
);

type Saved = Record<string, unknown> & { statements: { sql: string }[]; made: { database: string } };

const read = ({ project }: Stage): Saved => JSON.parse(project.read("plan.json")) as Saved;

const write = ({ project }: Stage, plan: unknown): void => {
  writeFileSync(join(project.root, "plan.json"), JSON.stringify(plan));
};

/** What was said when the file was refused with this code; nothing may have been done. */
async function refusal(stage: Stage, code: string): Promise<string> {
  const before = await stateOf(stage.client);
  const { exitCode, error } = await stage.json("apply", "plan.json");
  expect([exitCode, error?.code]).toEqual([code === "PLAN_STALE" ? 75 : 65, code]);
  expect(await stateOf(stage.client)).toEqual(before);
  return [error?.message, ...(error?.problems ?? []).map((problem) => problem.message)].join("\n");
}

describe("a saved plan", () => {
  test("is as its schema says, the same bytes each time, and is applied without a question; a second time it is refused", async () => {
    await onStage(tables, async (stage) => {
      expect(await stage.run("plan", "--out", "plan.json")).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("Next: applier-cli apply plan.json"),
      });
      const text = stage.project.read("plan.json");
      await stage.run("plan", "--out", "plan.json", "-q");
      expect(stage.project.read("plan.json")).toBe(text);
      isPlan(JSON.parse(text));
      expect(isPlan.errors).toBeNull();
      const { hash } = read(stage);
      expect(await stage.json("apply", "plan.json")).toMatchObject({ exitCode: 0, data: { plan: hash, differing: 0 } });
      const history = await historyOf(stage.client);
      expect(history.map(({ plan_hash, result }) => [plan_hash, result])).toEqual([
        [hash, "started"],
        [hash, "done"],
      ]);
      expect(await refusal(stage, "PLAN_STALE")).toMatch(/nothing left to do/);
    });
  });

  test("is refused when the metadata, the tables or the database is another one, and says what has moved", async () => {
    await onStage(tables, async (stage) => {
      await stage.run("plan", "--out", "plan.json", "-q");
      writeTables(stage.project, [changed(customers, { comment: "another" }), orders]);
      expect(await refusal(stage, "PLAN_STALE")).toMatch(/the metadata has changed.*\ncustomers is another one/);
      stage.project.remove("metadata");
      writeTables(stage.project, [customers]);
      expect(await refusal(stage, "PLAN_STALE")).toMatch(/orders is gone/);
      writeTables(stage.project, tables);
      await stage.client.query("CREATE SCHEMA sales");
      expect(await refusal(stage, "PLAN_STALE")).toMatch(
        /the tables have changed[^]*no more: SCHEMA_MISSING schema sales/,
      );
      await stage.client.query("DROP SCHEMA sales");
      write(stage, { ...read(stage), made: { ...read(stage).made, database: "another" } });
      expect(await refusal(stage, "PLAN_STALE")).toMatch(/made for the database another/);
    });
  });

  test("says nothing about tables that came later, and goes on for its own", async () => {
    await onStage([customers], async (stage) => {
      const alone = changed(customers, { foreignKeys: [] });
      writeTables(stage.project, [alone]);
      await stage.run("plan", "--out", "plan.json", "-q");
      writeTables(stage.project, [alone, orders]);
      expect(await stage.json("apply", "plan.json")).toMatchObject({ exitCode: 0, data: { counts: { add: 1 } } });
    });
  });

  test("its SQL is never run: edited, cut or foreign files are refused", async () => {
    await onStage(tables, async (stage) => {
      await stage.run("plan", "--out", "plan.json", "-q");
      const saved = read(stage);
      const [first, ...rest] = saved.statements;
      const evil = { ...saved, statements: [{ ...first, sql: "DROP SCHEMA public" }, ...rest] };
      const edits: readonly (readonly [string, unknown, RegExp])[] = [
        ["PLAN_FILE_EDITED", evil, /was edited/],
        ["PLAN_FILE_EDITED", { ...saved, counts: { add: 0, change: 0, remove: 0 } }, /was edited/],
        ["PLAN_FILE_EDITED", { ...saved, hash: "0".repeat(64) }, /was edited/],
        ["PLAN_FILE_EDITED", { ...saved, more: 1 }, /was edited/],
        ["PLAN_FILE_EDITED", { ...saved, statements: rest }, /was edited/],
        ["PLAN_FILE_BROKEN", { ...saved, targets: "all" }, /is not whole/],
        ["PLAN_FILE_BROKEN", { ...saved, made: undefined }, /printed to be read/],
        ["PLAN_FILE_BROKEN", [], /holds no plan/],
        ["PLAN_FILE_VERSION", { ...saved, formatVersion: "2.0" }, /format "2.0"/],
      ];
      for (const [code, edited, message] of edits) {
        write(stage, edited);
        expect(await refusal(stage, code)).toMatch(message);
      }
      writeFileSync(join(stage.project.root, "plan.json"), "{");
      expect(await refusal(stage, "PLAN_FILE_BROKEN")).toMatch(/is not JSON/);
    });
  });

  test("that was made whole with its hash anew is another plan, and refused", async () => {
    await onStage(tables, async (stage) => {
      await stage.run("plan", "--out", "plan.json", "-q");
      // A plan of another day, well made: of the same tables, with one statement less.
      const alone = changed(customers, { comment: "another day" });
      writeTables(stage.project, [alone, orders]);
      await stage.run("plan", "--out", "other.json", "-q");
      writeTables(stage.project, tables);
      write(stage, { ...(JSON.parse(stage.project.read("other.json")) as object), targets: read(stage).targets });
      expect(await refusal(stage, "PLAN_FILE_EDITED")).toMatch(/was edited/);
    });
  });

  test("says itself which tables, so that other choices beside it are wrong use; a file that is not there is named", async () => {
    await onStage(tables, async (stage) => {
      expect(await stage.run("apply", "plan.json", "--all")).toMatchObject({ code: 64 });
      const { code, stderr } = await stage.run("apply", "no-such.json");
      expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining("no-such.json")]);
      expect(code).not.toBe(1);
    });
  });

  test("with --drop-existing wants --confirm for rows, as it would without a file", async () => {
    await onStage([customers], async (stage) => {
      const alone = changed(customers, { foreignKeys: [] });
      writeTables(stage.project, [alone]);
      await stage.run("apply", "--all", "--yes", "-q");
      await stage.client.query("ALTER TABLE sales.customers ALTER email TYPE varchar(64)");
      await stage.client.query("ALTER TABLE sales.customers ADD CHECK (email <> '')");
      await stage.client.query("INSERT INTO sales.customers (email) VALUES ('a')");
      await stage.run("plan", "--drop-existing", "--out", "plan.json", "-q");
      const refused = await stage.run("apply", "plan.json");
      expect([refused.code, refused.stderr]).toEqual([64, expect.stringContaining("sales.customers (1 row)")]);
      const { database } = stage.address;
      expect(await stage.run("apply", "plan.json", "--confirm", database)).toMatchObject({ code: 0 });
    });
  });
});

describe("--allow", () => {
  const rewriting = changed(customers, {
    foreignKeys: [],
    columns: [...customers.target.columns, column("ref", "uuid", { default: { kind: "random-uuid" } })],
  });

  test("a hazard that nobody named stops before the first statement, with the list and the flags to give", async () => {
    await onStage([changed(customers, { foreignKeys: [] })], async (stage) => {
      await stage.run("apply", "--all", "--yes", "-q");
      writeTables(stage.project, [rewriting]);
      const plan = await stage.run("plan");
      expect(plan.stdout).toContain("! --allow REWRITES_TABLE: ");
      const before = await stateOf(stage.client);
      for (const more of [[], ["--allow", "DROPS_OBJECT"]]) {
        const { code, stderr } = await stage.run("apply", "--all", "--yes", ...more);
        expect([code, stderr]).toEqual([64, expect.stringContaining("[USAGE_HAZARD_NOT_ALLOWED]")]);
        expect(stderr).toContain("REWRITES_TABLE s0001 column sales.customers.ref");
        expect(stderr).toMatch(/next: .*--allow REWRITES_TABLE/);
      }
      expect(await stateOf(stage.client)).toEqual(before);
      const wrong = await stage.run("apply", "--all", "--yes", "--allow", "EVERYTHING");
      expect([wrong.code, wrong.stderr]).toEqual([64, expect.stringContaining("REWRITES_TABLE")]);
      expect(
        await stage.run("apply", "--all", "--yes", "--allow", "DROPS_OBJECT,rewrites_table", "--allow", "DELETES_DATA"),
      ).toMatchObject({ code: 0 });
      const [, , started] = await historyOf(stage.client);
      expect(started?.details).toMatchObject({ allow: ["DROPS_OBJECT", "REWRITES_TABLE", "DELETES_DATA"] });
    });
  });
});

describe("status", () => {
  test("shows runs, who made them and their statements; exit 2 when the last one did not end", async () => {
    await onStage(tables, async (stage) => {
      expect(await stage.run("status")).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("nothing was applied"),
      });
      await stage.run("apply", "--all", "--yes", "-q");
      const { data } = await stage.json("status");
      const [run1] = (data?.runs ?? []) as { runId: string; statements: number; details: { by: object } }[];
      expect(run1).toMatchObject({ result: "done", role: "postgres", details: { by: { host: expect.any(String) } } });
      const { stdout } = await stage.run("status", "--run", run1?.runId ?? "");
      expect(stdout).toContain("CREATE TABLE sales.orders (\n");
      expect(stdout.match(/^-- .*: done$/gm)).toHaveLength(run1?.statements ?? -1);
      expect(await stage.run("status", "--run", "none")).toMatchObject({ code: 64 });
      await stage.client.query(
        "INSERT INTO dp_control.history (run_id, action, program, details, result) VALUES ('cut', 'apply', 'p', '{}', 'started')",
      );
      const open = await stage.run("status");
      expect([open.code, open.stdout]).toEqual([
        2,
        expect.stringMatching(/apply {2}not ended, 0 statements\n {4}run cut;/),
      ]);
    });
  });
});

test("rows that a new key would refuse are counted and named, and nothing is done; plan shows them too", async () => {
  const plain = changed(customers, { foreignKeys: [], uniqueKeys: [] });
  const rest = Object.fromEntries(Object.entries(orders.target).filter(([field]) => field !== "primaryKey"));
  const keyless = { ...orders, target: { ...(rest as unknown as typeof orders.target), foreignKeys: [], indexes: [] } };
  await onStage([plain, changed(keyless, {})], async (stage) => {
    expect(await stage.run("apply", "--all", "--yes", "-q")).toMatchObject({ code: 0 });
    await stage.client.query(`
      INSERT INTO sales.customers (email, country) VALUES ('a', 'CH'), ('a', 'CH'), ('a', NULL), ('b', 'CH');
      INSERT INTO sales.orders (day, number, customer_id)
      SELECT '2024-01-01', least(i, 3), CASE WHEN i < 5 THEN 100 ELSE 7 END FROM generate_series(1, 6) AS i;`);
    writeTables(stage.project, [changed(customers, { foreignKeys: [] }), orders]);
    const wanted = [
      expect.stringMatching(/^primary key sales\.orders\.orders_pkey: 4 rows repeat the key/),
      expect.stringMatching(/^unique key sales\.customers\.customers_email_key: 2 rows repeat the key/),
      expect.stringMatching(/^foreign key sales\.orders\.orders_customer_id_fkey: 2 rows have no match/),
    ];
    const before = await stateOf(stage.client);
    const { exitCode, error } = await stage.json("apply", "--all", "--yes");
    expect([exitCode, error?.code]).toEqual([65, "ROWS_REFUSED"]);
    const said = (error?.problems ?? []).map(({ where, message }) => `${String(where)}: ${message}`);
    expect(said).toHaveLength(wanted.length);
    expect(said).toEqual(expect.arrayContaining(wanted));
    expect(await stateOf(stage.client)).toEqual(before);
    const { code, stderr } = await stage.run("plan");
    expect([code, stderr]).toEqual([0, expect.stringContaining("2 rows have no match in the table referred to")]);
    // No value of a row is said; the query that shows them is.
    const queries = [...stderr.matchAll(/see them with: (.*)$/gm)].map(([, query]) => query ?? "");
    for (const query of queries) expect((await stage.client.query(query)).rowCount).toBeGreaterThan(0);
  });
});

test("a table that was not chosen and that a foreign key points to: the hint is to choose it too", async () => {
  await onStage([customers, changed(orders, { foreignKeys: orders.target.foreignKeys.slice(0, 1) })], async (stage) => {
    const { code, stderr } = await stage.run("apply", "--table", "orders", "--yes");
    expect([code, stderr]).toEqual([65, expect.stringMatching(/next: choose that table too: --table customers/)]);
    const plan = await stage.run("plan", "--table", "orders");
    expect(plan.stderr).toContain("choose that table too: --table customers");
  });
});

test("verify with nothing but extras that may stay suggests no plan", async () => {
  await onStage([customers, orders], async (stage) => {
    await stage.run("apply", "--all", "--yes", "-q");
    await stage.client.query("CREATE INDEX by_hand ON sales.orders (open)");
    expect((await stage.run("verify")).stdout).not.toContain("Next:");
    await stage.client.query("ALTER TABLE sales.orders DROP open");
    expect((await stage.run("verify")).stdout).toContain("Next: applier-cli plan");
  });
});

test("a database of another name does not take the plan of this one", async () => {
  await onStage([changed(customers, { foreignKeys: [] })], async (stage) => {
    await stage.run("plan", "--out", "plan.json", "-q");
    const other = `${stage.address.database}_b`;
    await stage.client.query(`CREATE DATABASE ${other} TEMPLATE template0`);
    try {
      const surroundings = { cwd: stage.project.root, env: variables({ ...stage.address, database: other }) };
      const { code, stderr } = await run(["apply", "plan.json"], surroundings);
      expect([code, stderr]).toEqual([75, expect.stringContaining(`and this is ${other}`)]);
    } finally {
      await stage.client.query(`DROP DATABASE ${other}`);
    }
  });
});
