import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodTables, startSim, type Stage } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

/** A project whose three tables are extracted and committed; `company_info` has changed in Snowflake since. */
function onReviewed(use: (stage: Stage) => Promise<void>): Promise<void> {
  return onStage(sim, prodTables, async (stage) => {
    const { project, run } = stage;
    project.commitAll();
    await run("extract", "--all", "-q");
    project.git("add", "--all");
    project.git("commit", "--quiet", "--message", "metadata");
    await sim.load("ALTER TABLE PROD_DB.PUBLIC.COMPANY_INFO ADD COLUMN EMPLOYEES NUMBER(9,0) COMMENT 'Head count'");
    try {
      await run("extract", "--table", "company_info", "-q");
      await use(stage);
    } finally {
      await sim.load("ALTER TABLE PROD_DB.PUBLIC.COMPANY_INFO DROP COLUMN EMPLOYEES");
    }
  });
}

test("shows what the other side's plan will be, against HEAD or a revision, in four forms", async () => {
  await onReviewed(async ({ run, json }) => {
    const [text, sql, markdown, plan, since, document] = await Promise.all([
      run("diff"),
      run("diff", "--format", "sql"),
      run("diff", "--format", "md"),
      run("diff", "--format", "json"),
      run("diff", "HEAD~1"),
      json("diff"),
    ]);
    expect(text).toMatchObject({ code: 0, stderr: "" });
    expect(text.stdout).toContain("  ~ alter table public.company_info\n      + column employees numeric(9,0)");
    expect(text.stdout).toMatch(/^Plan: 0 to add, 1 to change, 0 to remove\.$/m);
    expect(sql.stdout).toContain("ALTER TABLE public.company_info ADD COLUMN employees numeric(9,0);");
    expect(markdown.stdout).toMatch(/^### alter `public\.company_info`$/m);
    expect(JSON.parse(plan.stdout)).toMatchObject({ formatVersion: "1.0", targets: expect.any(Array) });
    expect(since.stdout).toMatch(/^Plan: 3 to add, 0 to change, 0 to remove\.$/m);
    expect(document).toMatchObject({
      command: "diff",
      data: { rev: "HEAD", commit: expect.stringMatching(/^[0-9a-f]{40}$/), counts: { add: 0, change: 1, remove: 0 } },
    });
  });
});

test("--exit-code ends with 2 while there is a difference; a table that is gone is told", async () => {
  await onReviewed(async ({ run, project }) => {
    expect(await run("diff", "--exit-code")).toMatchObject({ code: 2 });
    project.git("add", "--all");
    project.git("commit", "--quiet", "--message", "employees");
    expect(await run("diff", "--exit-code", "-q")).toMatchObject({ code: 0, stderr: "" });
    project.remove("metadata/schemas/market_prices_metadata.json");
    expect(await run("diff")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(
        "market_prices is no longer here; its table public.market_prices stays in PostgreSQL",
      ),
    });
  });
});

test("--check ends with 2 while a file of metadata/ddl is not what render would print", async () => {
  await onReviewed(async ({ run, json, project }) => {
    expect(await run("diff", "--check")).toMatchObject({ code: 0, stderr: "" });
    const ddl = "metadata/ddl/company_info_create.sql";
    project.write(ddl, project.read(ddl).replace("legal_name", "full_name"));
    project.write("metadata/ddl/old_create.sql", "DROP TABLE x;\n");
    project.remove("metadata/ddl/_all.sql");
    expect(await run("diff", "--check", "--format", "md")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`warning ${ddl}: was edited by hand\n`),
    });
    expect(await json("diff", "--check")).toMatchObject({
      exitCode: 2,
      data: {
        ddl: [
          { file: "company_info_create.sql", table: "company_info", state: "edited" },
          { file: "_all.sql", state: "missing" },
          { file: "old_create.sql", state: "stray" },
        ],
      },
    });
    await run("render", "-q");
    project.remove("metadata/ddl/old_create.sql");
    expect(await run("diff", "--check")).toMatchObject({ code: 0, stderr: "" });
  });
});

test("REV... is where HEAD left it: what the other branch did since is no part of the review", async () => {
  await onReviewed(async ({ run, project }) => {
    const base = project.git("rev-parse", "HEAD").trim();
    project.git("checkout", "--quiet", "-b", "other");
    project.git("rm", "--quiet", "metadata/schemas/market_prices_metadata.json");
    project.git("commit", "--quiet", "--message", "other");
    project.git("checkout", "--quiet", "main");
    expect((await run("diff", "other", "--format", "md")).stdout).toContain(
      "**1 table newly visible, 1 table changed,",
    );
    const { stdout } = await run("diff", "other...", "--format", "md");
    expect(stdout).toContain("**0 tables newly visible, 1 table changed, 0 tables gone, 1 column newly leaving,");
    expect(stdout).toContain(`Since \`${base.slice(0, 12)} (other...)\`:`);
    const orphan = project.git("commit-tree", "-m", "orphan", "HEAD^{tree}").trim();
    expect(await run("diff", `${orphan}...`)).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/no common commit .*\[GIT_FAILED\]\n {2}next: .*fetch-depth: 0/),
    });
  });
});

test("a project in a folder of a larger repository is compared with its own files", async () => {
  await onStage(sim, prodTables, async ({ run, project }) => {
    await run("extract", "--all", "-q");
    for (const part of ["config", "metadata"]) project.move(part, `teams/finance/${part}`);
    project.commitAll();
    const inner = ["--project", "teams/finance"];
    expect(await run("diff", "--exit-code", ...inner)).toMatchObject({ code: 0 });
    project.git("rm", "--quiet", "--cached", "teams/finance/metadata/schemas/company_info_metadata.json");
    project.git("commit", "--quiet", "--message", "without");
    const { code, stdout } = await run("diff", "--exit-code", ...inner);
    expect([code, stdout]).toEqual([2, expect.stringContaining("+ create table public.company_info")]);
  });
});

test("an unknown revision is named", async () => {
  await onStage(sim, prodTables, async ({ run, json, project }) => {
    project.commitAll();
    const { code, stdout, stderr } = await run("diff", "nonsense");
    expect([code, stdout]).toEqual([65, ""]);
    expect(stderr).toBe(
      "error git knows no commit nonsense [GIT_FAILED]\n  next: name a revision that `git log` knows\n",
    );
    expect(await json("diff", "nonsense")).toMatchObject({ exitCode: 65, error: { code: "GIT_FAILED" } });
    // A revision that looks like an option reaches no git.
    expect(await run("diff", "--output=/tmp/x")).toMatchObject({ code: 64 });
  });
});

test("outside of git it says so, and that git is needed", async () => {
  await onStage(sim, prodTables, async ({ run }) => {
    const { code, stderr } = await run("diff");
    expect(code).toBe(65);
    expect(stderr).toMatch(/not a git repository.*\[GIT_FAILED\]\n {2}next: the project must be in a git repository/);
  });
});
