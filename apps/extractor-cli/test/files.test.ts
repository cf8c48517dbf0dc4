import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { makeUnwritable } from "./unwritable.ts";
import { onStage, prodTables, startSim } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

const file = "metadata/schemas/company_info_metadata.json";

describe("a committed metadata file that is broken", () => {
  const breakages: readonly (readonly [string, (text: string) => string])[] = [
    ["cut short", (text) => text.slice(0, 300)],
    ["empty", () => ""],
    ["edited by hand", (text) => text.replace('"legal_name"', '"full_name"')],
    ["of another table", (text) => text.replace('"name": "company_info"', '"name": "other"')],
    ["of a later format", (text) => text.replace('"formatVersion": "1.0"', '"formatVersion": "9.0"')],
  ];

  test("is written anew when its table is extracted, whatever is wrong with it", async () => {
    await onStage(sim, prodTables, async ({ run, project }) => {
      await run("extract", "--all", "-q");
      const whole = project.metadata();
      const good = project.read(file);
      for (const [what, broken] of breakages) {
        project.write(file, broken(good));
        expect({ what, text: project.read(file) }).not.toEqual({ what, text: good });
        const { code, stdout } = await run("extract", "--table", "company_info");
        expect({ what, code, stdout }).toEqual({
          what,
          code: 0,
          stdout: expect.stringMatching(/^changed {3}company_info /m),
        });
        expect({ what, files: project.metadata() }).toEqual({ what, files: whole });
      }
      project.write(file, "");
      expect(await run("extract", "--all", "--check")).toMatchObject({ code: 2 });
    });
  });

  test("is named when its table is not extracted, stays, and what is printed of all tables is left as it was: 3", async () => {
    await onStage(sim, prodTables, async ({ run, json, project }) => {
      await run("extract", "--all", "-q");
      const stamps = project.stamps();
      project.write(file, "{");
      const { code, stdout, stderr } = await run("extract", "--table", "market_prices", "financial_data");
      expect([code, stdout]).toEqual([3, expect.stringContaining(`failed    ${file}\n`)]);
      expect(stderr).toMatch(/error metadata\/schemas\/company_info_metadata\.json.*\[INVALID_METADATA\]/);
      expect(project.read(file)).toBe("{");
      expect(project.stamps()).toMatchObject({
        "ddl/_all.sql": stamps["ddl/_all.sql"],
        "ddl/_foreign_keys.sql": stamps["ddl/_foreign_keys.sql"],
      });
      expect((await json("extract", "--table", "market_prices")).data?.tables).toMatchObject([
        { name: "market_prices", status: "unchanged" },
        { name: file, status: "failed" },
      ]);
    });
  });

  test("is a link: not followed, its table fails, the others come out: 3", async () => {
    await onStage(sim, prodTables, async ({ run, project }) => {
      await run("extract", "--all", "-q");
      project.move(file, "elsewhere.json");
      symlinkSync("../../elsewhere.json", `${project.root}/${file}`);
      const before = project.read("elsewhere.json");
      expect(await run("extract", "--all")).toMatchObject({
        code: 3,
        stderr: expect.stringContaining("[FILE_NOT_REGULAR]"),
      });
      expect(project.read("elsewhere.json")).toBe(before);
    });
  });
});

test("a folder that may not be written ends the run with 73, and leaves nothing half written", async () => {
  await onStage(sim, prodTables, async ({ project, run }) => {
    mkdirSync(`${project.root}/metadata/ddl`, { recursive: true });
    const restore = makeUnwritable(`${project.root}/metadata/schemas`);
    const { code, stdout, stderr } = await run("extract", "--all");
    expect([code, stdout]).toEqual([73, ""]);
    expect(stderr).toMatch(
      /error .*metadata\/schemas\/financial_data_metadata\.json.*\[FILE_NOT_WRITABLE\]\n {2}next: give this user the right/,
    );
    expect(readdirSync(`${project.root}/metadata`).sort()).toEqual(["ddl", "schemas"]);
    expect(readdirSync(`${project.root}/metadata/ddl`)).toEqual([]);
    expect(project.records()).toMatchObject([{ exitCode: 73, error: { code: "FILE_NOT_WRITABLE" } }]);
    expect(await run("extract", "--all", "--check")).toMatchObject({ code: 2 });
    restore();
  });
});

test("a project whose runs cannot be recorded ends at once with 73, and says so once", async () => {
  await onStage(sim, prodTables, async ({ project, run }) => {
    const restore = makeUnwritable(`${project.root}/.dp`);
    const { code, stderr } = await run("extract", "--all");
    expect([code, stderr.match(/FILE_NOT_WRITABLE/g)?.length]).toEqual([73, 1]);
    expect(readdirSync(project.root).sort()).toEqual([".dp", "config"]);
    restore();
  });
});

test("where nothing can be written, what only looks goes on: the record lies in the user's own folder, and that is said", async () => {
  await onStage(sim, prodTables, async ({ project, run, with: withEnv }) => {
    await run("extract", "--all", "-q");
    project.commitAll();
    rmSync(`${project.root}/.dp`, { recursive: true });
    const restore = makeUnwritable(`${project.root}/.dp`);
    const elsewhere = withEnv({ XDG_STATE_HOME: project.outside("state") });
    for (const command of [["ping"], ["diff"], ["extract", "--all", "--check"], ["render", "--check"]]) {
      const { code, stderr } = await elsewhere.run(...command);
      expect({ command, code, stderr }).toEqual({
        command,
        code: 0,
        stderr: expect.stringMatching(/\.dp\/runs cannot be written: this run is recorded in .*\/state\/dp\/runs\n/),
      });
    }
    expect(readdirSync(project.outside("state/dp/runs"))).toHaveLength(4);
    const nowhere = await withEnv({ XDG_STATE_HOME: "/sys/kernel" }).run("ping");
    expect([nowhere.code, nowhere.stderr]).toEqual([0, expect.stringContaining("this run leaves no record\n")]);
    restore();
  });
});

test("the record says on which commit the project stood, and whether it differed from it", async () => {
  await onStage(sim, prodTables, async ({ project, run }) => {
    await run("extract", "--all", "-q");
    project.commitAll();
    const commit = project.git("rev-parse", "HEAD").trim();
    await run("render", "-q");
    project.write("config/tables.yaml", `${prodTables}# edited\n`);
    await run("render", "-q");
    // Run ids of one second sort by chance.
    const [before, clean, edited] = [...project.records()].sort((one, other) =>
      String(one.startedAt) < String(other.startedAt) ? -1 : 1,
    );
    expect(before).not.toHaveProperty("commit");
    expect([clean, edited]).toMatchObject([
      { project: project.root, commit, uncommitted: false },
      { commit, uncommitted: true },
    ]);
  });
});
