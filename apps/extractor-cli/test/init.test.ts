import { expect, test } from "@jest/globals";

import { run } from "./harness.ts";
import { onStage } from "./stage.ts";

const nowhere = { url: "http://127.0.0.1:9", account: "DEMO" };

test("makes a project in an empty folder; again, it leaves every file as it is", async () => {
  await onStage(nowhere, undefined, async ({ run, project }) => {
    const first = await run("init");
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^new +config\/tables\.yaml$/m);
    expect(first.stdout).toMatch(/5 made, 0 already there in .*Next: edit config\/tables\.yaml/);
    expect(project.read(".gitignore").split("\n")).toEqual([".env", ".dp/", ""]);
    expect(project.read(".env.example")).toContain("SNOWFLAKE_ACCOUNT=");
    expect(Object.keys(project.metadata())).toEqual(["ddl/.gitkeep", "schemas/.gitkeep"]);

    project.write("config/tables.yaml", "mine\n");
    const again = await run("init");
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("0 made, 5 already there") });
    expect(project.read("config/tables.yaml")).toBe("mine\n");
  });
});

test("makes a project in a folder that is named, and the next commands find it from below", async () => {
  await onStage(nowhere, undefined, async ({ json, with: withEnv, project }) => {
    expect(await json("init", "finance")).toMatchObject({
      exitCode: 0,
      data: { project: `${project.root}/finance`, made: 5 },
    });
    // The starter is a valid configuration: what is missing next is where to connect to.
    const bare = withEnv({ SNOWFLAKE_USER: undefined, SNOWFLAKE_ACCOUNT: undefined });
    expect(await bare.json("ping", "--project", "finance")).toMatchObject({ error: { code: "SETTING_MISSING" } });
    const below = await run(["ping"], { ...bare.surroundings, cwd: `${project.root}/finance/metadata/ddl` });
    expect(below).toMatchObject({ code: 78, stderr: expect.stringContaining("[SETTING_MISSING]") });
  });
});

test("-q says nothing", async () => {
  await onStage(nowhere, undefined, async ({ run }) => {
    expect(await run("init", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });
});
