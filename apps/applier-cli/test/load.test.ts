import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openReceipt, readSigners } from "@dp/bundle";
import { expect, test } from "@jest/globals";

import { FullFeed } from "./bundles.ts";
import { column, document } from "./documents.ts";
import { exchangeOn } from "./exchange.ts";
import { onStage, type Stage } from "./stage.ts";

const prices = document("prices", {
  columns: [column("id", "bigint", { nullable: false }), column("amount", "integer")],
  primaryKey: { name: "prices_pkey", columns: ["id"] },
});

const rowsNow = async ({ client }: Stage): Promise<readonly object[]> =>
  (await client.query<{ id: string; amount: number }>("SELECT id, amount FROM sales.prices ORDER BY id")).rows;

test("load, status and verify --data: from the first bundle to a damaged one, held, skipped and set right", async () => {
  await onStage([prices], async (stage) => {
    const feed = await exchangeOn(stage, prices);
    await feed.publish([
      ["1", "10"],
      ["2", "20"],
    ]);

    const early = await stage.json("load");
    expect([early.exitCode, (early.data?.feeds as { error: { code: string } }[])[0]?.error.code]).toEqual([
      65,
      "LOAD_SHAPE_DIFFERS",
    ]);
    expect(await stage.run("apply", "--all", "--yes")).toMatchObject({ code: 0 });
    expect(await stage.run("status")).toMatchObject({ code: 2, stdout: expect.stringContaining("1 present") });

    const dry = await stage.run("load", "--dry-run");
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining("prices: 2 rows, takes the table's place") });
    expect(await rowsNow(stage)).toEqual([]);

    const loaded = await stage.run("load");
    expect(loaded).toMatchObject({ code: 0, stdout: expect.stringContaining("1 loaded (2 rows)") });
    expect(await rowsNow(stage)).toEqual([
      { id: "1", amount: 10 },
      { id: "2", amount: 20 },
    ]);
    expect(await stage.run("load", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(await stage.run("status", "-q")).toMatchObject({ code: 0 });
    expect(await stage.run("verify", "--data", "-q")).toMatchObject({ code: 0, stdout: "", stderr: "" });

    const { root } = stage.project;
    const [json, jws] = ["json", "jws"].map((ending) => readFileSync(join(root, `receipts/prices.${ending}`)));
    const signers = await readSigners([join(root, "config/keys/receipts.signer.json")]);
    const receipt = await openReceipt({ json: json ?? Buffer.of(), jws: jws ?? Buffer.of() }, "prices", { signers });
    expect(receipt).toMatchObject({ feed: "prices", epoch: 1, appliedSeq: 1 });

    await stage.client.query("UPDATE sales.prices SET amount = 11 WHERE id = 1");
    const drifted = await stage.run("verify", "--data");
    expect(drifted).toMatchObject({ code: 2, stdout: expect.stringContaining("1 of 1 buckets differ: 0") });

    const second = await feed.publish([["3", "30"]]);
    const part = join(second, "part-00000.copy.gz.age");
    const bytes = readFileSync(part);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(part, bytes);
    const damaged = await stage.run("load");
    expect(damaged).toMatchObject({ code: 65, stderr: expect.stringContaining("part-00000.copy.gz.age") });
    expect((await rowsNow(stage)).length).toBe(2);

    expect(await stage.run("load", "--skip", "prices:7", "--reason", "lost")).toMatchObject({ code: 65 });
    expect(await stage.run("load", "--skip", "prices:2")).toMatchObject({ code: 64 });
    expect(await stage.run("load", "--skip", "prices:2", "--reason", "damaged", "--dry-run")).toMatchObject({
      code: 64,
    });
    expect(await stage.run("load", "--hold", "prices", "--reason", "wrong prices")).toMatchObject({ code: 0 });
    expect(await stage.run("load")).toMatchObject({ code: 0, stdout: expect.stringContaining("wrong prices") });
    expect(await stage.run("status")).toMatchObject({ code: 2, stdout: expect.stringContaining("held by") });
    expect(await stage.run("load", "--release", "prices", "--reason", "looked at")).toMatchObject({ code: 0 });
    expect(await stage.run("load", "--skip", "prices:2", "--reason", "damaged")).toMatchObject({ code: 0 });

    await feed.publish([["4", "40"]]);
    await feed.head({ nextDue: "2026-11-23T11:00:00.000Z" });
    const third = await stage.run("load", "--keep-previous");
    expect(third).toMatchObject({ code: 0, stderr: expect.stringContaining("was due before now") });
    expect(await rowsNow(stage)).toEqual([{ id: "4", amount: 40 }]);
    const kept = await stage.client.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM dp_load.previous_sales_prices",
    );
    expect(kept.rows).toEqual([{ n: 2 }]);
    expect(await stage.run("status")).toMatchObject({ code: 2, stdout: expect.stringContaining("stale") });
  });
});

test("a value that PostgreSQL refuses is named by table, column and row, and shown only with --show-values", async () => {
  await onStage([prices], async (stage) => {
    const feed = await exchangeOn(stage, prices);
    expect(await stage.run("apply", "--all", "--yes")).toMatchObject({ code: 0 });
    await feed.publish([
      ["1", "10"],
      ["2", "kanarienvogel"],
    ]);
    const hidden = await stage.run("load", "-v");
    expect(hidden).toMatchObject({
      code: 65,
      stderr: expect.stringContaining("table prices, column amount, row 2 of part-00000.copy.gz.age"),
    });
    expect(hidden.stdout + hidden.stderr + JSON.stringify(stage.project.records())).not.toContain("kanarienvogel");
    const shown = await stage.run("load", "--show-values");
    expect(shown.stderr).toContain("kanarienvogel");
    expect(existsSync(join(stage.project.root, "receipts"))).toBe(false);
  });
});

test("one bad feed does not stop the others, and exit 3 says so", async () => {
  const other = document("amounts", { columns: [column("id", "bigint"), column("amount", "integer")] });
  await onStage([prices, other], async (stage) => {
    const feed = await exchangeOn(stage, prices);
    expect(await stage.run("apply", "--all", "--yes")).toMatchObject({ code: 0 });
    await feed.publish([["1", "10"]]);
    const theirs = {
      file: join(stage.project.root, "theirs/extractor.signing-key"),
      recipient: stage.project.read("config/keys/applier.recipient").trim(),
    };
    const broken = await (await FullFeed.create(feed.exchange, other, theirs)).publish([["1", "1"]]);
    const manifest = join(broken, "manifest.json");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"rows": 1', '"rows": 2'));
    const ran = await stage.run("load");
    expect(ran).toMatchObject({ code: 3, stdout: expect.stringMatching(/^failed +amounts[^]*^done +prices/m) });
    expect(ran.stderr).toContain("amounts/0000000001-run-1/manifest.json");
    expect(await stage.run("load", "--feed", "amounts")).toMatchObject({ code: 77 });
    expect(await stage.run("load", "--feed", "nobody")).toMatchObject({ code: 64 });
  });
});
