import { createServer } from "node:net";

import { describe, expect, test } from "@jest/globals";

import { schemasOf } from "./database-state.ts";
import { changed, column, customers, document, orders } from "./documents.ts";
import { type Ran, run, variables } from "./harness.ts";
import { validated } from "./output-document.ts";
import { writeTables } from "./project.ts";
import { onStage, type Stage } from "./stage.ts";

const tables = [customers, orders];
const applyAll = ["apply", "--all", "--yes"];

/** A command with other variables than the stage's; `undefined` takes one away. */
function runWith(
  { surroundings: { cwd, env } }: Stage,
  args: readonly string[],
  others: Record<string, string | undefined>,
): Promise<Ran> {
  const merged = Object.entries({ ...env, ...others }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return run(args, { cwd, env: Object.fromEntries(merged) });
}

/** A port on which nobody listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(typeof address === "object" ? address?.port : address);
}

describe("PostgreSQL cannot be used", () => {
  test.each([
    [
      "nobody listens",
      async () => ({ POSTGRES_PORT: await closedPort() }),
      69,
      "POSTGRES_UNREACHABLE",
      "POSTGRES_PORT",
    ],
    ["no such host", () => ({ POSTGRES_HOST: "nowhere.invalid" }), 69, "POSTGRES_UNREACHABLE", "POSTGRES_HOST"],
    [
      "wrong password",
      () => ({ POSTGRES_PASSWORD: "not this one" }),
      77,
      "POSTGRES_PASSWORD_WRONG",
      "POSTGRES_PASSWORD",
    ],
    [
      "no such database",
      () => ({ POSTGRES_DATABASE: "nowhere" }),
      78,
      "POSTGRES_DATABASE_MISSING",
      "POSTGRES_DATABASE",
    ],
    ["no TLS there", () => ({ POSTGRES_SSLMODE: "verify-full" }), 69, "POSTGRES_TLS", "POSTGRES_SSLMODE"],
    ["a port that is none", () => ({ POSTGRES_PORT: "70000" }), 78, "SETTING_INVALID", "5432"],
  ] as const)("%s", async (_what, others, exitCode, code, hint) => {
    await onStage(tables, async (stage) => {
      const variablesOfTest = await others();
      const [spoken, document] = await Promise.all([
        runWith(stage, applyAll, variablesOfTest),
        runWith(stage, ["ping", "--json"], variablesOfTest),
      ]);
      expect([spoken.code, spoken.stdout]).toEqual([exitCode, ""]);
      expect(spoken.stderr).toContain(`[${code}]`);
      expect(spoken.stderr).toMatch(new RegExp(`next: .*${hint}`));
      expect(spoken.stderr).not.toContain("not this one");
      const { error } = validated(document);
      expect(error).toMatchObject({ code, hint: expect.stringContaining(hint) });
    });
  });

  test("variables that are missing are named all at once", async () => {
    await onStage(tables, async (stage) => {
      const nothing = Object.fromEntries(Object.keys(stage.surroundings.env).map((name) => [name, undefined]));
      const { code, stdout, stderr } = await runWith(stage, ["ping"], nothing);
      expect([code, stdout]).toEqual([78, ""]);
      expect(stderr).toContain("POSTGRES_HOST, POSTGRES_DATABASE, POSTGRES_USER are not set");
      expect(stderr).toContain("[SETTING_MISSING]");
    });
  });

  test("the server ends the connection", async () => {
    await onStage(tables, async (stage) => {
      const { client, surroundings } = stage;
      await client.query("SELECT pg_advisory_lock(hashtextextended('dp:apply', 0))");
      const running = run(applyAll, surroundings);
      for (let ended = 0; ended === 0;) {
        const { rowCount } = await client.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'dp/%' AND query LIKE '%advisory%'",
        );
        ended = rowCount ?? 0;
      }
      const { code, stderr } = await running;
      expect([code, stderr]).toEqual([69, expect.stringContaining("[POSTGRES_CONNECTION_LOST]")]);
    });
  });
});

describe("the server refuses", () => {
  test("a role without the right to create gets 77, and nothing is done", async () => {
    await onStage(tables, async (stage) => {
      const { client, address } = stage;
      const user = `r_${address.database}`;
      await client.query(`CREATE ROLE ${user} LOGIN PASSWORD 'of the role'`);
      try {
        const env = variables({ ...address, user, password: "of the role" });
        expect((await runWith(stage, ["ping"], env)).stdout).toMatch(/^may create schemas +no$/m);
        expect(await runWith(stage, ["plan"], env)).toMatchObject({ code: 0 });
        const { code, stderr } = await runWith(stage, applyAll, env);
        expect([code, stderr]).toEqual([77, expect.stringContaining("[POSTGRES_PERMISSION_DENIED]")]);
        expect(stderr).toContain("next: grant the right");
        expect(await schemasOf(client)).toEqual(["public"]);
      } finally {
        await client.query(`DROP ROLE ${user}`);
      }
    });
  });

  test("a database that only reads gets no tables", async () => {
    await onStage(tables, async (stage) => {
      const { client, address } = stage;
      await client.query(`ALTER DATABASE ${address.database} SET default_transaction_read_only = on`);
      expect((await stage.run("ping")).stdout).toMatch(/^read only +yes/m);
      const { code, stderr } = await stage.run(...applyAll);
      expect([code, stderr]).toEqual([65, expect.stringContaining("[POSTGRES_READ_ONLY]")]);
    });
  });

  test.each([
    [
      "a default",
      { columns: [column("day", "date", { default: { kind: "string", value: "2024-02-30" } })] },
      "DEFAULT_REFUSED",
    ],
    [
      "a newer server",
      { columns: [column("a", "text")], requires: { postgres: 99, extensions: [] } },
      "REQUIREMENT_MISSING",
    ],
  ] as const)("%s that it does not have: 65, and no table is made", async (_what, target, code) => {
    await onStage(tables, async ({ project, run: runHere, client }) => {
      writeTables(project, [...tables, document("bad", target)]);
      for (const args of [["plan"], applyAll]) {
        const { code: ended, stderr } = await runHere(...args);
        expect([ended, stderr]).toEqual([65, expect.stringContaining(`[${code}]`)]);
        expect(stderr).toContain("sales.bad");
      }
      expect(await schemasOf(client)).toEqual(["public"]);
    });
  });

  test("a reference to a table that was not chosen and is not there is said beforehand", async () => {
    await onStage(
      [customers, changed(orders, { foreignKeys: orders.target.foreignKeys.slice(0, 1) })],
      async (stage) => {
        const { code, stdout, stderr } = await stage.run("apply", "--table", "orders", "--yes");
        expect([code, stderr]).toEqual([65, expect.stringContaining("[PLAN_BLOCKED]")]);
        expect(stdout).toContain("it references sales.customers, which is neither there nor in this plan");
        expect(await schemasOf(stage.client)).toEqual(["public"]);
      },
    );
  });
});
