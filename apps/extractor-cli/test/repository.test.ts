import { readdirSync } from "node:fs";

import { expect, test } from "@jest/globals";
import { expectGolden } from "@dp/golden";

import { onStage, prodNames, prodSql, prodTables, repositoryFile, withSim } from "./stage.ts";

const repository = new URL("../../../", import.meta.url);
const financeSql = repositoryFile("demo/snowflake/2-finance.sql");

/** Extracts into a project of its own and compares every file with those under git in `folder`. */
function expectCommitted(sql: readonly string[], tables: string, folder: string): Promise<readonly string[]> {
  return withSim(sql, (sim) =>
    onStage(sim, tables, async ({ run, project }) => {
      expect(await run("extract", "--all")).toMatchObject({ code: 0 });
      const extracted = project.metadata();
      for (const [file, text] of Object.entries(extracted))
        expectGolden(new URL(`${folder}/${file}`, repository), text);
      const committed = ["ddl", "schemas"].flatMap((part) =>
        readdirSync(new URL(`${folder}/${part}`, repository)).map((file) => `${part}/${file}`),
      );
      expect(committed.sort()).toEqual(Object.keys(extracted));
      return committed;
    }),
  );
}

test("the repository's own metadata is what its own configuration extracts, byte for byte", async () => {
  const files = await expectCommitted([prodSql], prodTables, "metadata");
  expect(files).toHaveLength(2 * prodNames.length + 2);
});

test("so is the demo's", async () => {
  const tables = repositoryFile("demo/project/config/tables.yaml");
  const files = await expectCommitted([prodSql, financeSql], tables, "demo/project/metadata");
  expect(files).toHaveLength(2 * 17 + 2);
});
