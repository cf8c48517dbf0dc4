import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { column, document } from "@dp/sample-tables";
import { expect, test } from "@jest/globals";

import { ageLedger, exchangeOn } from "./exchange.ts";
import { onStage } from "./stage.ts";

const prices = document("prices", {
  columns: [column("id", "bigint", { nullable: false }), column("amount", "integer")],
  primaryKey: { name: "prices_pkey", columns: ["id"] },
});

/** While `use` runs nobody can write below the folder; undefined where nobody may mount. */
async function readOnly<T>(folder: string, use: () => Promise<T>): Promise<T | undefined> {
  const mount = (...args: readonly string[]): boolean =>
    spawnSync("mount", [...args, folder], { stdio: "ignore" }).status === 0;
  if (!mount("--bind", folder)) return undefined;
  try {
    return mount("-o", "remount,bind,ro") ? await use() : undefined;
  } finally {
    spawnSync("umount", [folder], { stdio: "inherit" });
  }
}

test("load --purge removes what is older than keep_days, lists it with --dry-run, and names the path where it may not", async () => {
  await onStage([prices], async (stage) => {
    const { project, client } = stage;
    const feed = await exchangeOn(stage, prices);
    const exchange = join(project.root, "exchange/prices");
    const left = (): readonly string[] => readdirSync(exchange).sort();
    expect(await stage.run("apply", "--all", "--yes")).toMatchObject({ code: 0 });
    await feed.publish([["1", "10"]]);
    expect(await stage.run("load")).toMatchObject({ code: 0 });
    await feed.publish([["2", "20"]]);
    await feed.head();
    expect(await stage.run("load", "--keep-previous", "--purge")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("0 old bundles removed"),
    });
    await ageLedger(client, 29);
    expect((await stage.json("load", "--purge", "--dry-run")).data?.purged).toMatchObject([
      { bundles: [], tables: [] },
    ]);

    const yaml = project.read("config/postgres.yaml");
    project.write("config/postgres.yaml", yaml.replace("delivery:\n", "delivery:\n  keep_days: 7\n"));
    const both = ["0000000001-run-1", "0000000002-run-2", "head.json", "head.jws"];
    const dry = await stage.run("load", "--purge", "--dry-run");
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining("1 old bundle would be removed") });
    expect(dry.stdout).toContain("prices/0000000001-run-1");
    expect(left()).toEqual(both);

    const denied = await readOnly(join(project.root, "exchange"), async () => {
      const { code, stderr } = await stage.run("load", "--purge");
      const status = await stage.run("status");
      return [code, stderr.includes("prices/0000000001-run-1: file not writable"), status.code, status.stdout];
    });
    const told = expect.stringMatching(/purge {2}failed FILE_NOT_WRITABLE[^]*Next: applier-cli load --purge/);
    // Where nothing may be mounted there is nothing to see.
    expect(denied ?? [73, true, 2, "purge  failed FILE_NOT_WRITABLE Next: applier-cli load --purge"]).toEqual([
      73,
      true,
      2,
      told,
    ]);
    expect(left()).toEqual(both);
    const purged = await stage.json("load", "--purge");
    expect(purged).toMatchObject({
      exitCode: 0,
      data: { purged: [{ feed: "prices", bundles: ["0000000001-run-1"], tables: ["previous_sales_prices"] }] },
    });
    expect(left()).toEqual(both.slice(1));
    const status = await stage.run("status");
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining("purge  done, 1 old bundle removed") });
    expect(await stage.run("verify", "--data", "-q")).toMatchObject({ code: 0 });
    await feed.publish([["3", "30"]]);
    expect(await stage.run("load", "-q")).toMatchObject({ code: 0 });
  });
});
