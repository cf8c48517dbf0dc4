import { readFileSync } from "node:fs";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodTables, startSim } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

const company = "PROD_DB.PUBLIC.COMPANY_INFO";

test("extract --check says what Snowflake, tables.yaml and hands changed since the files were committed, and writes nothing: 2", async () => {
  await onStage(sim, prodTables, async ({ run, json, project, with: withEnv }) => {
    await run("extract", "--all", "-q");
    const clean = await run("extract", "--check", "--format", "md");
    expect([clean.code, clean.stdout]).toEqual([
      0,
      "## Drift\n\n**The committed files are what Snowflake and tables.yaml say.**\n",
    ]);
    await sim.load(
      `ALTER TABLE ${company} ADD COLUMN EMPLOYEES NUMBER(9,0); ALTER TABLE ${company} RENAME COLUMN TAGS TO LABELS; ` +
        `COMMENT ON TABLE ${company} IS 'Firms'`,
    );
    const yaml = prodTables.replace(
      "name: financial_data\n",
      "name: financial_data\n    policies: { integers: smallest }\n",
    );
    expect(yaml).not.toBe(prodTables);
    project.write("config/tables.yaml", yaml);
    const ddl = "metadata/ddl/market_prices_create.sql";
    project.write(ddl, `${project.read(ddl)}-- by hand\n`);
    const stamps = project.stamps();
    try {
      const summary = project.outside("summary.md");
      const { code, stdout } = await withEnv({ GITHUB_STEP_SUMMARY: summary }).run("extract", "--check");
      expect(code).toBe(2);
      expect(stdout).toContain(
        [
          "financial_data",
          "  in tables.yaml",
          "    + policies.integers: smallest",
          "market_prices",
          "  in the committed files",
          "    + metadata/ddl/market_prices_create.sql: was edited by hand",
          "company_info",
          "  in Snowflake",
          "    ~ table comment: Companies we follow → Firms",
          "    ~ column LABELS renamed: TAGS → LABELS (a guess: same position, type)",
          "    + column EMPLOYEES added: NUMBER(9,0)",
          "",
        ].join("\n"),
      );
      expect(readFileSync(summary, "utf8")).toContain("### `company_info`\n\nChanged in Snowflake:\n");
      const markdown = await run("extract", "--check", "--format", "md");
      expect([markdown.code, markdown.stdout.split("\n")[2]]).toEqual([
        2,
        "**3 tables are not as committed: 1 in Snowflake, 1 in tables.yaml, 1 in the committed files.**",
      ]);
      expect(markdown.stdout).not.toMatch(/^(?:changed|unchanged) /m);
      expect(await json("extract", "--check", "--table", "company_info")).toMatchObject({
        exitCode: 2,
        data: {
          drift: {
            counts: { snowflake: 1, settings: 0, files: 0, program: 0, others: 0 },
            tables: [{ name: "company_info", snowflake: [{ code: "TABLE_COMMENT" }, { code: "COLUMN_RENAMED" }, {}] }],
          },
        },
      });
      expect(project.stamps()).toEqual(stamps);
    } finally {
      await sim.load(
        `ALTER TABLE ${company} DROP COLUMN EMPLOYEES; ALTER TABLE ${company} RENAME COLUMN LABELS TO TAGS; ` +
          `COMMENT ON TABLE ${company} IS 'Companies we follow'`,
      );
    }
  });
});

test("under GitHub Actions errors and findings stand at their lines, and a review knows the base of its pull request", async () => {
  await onStage(sim, prodTables, async ({ run, project, with: withEnv }) => {
    await run("extract", "--all", "-q");
    project.commitAll();
    const base = project.git("rev-parse", "HEAD").trim();
    const marked = prodTables.replace(
      "  - name: company_info\n",
      "  - name: company_info\n    columns: { SYMBOL: { sensitive: pii } }\n",
    );
    project.git("update-ref", "refs/remotes/origin/main", base);
    project.git(
      "rm",
      "--quiet",
      "-r",
      "metadata/schemas/company_info_metadata.json",
      "metadata/ddl/company_info_create.sql",
    );
    project.git("commit", "--quiet", "--message", "without");
    project.git("update-ref", "refs/remotes/origin/main", "HEAD");
    project.write("config/tables.yaml", marked);
    await run("extract", "--all", "-q");
    project.git("add", "--all");
    project.git("commit", "--quiet", "--message", "with");
    const summary = project.outside("summary.md");
    const actions = withEnv({
      GITHUB_ACTIONS: "true",
      GITHUB_BASE_REF: "main",
      GITHUB_WORKSPACE: project.root,
      GITHUB_STEP_SUMMARY: summary,
    });
    const { code, stdout, stderr } = await actions.run("diff", "--format", "md", "--check");
    expect(code).toBe(0);
    expect(stdout).toContain("(origin/main...)");
    expect(stdout).toContain("- `company_info`: `symbol` from `SYMBOL`, `text` **sensitive:** pii\n");
    expect(stdout).toContain("\n## Plan\n\n**Plan: 1 to add, 0 to change, 0 to remove.**\n");
    expect(readFileSync(summary, "utf8").trim()).toBe(stdout.trim());
    const file = "metadata/schemas/company_info_metadata.json";
    const lines = project.read(file).split("\n");
    const at = lines.findIndex((line) => line.includes('"from": "SYMBOL"')) + 1;
    expect(stderr).toContain(
      `::warning file=${file},line=${String(at)},title=SENSITIVE_COLUMN_LEAVES::company_info: column symbol is marked pii and leaves the VPN from now on\n`,
    );

    const gone = prodTables.replace("table: MARKET_PRICES", "table: MARKET_PRICES_X");
    expect(gone).not.toBe(prodTables);
    project.write("config/tables.yaml", gone);
    const line = gone.split("\n").findIndex((each) => each.includes("name: market_prices")) + 1;
    const failed = await actions.run("extract", "--all");
    expect([failed.code, failed.stderr]).toEqual([
      3,
      expect.stringMatching(
        new RegExp(`^::error file=config/tables\\.yaml,line=${String(line)},col=\\d+,title=TABLE_NOT_FOUND::`, "m"),
      ),
    ]);
    project.write("config/tables.yaml", "tabels: []\n");
    expect((await actions.run("extract", "--all")).stderr).toMatch(
      /^::error file=config\/tables\.yaml,line=1,col=1,title=CONFIG_INVALID::.*tabels.*%0ADid you mean/m,
    );
  });
});
