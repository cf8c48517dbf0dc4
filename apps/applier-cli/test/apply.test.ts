import { describe, expect, test } from "@jest/globals";

import { historyOf, schemasOf, stateOf } from "./database-state.ts";
import { all, changed, column, customers, hostile, lines, orders } from "./documents.ts";
import { writeTables } from "./project.ts";
import { onStage } from "./stage.ts";

describe("plan", () => {
  test("shows every table in text, SQL, Markdown and JSON, and changes nothing", async () => {
    await onStage(all, async ({ run, json, client }) => {
      const [text, sql, markdown] = await Promise.all([
        run("plan"),
        run("plan", "--format", "sql"),
        run("plan", "--format", "md"),
      ]);
      expect([text.code, sql.code, markdown.code]).toEqual([0, 0, 0]);
      expect(text.stdout).toContain("+ create table sales.orders\n");
      expect(text.stdout).toMatch(/Plan: 4 to add, 0 to change, 0 to remove\.\n$/);
      expect(sql.stdout).toContain("CREATE TABLE sales.orders (\n");
      expect(sql.stdout).toContain("COMMIT;");
      expect(markdown.stdout).toContain("### create `sales.orders`\n");
      // What a name holds may not rewrite a terminal's screen.
      expect(text.stdout + text.stderr).not.toContain("\u001b");
      const { data } = await json("plan");
      expect(data).toMatchObject({
        counts: { add: 4, change: 0, remove: 0 },
        plan: { formatVersion: "1.0", blocked: [] },
      });
      expect(await schemasOf(client)).toEqual(["public"]);
    });
  });

  test("--format json is the plan itself, the same each time", async () => {
    await onStage(all, async ({ run }) => {
      const [one, two] = await Promise.all([run("plan", "--format", "json"), run("plan", "--format", "json")]);
      expect(JSON.parse(one.stdout)).toMatchObject({ targets: all.map(({ name }) => ({ name })) });
      expect(two.stdout).toBe(one.stdout);
    });
  });

  test("the SQL that it prints makes the tables that verify wants", async () => {
    await onStage(all, async ({ run, client }) => {
      await client.query((await run("plan", "--format", "sql")).stdout);
      expect(await run("verify")).toMatchObject({ code: 0 });
    });
  });

  test("--exit-code ends with 2 while there is something to do, and with 0 when not", async () => {
    await onStage([customers, orders], async ({ run }) => {
      expect(await run("plan", "--exit-code")).toMatchObject({ code: 2 });
      expect(await run("apply", "--all", "--yes")).toMatchObject({ code: 0 });
      expect(await run("plan", "--exit-code")).toMatchObject({ code: 0 });
    });
  });
});

describe("apply", () => {
  test("makes all tables and verifies them; then there is nothing to do, twice", async () => {
    await onStage(all, async ({ run, json, client, project }) => {
      const first = await run("apply", "--all", "--yes");
      expect(first).toMatchObject({ code: 0, stderr: expect.not.stringContaining("error") });
      expect(first.stdout).toContain("+ create table sales.orders\n");
      for (const { name } of all) expect(first.stdout).toMatch(new RegExp(`^ok +${name}$`, "m"));
      expect(first.stdout).toContain("4 added, 0 changed, 0 removed; 4 verified, 0 different");
      const verified = await run("verify");
      expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining("4 as they should be, 0 different") });
      expect((await run("plan")).stdout).toContain("Nothing to do");

      const before = await stateOf(client);
      const again = await json("apply", "--all", "--yes");
      expect(again).toMatchObject({ exitCode: 0, data: { counts: { add: 0, change: 0, remove: 0 }, differences: [] } });
      expect(await stateOf(client)).toEqual(before);
      expect(await schemasOf(client)).toEqual(
        ["dp_control", "dp_load", "public", ...[hostile, lines, orders].map(({ target }) => target.schema)].sort(),
      );
      // A run that had nothing to do leaves no line.
      const history = await historyOf(client);
      expect(history.map(({ action, result }) => [action, result])).toEqual([
        ["apply", "started"],
        ["apply", "done"],
      ]);
      const records = project.records();
      expect(records.map(({ command }) => command)).toEqual(["apply", "verify", "plan", "apply"]);
      expect(records.map(({ state, exitCode }) => [state, exitCode])).toEqual(records.map(() => ["ended", 0]));
      expect(history[0]).toMatchObject({
        run_id: records[0]?.runId,
        program: `applier-cli ${String(records[0]?.version)}`,
      });
    });
  });

  test("leaves a run record with what was done, by which run", async () => {
    await onStage([customers, orders], async ({ json, project }) => {
      const { runId, data } = await json("apply", "--all", "-y");
      expect(project.records()).toEqual([
        expect.objectContaining({
          runId,
          command: "apply",
          arguments: ["apply", "--all", "-y", "--json"],
          items: [
            { type: "item", name: "customers", status: "ok" },
            { type: "item", name: "orders", status: "ok" },
          ],
          data,
        }),
      ]);
    });
  });

  test("-q says nothing when all is well", async () => {
    await onStage([customers, orders], async ({ run }) => {
      const silent = { code: 0, stdout: "", stderr: "" };
      expect(await run("apply", "--all", "--yes", "-q")).toMatchObject(silent);
      expect(await run("verify", "-q")).toMatchObject(silent);
    });
  });

  test("--table takes the tables whose names fit, and leaves the others", async () => {
    await onStage(all, async ({ run, client }) => {
      const { code, stdout } = await run("apply", "--table", "cust*", "order?", "--yes");
      expect([code, stdout]).toEqual([0, expect.stringContaining("2 added")]);
      expect(await schemasOf(client)).toEqual(["dp_control", "dp_load", "public", "sales"]);
      expect(await run("verify", "--table", "orders")).toMatchObject({ code: 0 });
      expect(await run("verify")).toMatchObject({ code: 2 });
    });
  });

  test("adds to a filled table what the next version of its metadata adds, and keeps the rows", async () => {
    await onStage([customers, orders], async ({ run, client, project }) => {
      await run("apply", "--all", "--yes", "-q");
      await client.query("INSERT INTO sales.customers (email) VALUES ('a'), ('b')");
      const more = changed(customers, {
        comment: "changed",
        columns: [
          ...customers.target.columns,
          column("note", "text", { comment: "new", default: { kind: "string", value: "-" } }),
        ],
        indexes: [{ name: "customers_since_idx", columns: ["since"], reason: "configured" }],
      });
      writeTables(project, [more, orders]);
      expect(await run("plan", "--exit-code")).toMatchObject({
        code: 2,
        stdout: expect.stringContaining("1 to change"),
      });
      expect(await run("apply", "--all", "--yes")).toMatchObject({ code: 0 });
      const { rows } = await client.query("SELECT email, note FROM sales.customers ORDER BY 1");
      expect(rows).toEqual([
        { email: "a", note: "-" },
        { email: "b", note: "-" },
      ]);
    });
  });

  test("what is there besides and harms no row stays, is shown, and is no failure of the run", async () => {
    await onStage([customers, orders], async ({ run, client }) => {
      await run("apply", "--all", "--yes", "-q");
      await client.query("CREATE INDEX by_hand ON sales.orders (open)");
      const again = await run("apply", "--all", "--yes");
      expect(again).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("INDEX_EXTRA index sales.orders.by_hand"),
      });
      expect(await run("verify")).toMatchObject({ code: 2 });
    });
  });
});
