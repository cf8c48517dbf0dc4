import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { schemasOf } from "./database-state.ts";
import { customers, orders } from "./documents.ts";
import { run } from "./harness.ts";
import { validated } from "./output-document.ts";
import { withProject } from "./project.ts";
import { onStage } from "./stage.ts";

const tables = [customers, orders];

describe("the command line", () => {
  test.each([
    ["no tables chosen", ["apply", "--yes"], /which tables\?/, /--all, or --table NAME/],
    ["both ways at once", ["apply", "--all", "--table", "orders", "--yes"], /exclude each other/, /one of them/],
    [
      "a glob that fits nothing",
      ["apply", "--table", "order?s", "--yes"],
      /--table order\?s fits no table/,
      /customers, orders/,
    ],
    [
      "a glob that fits nothing, in verify",
      ["verify", "--table", "orders", "none*"],
      /none\* fits no table/,
      /customers, orders/,
    ],
    ["an option that nobody knows", ["apply", "--al"], /Unknown argument: al/, /applier-cli apply --help/],
    ["a command that nobody knows", ["aply"], /aply|apply/, /applier-cli --help/],
    ["a command too few", [], /Say which command/, /applier-cli --help/],
    ["a format that nobody knows", ["plan", "--format", "xml"], /xml/, /applier-cli plan --help/],
    ["a word too many", ["plan", "orders"], /takes no argument orders/, /applier-cli plan --help/],
  ])("%s: 64, what is wrong and what to say, nothing done", async (_what, args, message, hint) => {
    await withProject(tables, async ({ root }) => {
      // No variables: nobody looks for a server.
      const surroundings = { cwd: root, env: {} };
      const { code, stdout, stderr } = await run(args, surroundings);
      expect([code, stdout]).toEqual([64, ""]);
      const [, said, next] = /^error ([^]*) \[USAGE\]\n {2}next: ([^]*)\n$/.exec(stderr) ?? [];
      expect(said).toMatch(message);
      expect(next).toMatch(hint);
      const document = validated(await run([...args, "--json"], surroundings));
      expect(document).toMatchObject({ exitCode: 64, error: { code: "USAGE" } });
    });
  });
});

describe("the project", () => {
  test("outside of any: 78, with --project as a way out", async () => {
    await withProject([], async ({ root }) => {
      for (const args of [["ping"], ["plan"], ["apply", "--all", "--yes"], ["verify"]]) {
        const { code, stderr } = await run(args, { cwd: root, env: {} });
        expect([code, stderr]).toEqual([78, expect.stringContaining("[PROJECT_NOT_FOUND]")]);
        expect(stderr).toContain("--project DIR");
      }
      expect(validated(await run(["plan", "--json"], { cwd: root, env: {} }))).toMatchObject({ exitCode: 78 });
    });
  });

  test("--project and a folder further down find it", async () => {
    await onStage(tables, async ({ project, surroundings: { env } }) => {
      expect(await run(["plan"], { cwd: join(project.root, "metadata", "ddl"), env })).toMatchObject({ code: 0 });
      expect(await run(["plan", "--project", project.root], { cwd: "/", env })).toMatchObject({ code: 0 });
      expect(await run(["plan", "--project", "/"], { cwd: project.root, env })).toMatchObject({ code: 78 });
    });
  });

  test.each([
    ["no metadata folder", () => undefined],
    ["an empty one", (root: string) => mkdirSync(join(root, "metadata", "schemas"), { recursive: true })],
  ])("%s: 65, and where to get one", async (_what, make) => {
    await withProject([], async (project) => {
      mkdirSync(join(project.root, "config"));
      project.write("config/tables.yaml", "version: 1\n");
      make(project.root);
      const { code, stderr } = await run(["plan"], { cwd: project.root, env: {} });
      expect([code, stderr]).toEqual([65, expect.stringContaining("[METADATA_NONE]")]);
      expect(stderr).toContain("git pull");
    });
  });
});

test("a run folder that cannot be written: 73, before anything is done", async () => {
  await onStage(tables, async ({ project, surroundings, client }) => {
    mkdirSync(dirname(project.runs), { recursive: true });
    // Root may write wherever modes decide, but not in a kernel's folder.
    if (process.getuid?.() === 0) symlinkSync("/sys/kernel", project.runs);
    else mkdirSync(project.runs, { mode: 0o555 });
    const { code, stdout, stderr } = await run(["apply", "--all", "--yes"], surroundings);
    expect([code, stdout]).toEqual([73, ""]);
    expect(stderr).toMatch(new RegExp(`${project.runs}.*\\[FILE_NOT_WRITABLE\\]`));
    expect(stderr).toContain("next: ");
    expect(await schemasOf(client)).toEqual(["public"]);
    rmSync(project.runs, { recursive: true });
    expect(await run(["plan"], surroundings)).toMatchObject({ code: 0 });
    expect(project.records()).toHaveLength(1);
  });
});
