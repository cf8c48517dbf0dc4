import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { folderStore, openHead } from "@dp/bundle";
import { readHistory } from "@dp/pg-client";
import { expect, test } from "@jest/globals";

import {
  feedStatuses,
  holdFeed,
  openSession,
  purge,
  type PurgedFeed,
  type PurgeOptions,
  verifyData,
} from "../src/index.ts";
import { orderRows, orders, ordersSql } from "./documents.ts";
import { type Stage, withStage } from "./stage.ts";

const key = ["id"];
const inc = { metadata: orders, mode: "incremental" as const, key };
const daysFrom = (days: number): Date => new Date(Date.now() + days * 86_400_000);
const worker = fileURLToPath(new URL("workers/load.mjs", import.meta.url));

const seqs = (names: readonly string[]): readonly number[] => names.map((name) => Number(name.slice(0, 10)));

/** Purges as if so many days had passed. */
async function after(stage: Stage, days: number, rest: Partial<PurgeOptions> = {}): Promise<PurgedFeed> {
  const options = { ...stage.options(), keepDays: 7, program: "test", now: () => daysFrom(days), ...rest };
  const db = await openSession(options.connect);
  try {
    const [purged] = await purge(db, ["orders"], options);
    if (purged === undefined) throw new Error("no feed was looked at");
    return purged;
  } finally {
    await db.close();
  }
}

/** Two full bundles and three increments, of which the first is needless and the last waits. */
async function history({ sender, one }: Stage): Promise<void> {
  await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 2) }]);
  await one();
  await sender.publish("orders", [{ ...inc, rows: orderRows(3, 3) }]);
  await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 4) }]);
  await one({ keepPrevious: true });
  await sender.publish("orders", [{ ...inc, rows: orderRows(5, 5) }]);
  await one();
  await sender.publish("orders", [{ ...inc, rows: orderRows(6, 6), whole: orderRows(1, 6) }]);
  await sender.head("orders");
}

test("what was applied or needless for longer than the window goes; what waits, the newest, the head and all that reads them stay", async () => {
  await withStage(ordersSql, async (stage) => {
    const { sender, one, sql, options } = stage;
    await history(stage);
    const present = async (): Promise<readonly number[]> =>
      (await sender.store.bundles("orders")).map(({ seq }) => seq);
    const previous = async (): Promise<boolean> =>
      (await sql<{ there: boolean }>("SELECT to_regclass('dp_load.previous_sales_orders') IS NOT NULL AS there"))[0]
        ?.there ?? false;

    expect(await after(stage, 6)).toMatchObject({ bundles: [], tables: [] });
    const dry = await after(stage, 8, { dryRun: true });
    expect([seqs(dry.bundles), dry.tables, await present()]).toEqual([
      [1, 2, 3],
      ["previous_sales_orders"],
      [1, 2, 3, 4, 5],
    ]);
    const kept = join(sender.folder, "kept");
    cpSync(join(sender.folder, "exchange/orders"), kept, { recursive: true });

    const db = await openSession(options().connect);
    await holdFeed(db, { feed: "orders", action: "hold" }, { runId: "h", reason: "looking" });
    expect(await after(stage, 8)).toMatchObject({ bundles: [], held: true });
    await holdFeed(db, { feed: "orders", action: "release" }, { runId: "h", reason: "looked" });

    // Something else under the name of a bundle that was loaded: evidence.
    const [first = "", second = ""] = dry.bundles;
    const manifest = join(sender.folder, "exchange/orders", second, "manifest.json");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"rows": 1', '"rows": 9'));
    expect([seqs((await after(stage, 8)).bundles), await present(), await previous()]).toEqual([
      [1, 3],
      [2, 4, 5],
      false,
    ]);
    cpSync(join(kept, second), join(sender.folder, "exchange/orders", second), { recursive: true });
    expect(seqs((await after(stage, 8)).bundles)).toEqual([2]);

    expect((await openHead(sender.store, "orders", { signers: sender.signers })).seq).toBe(5);
    const before = await feedStatuses(db, options());
    expect(before.map(({ ahead, troubles }) => [ahead.map(({ seq, standing }) => [seq, standing]), troubles])).toEqual([
      [[[5, "present"]], []],
    ]);
    expect((await one()).status).toBe("loaded");
    expect((await feedStatuses(db, options())).map(({ well }) => well)).toEqual([true]);
    const verified = await verifyData(db, ["orders"], () => undefined);
    expect(verified.map(({ rows, differing }) => [rows, differing])).toEqual([[6, []]]);

    // Sent again, it is known, and goes again.
    cpSync(join(kept, first), join(sender.folder, "exchange/orders", first), { recursive: true });
    expect((await one()).status).toBe("unchanged");
    expect(seqs((await after(stage, 8)).bundles)).toEqual([1, 4]);
    expect(await present()).toEqual([5]);
    // One that was lost when a full one came, and that nobody ever saw here.
    const late = await sender.publish("orders", [{ ...inc, rows: orderRows(7, 7) }]);
    await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 7) }]);
    const away = join(sender.folder, "away");
    cpSync(join(sender.folder, "exchange/orders", late.name), away, { recursive: true });
    rmSync(join(sender.folder, "exchange/orders", late.name), { recursive: true });
    await one();
    cpSync(away, join(sender.folder, "exchange/orders", late.name), { recursive: true });
    expect(seqs((await after(stage, 8)).bundles)).toEqual([5, 6]);
    expect(await present()).toEqual([7]);

    const runs = await readHistory(db, 20);
    expect(runs.every(({ action, result }) => action === "purge" && result === "done")).toBe(true);
    expect(runs.map(({ details }) => details.bundles).toReversed()).toEqual([2, 1, 2, 2]);
    await db.close();
  });
});

test("a purge that is killed between two bundles, or in the middle of one, is finished by the next", async () => {
  await withStage(ordersSql, async (stage) => {
    const { sender, address, options, sql } = stage;
    await history(stage);
    const order = {
      folder: sender.folder,
      address,
      runId: "killed",
      killAt: "removed",
      purgeAt: daysFrom(8).toISOString(),
    };
    const killed = spawnSync(process.execPath, [worker, JSON.stringify(order)], { encoding: "utf8" });
    expect([killed.signal, killed.stderr]).toEqual(["SIGKILL", ""]);
    const db = await openSession(options().connect);
    expect((await readHistory(db, 1))[0]).toMatchObject({ action: "purge", result: "open", details: { bundles: 3 } });

    // In the middle of one: out of sight already, its files still there.
    const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
    const ghost = join(sender.folder, "exchange/orders", `.tmp-0000000001-x.${host}.${String(killed.pid)}.0123abcd`);
    mkdirSync(ghost);
    writeFileSync(join(ghost, "part-00000.copy"), "rows");
    // In an object store: the signature is gone, the rest is not.
    const [, , third] = readdirSync(join(sender.folder, "exchange/orders")).filter((name) => name.startsWith("0"));
    expect(seqs([third ?? ""])).toEqual([4]);
    const unsigned = (await folderStore(join(sender.folder, "exchange")).bundles("orders"))[1]?.name ?? "";
    rmSync(join(sender.folder, "exchange/orders", unsigned, "manifest.jws"));

    expect(seqs((await after(stage, 8)).bundles)).toEqual([2, 3]);
    expect(existsSync(ghost)).toBe(false);
    expect((await readHistory(db, 1))[0]).toMatchObject({ action: "purge", result: "done", details: { bundles: 2 } });
    expect(await sql("SELECT count(*)::int AS n FROM dp_control.history WHERE action = 'purge'")).toEqual([{ n: 3 }]);
    await db.close();
  });
});
