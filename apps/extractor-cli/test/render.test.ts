import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodTables, startSim } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

const ddl = "metadata/ddl/company_info_create.sql";

test("prints DDL that was edited or lost again, without Snowflake, and touches nothing else", async () => {
  await onStage(sim, prodTables, async ({ run, json, with: withEnv, project }) => {
    await run("extract", "--all", "-q");
    const [texts, stamps] = [project.metadata(), project.stamps()];
    const offline = withEnv({ SNOWFLAKE_ACCOUNT: undefined, SNOWFLAKE_ACCESS_URL: undefined });
    expect(await offline.run("render", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(project.stamps()).toEqual(stamps);

    project.write(ddl, project.read(ddl).replace("legal_name", "full_name"));
    project.remove("metadata/ddl/_all.sql");
    expect(await offline.run("render", "--check")).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("2 would change"),
    });
    expect(project.read(ddl)).toContain("full_name");
    expect(await offline.json("render")).toMatchObject({ exitCode: 0, data: { tables: 3, changed: 2, failed: 0 } });
    expect(project.metadata()).toEqual(texts);
    expect(await json("render", "--check")).toMatchObject({ exitCode: 0, data: { changed: 0 } });
    const unchanged = Object.entries(stamps).filter(
      ([file]) => !["ddl/_all.sql", "ddl/company_info_create.sql"].includes(file),
    );
    expect(project.stamps()).toMatchObject(Object.fromEntries(unchanged));
  });
});

test("a broken metadata file is named, and nothing is printed from the rest", async () => {
  await onStage(sim, prodTables, async ({ run, project }) => {
    await run("extract", "--all", "-q");
    const stamps = project.stamps();
    project.write("metadata/schemas/company_info_metadata.json", "{");
    const { code, stdout, stderr } = await run("render");
    expect(code).toBe(65);
    expect(stdout).toContain("failed    company_info");
    expect(stderr).toContain("metadata/schemas/company_info_metadata.json");
    expect(project.stamps()).toMatchObject({ "ddl/_all.sql": stamps["ddl/_all.sql"] });
  });
});
