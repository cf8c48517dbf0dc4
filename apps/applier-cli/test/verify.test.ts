import { describe, expect, test } from "@jest/globals";

import { all, customers, lines, orders } from "./documents.ts";
import { runTables } from "./psql.ts";
import { scenes } from "./seeds.ts";
import { onStage } from "./stage.ts";

interface FoundDifference {
  readonly code: string;
  readonly object: { readonly kind: string; readonly schema: string; readonly name: string; readonly part?: string };
}

/** A difference as text says it, up to the values; the names of the seeds hold nothing worse than a space. */
function printed({ code, object }: FoundDifference): string {
  const names = [object.schema, object.name, ...(object.part === undefined ? [] : [object.part])];
  const kind = object.kind === "comment" ? "comment on table" : object.kind;
  return `${code} ${kind} ${names.map((name) => (name.includes(" ") ? `"${name}"` : name)).join(".")}`;
}

describe("verify", () => {
  const tables = [customers, lines, orders];

  test.each(scenes)("names each difference made by hand, and no other: $name", async ({ seeds }) => {
    await onStage(all, async (stage) => {
      await runTables(all, stage);
      expect(await stage.run("verify", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });
      for (const { sql } of seeds) await stage.client.query(sql);
      const wanted = seeds.flatMap(({ differences }) => differences).sort();

      const document = await stage.json("verify");
      const differences = document.data?.differences as readonly FoundDifference[];
      expect(differences.map(printed).sort()).toEqual(wanted);

      const { code, stdout } = await stage.run("verify");
      expect([code, document.exitCode]).toEqual([2, 2]);
      const told = stdout.split("\n").flatMap((line) => /^ {10}([A-Z_]+ .*?)(?:: .*)?$/.exec(line)?.[1] ?? []);
      expect(told.sort()).toEqual(wanted);
      const touched = tables.filter(({ target }) => wanted.some((text) => text.includes(`.${target.table}`)));
      expect(stdout.match(/^different .*/gm)).toEqual(touched.map(({ name }) => `different ${name}`));
      expect(stdout).toMatch(/^ok +hostile$/m);
    });
  });

  test("says what is wanted and what is there", async () => {
    await onStage([customers, orders], async (stage) => {
      await runTables([customers, orders], stage);
      await stage.client.query("ALTER TABLE sales.orders ALTER total TYPE numeric(14,3)");
      expect((await stage.run("verify")).stdout).toContain(
        "COLUMN_TYPE column sales.orders.total: wanted numeric(14,2), present numeric(14,3)\n",
      );
    });
  });

  test("says where the table stands that was made in another schema", async () => {
    await onStage(all, async ({ run, client }) => {
      await client.query("CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.orders (id int)");
      const { code, stdout } = await run("verify", "--table", "orders");
      expect([code, stdout]).toEqual([
        2,
        expect.stringContaining("TABLE_MISSING table sales.orders: present elsewhere.orders"),
      ]);
    });
  });

  test("on an empty database names every table, and -q shows those only", async () => {
    await onStage(all, async ({ run }) => {
      const { code, stdout, stderr } = await run("verify", "-q");
      expect([code, stderr]).toEqual([2, ""]);
      expect(stdout.match(/^different /gm)).toHaveLength(all.length);
      expect(stdout.match(/TABLE_MISSING/g)).toHaveLength(all.length);
    });
  });
});
