import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { run, type Surroundings } from "./harness.ts";
import { onSmallDisk } from "./small-disk.ts";
import { onStage, prodTables, type Stage, startSim } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

const hook = ["--import", new URL("file-calls.mjs", import.meta.url).href];

/** The program with what it does to files recorded, or, of one call, refused. */
function hooked({ surroundings }: Stage, env: Readonly<Record<string, string>>): Surroundings {
  return { ...surroundings, node: hook, env: { ...surroundings.env, ...env } };
}

type Call = readonly [call: "open" | "write" | "sync" | "rename", ...paths: readonly string[]];

test("each file is written beside its name, synced, renamed, and its folder synced, in this order", async () => {
  await onStage(sim, prodTables, async (stage) => {
    const { project } = stage;
    const log = project.outside("calls");
    expect(await run(["extract", "--all", "-q"], hooked(stage, { FILE_CALLS: log }))).toMatchObject({ code: 0 });
    const calls = readFileSync(log, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Call);
    const written = Object.keys(project.metadata()).map((file) => join(project.root, "metadata", file));
    expect(written).toHaveLength(8);
    const [record] = readdirSync(join(project.root, ".dp/runs"));
    written.push(join(project.root, ".dp/runs", String(record)));
    for (const file of written) {
      const renamed = calls.findLastIndex(([call, , to]) => call === "rename" && to === file);
      const beside = String(calls[renamed]?.[1]);
      expect({ file, folder: dirname(beside) }).toEqual({ file, folder: dirname(file) });
      const before = calls.slice(0, renamed).filter(([, path]) => path === beside);
      expect({ file, calls: before.map(([call]) => call) }).toEqual({ file, calls: ["open", "write", "sync"] });
      const folderSynced = calls.findIndex(([call, path], index) => {
        return index > renamed && call === "sync" && path === dirname(file);
      });
      // Nothing else of this file's folder is written in between: one file at a time.
      const next = calls.findIndex(([call, path], index) => {
        return index > renamed && call === "open" && dirname(String(path)) === dirname(file);
      });
      expect({ file, synced: folderSynced > renamed, first: next === -1 || folderSynced < next }).toEqual({
        file,
        synced: true,
        first: true,
      });
    }
    const opened = new Set(calls.filter(([call]) => call === "open").map(([, path]) => basename(String(path))));
    // Nothing is written under the name that others read.
    for (const name of opened) expect(name).toMatch(/^\..+\.tmp$/);
  });
});

describe("a disk that refuses", () => {
  const refusals: readonly (readonly [what: string, fault: string, code: number, error: string])[] = [
    ["full, at the first byte", "write ENOSPC metadata/schemas/.market", 74, "DISK_FULL"],
    ["full, at the sync", "sync ENOSPC metadata/ddl/.market", 74, "DISK_FULL"],
    ["over its quota", "write EDQUOT metadata/ddl/.company", 74, "DISK_FULL"],
    ["broken", "sync EIO metadata/schemas/.company", 74, "FILE_IO"],
    ["read-only since a moment ago", "open EROFS metadata/ddl/.financial", 73, "FILE_NOT_WRITABLE"],
    ["of another's", "rename EACCES metadata/ddl/.financial", 73, "FILE_NOT_WRITABLE"],
    ["out of file handles", "open EMFILE metadata/ddl/.company", 74, "FILE_IO"],
  ];

  test("ends the run with the path and what to do; each file is the old or the new one, and the next run finishes", async () => {
    await onStage(sim, prodTables, async (stage) => {
      const { project } = stage;
      await stage.run("extract", "--all", "-q");
      const before = project.metadata();
      project.write(
        "config/tables.yaml",
        prodTables.replaceAll("postgres: { schema: public", "postgres: { schema: other"),
      );
      await stage.run("extract", "--all", "-q");
      const after = project.metadata();
      for (const [what, fault, code, error] of refusals) {
        for (const [file, text] of Object.entries(before)) project.write(`metadata/${file}`, text);
        project.remove(".dp/runs");
        const ended = await run(["extract", "--all"], hooked(stage, { FILE_FAULT: fault }));
        expect({ what, code: ended.code, stderr: ended.stderr }).toEqual({
          what,
          code,
          stderr: expect.stringMatching(new RegExp(`error \\S*metadata/\\S+: .*\\[${error}\\]\\n  next: \\S`)),
        });
        const present = project.metadata();
        expect({ what, files: Object.keys(present) }).toEqual({ what, files: Object.keys(after) });
        for (const [file, text] of Object.entries(present)) expect([before[file], after[file]]).toContain(text);
        expect(present).not.toEqual(after);
        expect(project.records()).toMatchObject([{ state: "ended", exitCode: code, error: { code: error } }]);
      }
      expect(await stage.run("extract", "--all", "-q")).toMatchObject({ code: 0 });
      expect(project.metadata()).toEqual(after);
    });
  });

  test("really full: wherever it ends, files are old or new, nothing is left beside them, and with room the run finishes", async () => {
    const ended = await onStage(sim, undefined, async (stage) => {
      const { project } = stage;
      return onSmallDisk(project.root, async (disk) => {
        project.write("config/tables.yaml", prodTables);
        expect(await stage.run("extract", "--all", "-q")).toMatchObject({ code: 0 });
        const before = project.metadata();
        project.write(
          "config/tables.yaml",
          prodTables.replaceAll("postgres: { schema: public", "postgres: { schema: o"),
        );
        expect(await stage.run("extract", "--all", "-q")).toMatchObject({ code: 0 });
        const after = project.metadata();
        for (const left of [0, 4096, 8192]) {
          project.remove(".dp/runs");
          for (const [file, text] of Object.entries(before)) project.write(`metadata/${file}`, text);
          disk.fill(left);
          const { code, stderr } = await stage.run("extract", "--all");
          disk.free();
          expect([left, code, stderr]).toEqual([
            left,
            74,
            expect.stringMatching(/error .*\[DISK_FULL\]\n {2}next: \S/),
          ]);
          const present = project.metadata();
          expect({ left, files: Object.keys(present) }).toEqual({ left, files: Object.keys(before) });
          for (const [file, text] of Object.entries(present)) expect([before[file], after[file]]).toContain(text);
        }
        expect(await stage.run("extract", "--all", "-q")).toMatchObject({ code: 0 });
        expect(project.metadata()).toEqual(after);
        return "full";
      });
    });
    // Where no disk may be mounted, the refusals above stand for it.
    expect(["full", undefined]).toContain(ended);
  });

  test("a run record that cannot be written any more is said, and takes nothing from the files", async () => {
    await onStage(sim, prodTables, async (stage) => {
      const ended = await run(["extract", "--all"], hooked(stage, { FILE_FAULT: "write ENOSPC .dp/runs/" }));
      expect([ended.code, ended.stderr]).toEqual([74, expect.stringContaining("[DISK_FULL]")]);
      expect(stage.project.metadata()).toEqual({});
      expect(await stage.run("extract", "--all", "-q")).toMatchObject({ code: 0 });
    });
  });
});
