import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodTables, repositoryFile, startSim, tablesYaml } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

test("draws the tables from their files, without Snowflake: text on standard output, a picture in a file", async () => {
  await onStage(sim, prodTables, async ({ run, json, with: withEnv, project }) => {
    await run("extract", "--all", "-q");
    const offline = withEnv({ SNOWFLAKE_ACCOUNT: undefined, SNOWFLAKE_ACCESS_URL: undefined });
    const drawn = await offline.run("diagram", "-q");
    expect(drawn).toMatchObject({ code: 0, stderr: "" });
    expect(drawn.stdout).toMatch(/^erDiagram\n {2}t1\["public\.company_info"\] \{/);

    expect(await offline.json("diagram", "--format", "svg", "--out", "tables.svg")).toMatchObject({
      exitCode: 0,
      data: { tables: 3, file: "tables.svg" },
    });
    expect(project.read("tables.svg")).toMatch(/<svg[\s\S]*public\.company_info[\s\S]*<\/svg>\n$/);

    expect((await json("diagram", "--table", "company_*")).data).toMatchObject({ tables: 1 });
    expect(await run("diagram", "--table", "nothing")).toMatchObject({ code: 64 });
    project.write("metadata/schemas/company_info_metadata.json", "{");
    expect(await run("diagram")).toMatchObject({ code: 65, stdout: expect.not.stringContaining('company_info"]') });
  });
});

test("every hostile name of Snowflake goes from the account into a diagram, and no line is another's", async () => {
  const listed = JSON.parse(repositoryFile("packages/type-map/test/hostile-names.json")) as readonly { name: string }[];
  const names = [...new Set(listed.map(({ name }) => name))].filter((name) => name.length <= 255);
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  // A table each: two columns of one table may not fold to one name.
  const sql = names.map((name) => `CREATE TABLE PROD_DB.ODD.${quoted(name)} (${quoted(name)} INT PRIMARY KEY);`);
  const rights =
    "GRANT USAGE ON SCHEMA PROD_DB.ODD TO ROLE DP_METADATA; GRANT SELECT ON ALL TABLES IN SCHEMA PROD_DB.ODD TO ROLE DP_METADATA;";
  await sim.load(`CREATE SCHEMA PROD_DB.ODD; ${sql.join("\n")} ${rights}`);
  // PostgreSQL keeps these columns for itself.
  const own = (name: string): string =>
    /^(?:ctid|xmin|tableoid)$/i.test(name) ? `, columns: { ${name}: { name: own } }` : "";
  const entries = names.map(
    (name, index) =>
      `{ name: t${String(index)}, snowflake: { schema: ODD, table: ${JSON.stringify(name.replaceAll(/[*?%]/g, "[$&]"))} }, postgres: { table: t${String(index)} }${own(name)} }`,
  );
  await onStage(sim, tablesYaml(entries), async ({ run }) => {
    expect(await run("extract", "--all", "-q")).toMatchObject({ code: 0 });
    const { code, stdout } = await run("diagram", "-q");
    expect(code).toBe(0);
    // One block a table: its head, its column, its end.
    expect(stdout.trimEnd().split("\n")).toHaveLength(1 + 3 * names.length);
    const svg = await run("diagram", "-q", "--format", "svg");
    expect(svg.stdout.match(/<g id="node/g)).toHaveLength(names.length);
    expect(svg.stdout).not.toMatch(/<script|<foreignObject|\son\w+=/i);
  });
});
