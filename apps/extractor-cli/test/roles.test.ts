import { expect, test } from "@jest/globals";
import { expectGolden } from "@dp/golden";

import { onStage, password, prodSql, prodTables, startSim, tablesYaml } from "./stage.ts";

const nowhere = { url: "http://127.0.0.1:9", account: "DEMO" };

/** The same tables, without what the demo grants. */
const ungranted = prodSql.replaceAll(/^GRANT .*;$/gm, "");

test.each(["people", "service"])("what is printed for %s is what was reviewed", async (audience) => {
  await onStage(nowhere, prodTables, async ({ run }) => {
    const { code, stdout, stderr } = await run("roles", "--print", "--for", audience);
    expect([code, stderr]).toEqual([0, ""]);
    expectGolden(new URL(`golden/roles-${audience}.sql`, import.meta.url), stdout);
  });
});

test("Snowflake takes the SQL, twice: then people see the structure and no row, the program sees rows, and neither more", async () => {
  const secret = "CREATE TABLE PROD_DB.PUBLIC.SALARIES (ID INT);";
  const sim = await startSim([ungranted, secret], { roles: ["DP_METADATA", "DP_UNLOAD"] });
  try {
    await onStage(sim, prodTables, async ({ run, json, with: withEnv, project }) => {
      const before = await run("ping");
      expect(before.code).toBe(3);
      const { data } = await json("roles", "--print");
      const printed = (data?.roles ?? []) as readonly { readonly sql: string }[];
      for (const { sql } of [...printed, ...printed]) await sim.load(sql);
      await sim.load("GRANT ROLE DP_UNLOAD TO USER VERA;");
      expect(await run("extract", "--all")).toMatchObject({ code: 0 });
      project.write("config/tables.yaml", tablesYaml(["{ name: salaries }", "{ name: company_info }"]));
      const asService = withEnv({ SNOWFLAKE_ROLE: "DP_UNLOAD", SNOWFLAKE_WAREHOUSE: "DP_WH" });
      for (const stage of [{ json }, asService]) {
        expect(await stage.json("ping")).toMatchObject({
          exitCode: 3,
          data: {
            tables: [
              { name: "salaries", status: "hidden" },
              { name: "company_info", status: "seen" },
            ],
          },
        });
      }
      expect(await rowsOf(sim.url, "DP_METADATA")).toContain("Insufficient privileges");
      expect(await rowsOf(sim.url, "DP_UNLOAD")).toBe("2");
    });
  } finally {
    await sim.close();
  }
});

/** What a role gets that asks for rows: their number, or the refusal. */
async function rowsOf(url: string, role: string): Promise<string> {
  const { connectSnowflake } = await import("@dp/snowflake-client");
  const credentials = { method: "password", password } as const;
  const settings = { account: "DEMO", user: "VERA", accessUrl: url, role, warehouse: "COMPUTE_WH", credentials };
  const db = await connectSnowflake(settings, { tag: "test" });
  try {
    const [row] = await db.query('SELECT COUNT(*) AS "n" FROM PROD_DB.PUBLIC.COMPANY_INFO');
    return row?.n ?? "";
  } catch (error) {
    return String(error);
  } finally {
    await db.close();
  }
}

test("names that would break out of their quotes or of a comment do not", async () => {
  const evil = 'a"; DROP TABLE "X';
  const line = "b\\n; DROP TABLE Y; --";
  const yaml = tablesYaml([
    `{ name: evil, snowflake: { database: '${evil}', schema: "${line}", table: T } }`,
    "{ name: plain, snowflake: { database: D, schema: S, table: T } }",
  ]);
  await onStage(nowhere, yaml, async ({ run }) => {
    const { code, stdout } = await run("roles", "--for", "people", "--role", 'r"r');
    expect(code).toBe(0);
    expect(stdout).toContain('GRANT USAGE ON DATABASE "a""; DROP TABLE ""X" TO ROLE "r""r";');
    // Outside of quotes nothing but GRANT and CREATE ROLE begins a statement.
    const statements = stdout
      .replaceAll(/^--.*$/gm, "")
      .replaceAll(/"(?:[^"]|"")*"/g, "name")
      .split(";")
      .map((text) => text.trim())
      .filter((text) => text !== "");
    expect(statements.filter((text) => !/^(?:GRANT|CREATE ROLE) /.test(text))).toEqual([]);
  });
});

test("--role alone would be the name of two roles: 64; without a project: 78", async () => {
  await onStage(nowhere, prodTables, async ({ run }) => {
    expect(await run("roles", "--role", "R")).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("--for people"),
    });
  });
  await onStage(nowhere, undefined, async ({ run }) => {
    expect(await run("roles", "--print")).toMatchObject({ code: 78 });
  });
});
