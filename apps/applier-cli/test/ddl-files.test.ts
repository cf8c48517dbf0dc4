import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { all } from "./documents.ts";
import { scriptRunners } from "./psql.ts";
import { onStage } from "./stage.ts";

/** A random order that is the same each time. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  let state = seed;
  const keyed = items.map((item) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return { item, key: state };
  });
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}

const files = all.map(({ name }) => `${name}_create.sql`);

describe.each(scriptRunners)("the DDL files, run by $name", ({ runFiles }) => {
  test.each([1, 2, 3])("make what verify wants in any order of the tables (shuffle %i)", async (seed) => {
    await onStage(all, async (stage) => {
      const order = [...shuffled(files, seed), "_foreign_keys.sql"].map((file) => join(stage.project.ddl, file));
      await runFiles(order, stage);
      expect(await stage.run("verify")).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("4 as they should be"),
      });
      expect((await stage.json("plan")).data).toMatchObject({ counts: { add: 0, change: 0, remove: 0 } });
    });
  });

  test("_all.sql makes everything in one go", async () => {
    await onStage(all, async (stage) => {
      await runFiles([join(stage.project.ddl, "_all.sql")], stage);
      expect(await stage.run("verify")).toMatchObject({ code: 0 });
    });
  });

  test("an error in a file leaves nothing of that file", async () => {
    await onStage(all, async (stage) => {
      const [file] = files.map((name) => join(stage.project.ddl, name));
      await runFiles([file ?? ""], stage);
      await expect(runFiles([file ?? ""], stage)).rejects.toThrow(/already exists/);
    });
  });
});

test("shuffles differ", () => {
  const orders = [1, 2, 3].map((seed) => shuffled(files, seed).join());
  expect(new Set(orders).size).toBe(3);
});
