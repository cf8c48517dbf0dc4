import { join } from "node:path";

import { expect, test } from "@jest/globals";

import { findProject } from "../src/index.ts";
import { withFolder } from "./project-folder.ts";

test("the nearest folder upwards with config/tables.yaml is the project", async () => {
  await withFolder({ "config/tables.yaml": "", "a/b/c.txt": "", "a/config/other.yaml": "" }, async (root) => {
    expect(await findProject(join(root, "a/b"))).toEqual({
      root,
      tablesFile: join(root, "config/tables.yaml"),
      postgresFile: join(root, "config/postgres.yaml"),
      schemasDir: join(root, "metadata/schemas"),
      ddlDir: join(root, "metadata/ddl"),
      envFile: join(root, ".env"),
      runsDir: join(root, ".dp/runs"),
    });
  });
});

test("a project inside a project is the nearer one", async () => {
  await withFolder({ "config/tables.yaml": "", "demo/out/metadata/schemas/a.json": "" }, async (root) => {
    expect((await findProject(join(root, "demo/out/metadata"))).root).toBe(join(root, "demo/out"));
  });
});

test("metadata alone makes a project, a folder that is only called metadata does not", async () => {
  await withFolder({ "one/metadata/schemas/a.json": "", "two/metadata/readme.txt": "" }, async (root) => {
    expect((await findProject(join(root, "one"))).root).toBe(join(root, "one"));
    await expect(findProject(root, "two")).rejects.toMatchObject({
      code: "PROJECT_NOT_FOUND",
      where: join(root, "two"),
    });
  });
});

test("a folder that is named is not left upwards", async () => {
  await withFolder({ "config/tables.yaml": "", "empty/x": "" }, async (root) => {
    expect((await findProject(join(root, "empty"), "..")).root).toBe(root);
    await expect(findProject(root, "empty")).rejects.toThrow("holds neither config/tables.yaml nor metadata/schemas");
    await expect(findProject(root, "nowhere")).rejects.toMatchObject({ code: "PROJECT_NOT_FOUND" });
  });
});

test("without a project the hint says how to make one", async () => {
  await withFolder({}, async (root) => {
    await expect(findProject(root)).rejects.toMatchObject({
      code: "PROJECT_NOT_FOUND",
      hint: expect.stringContaining("extractor-cli init"),
    });
  });
});
