import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodTables, startSim } from "./stage.ts";

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
