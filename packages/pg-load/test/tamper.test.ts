import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { campaign, randomFrom } from "@dp/chaos";
import { describe, expect, test } from "@jest/globals";

import type { FeedResult } from "../src/index.ts";
import { orderRows, orders, ordersSql } from "./documents.ts";
import { codes, type Stage, withStage } from "./stage.ts";

const key = ["id"];

/** Nothing of it is in the tables, whatever is said of the load tables. */
async function untouched({ sql }: Stage): Promise<void> {
  expect(await sql("SELECT count(*)::int AS n FROM sales.orders")).toEqual([{ n: 2 }]);
  expect(await sql("SELECT seq::int AS seq FROM dp_control.feed")).toEqual([{ seq: 1 }]);
}

function told(result: FeedResult): string {
  return result.troubles
    .map(({ error }) => `${(error as Error).message} ${(error as { where?: string }).where ?? ""}`)
    .join("; ");
}

type Kind = "flipped" | "cut" | "lengthened" | "swapped";

interface Change {
  readonly kind: Kind;
  /** A file that was changed. */
  readonly file: string;
  readonly undo: () => Promise<void>;
}

/** Changes the files of a bundle at random. */
async function change(folder: string, random: () => number): Promise<Change> {
  const files = await readdir(folder);
  const parts = files.filter((one) => one.startsWith("part-"));
  const dice = random();
  const kind: Kind = dice < 0.7 ? "flipped" : dice < 0.88 ? "cut" : dice < 0.95 ? "lengthened" : "swapped";
  const from = kind === "swapped" ? parts : files;
  const at = Math.floor(random() * from.length);
  const [file = "", second = ""] = [from[at], from[(at + 1) % from.length]];
  const good = await readFile(join(folder, file));
  const other = await readFile(join(folder, second));
  const bad = Buffer.from(good);
  const place = Math.floor(random() * bad.length);
  if (kind === "flipped") bad[place] = (bad[place] ?? 0) ^ (1 << Math.floor(random() * 8));
  const bytes = {
    flipped: bad,
    cut: bad.subarray(0, place),
    lengthened: Buffer.concat([bad, Buffer.alloc(1 + Math.floor(random() * 64), 7)]),
    swapped: other,
  };
  await writeFile(join(folder, file), bytes[kind]);
  if (kind === "swapped") await writeFile(join(folder, second), good);
  const undo = async (): Promise<void> => {
    await writeFile(join(folder, file), good);
    if (kind === "swapped") await writeFile(join(folder, second), other);
  };
  return { kind, file, undo };
}

/** Parts that were copied while they were good stay copied; here each case begins anew. */
const forget = `DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'dp_load'::regnamespace AND relkind = 'r' LOOP
    EXECUTE 'DROP TABLE ' || t; END LOOP;
  DELETE FROM dp_control.bundle WHERE state = 'staged'; END $$`;

const run = campaign("load-tamper", { cases: 30, seed: 41 });

describe("a bundle that was changed on its way", () => {
  test(`in ${String(run.cases)} random ways (seed ${String(run.seed)}) is refused with the file named, and no row is written`, async () => {
    const counts = { cases: 0, flipped: 0, cut: 0, lengthened: 0, swapped: 0 };
    await withStage(ordersSql, async (stage) => {
      const { sender, one, sql } = stage;
      const random = randomFrom(run.seed);
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 2) }]);
      await one();
      const { name } = await sender.publish("orders", [
        { metadata: orders, key, rows: orderRows(1, 40), partRows: 14, buckets: 2 },
      ]);
      while (counts.cases < run.cases) {
        const { kind, file, undo } = await change(join(sender.folder, "exchange", "orders", name), random);
        const result = await one();
        // A file that is too short may still be on its way.
        const refused = result.status === "failed" || (/cut|swapped/.test(kind) && result.status === "waiting");
        const words = kind === "swapped" ? "part-" : file.replace(/\.jws$/, "");
        expect([counts.cases, kind, file, refused, told(result)]).toEqual([
          counts.cases,
          kind,
          file,
          true,
          expect.stringContaining(words),
        ]);
        await untouched(stage);
        await undo();
        await sql(forget);
        counts[kind]++;
        counts.cases++;
      }
      expect((await one()).loaded.map(({ seq }) => seq)).toEqual([2]);
    });
    run.tell(counts);
  });

  test("swapped for one of another feed, or played again under another number, is refused", async () => {
    await withStage(ordersSql, async (stage) => {
      const { sender, one } = stage;
      const first = await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 2) }]);
      await one();
      const exchange = join(sender.folder, "exchange", "orders");
      const { cp } = await import("node:fs/promises");
      await cp(join(exchange, first.name), join(exchange, first.name.replace("0000000001", "0000000002")), {
        recursive: true,
      });
      const replayed = await one();
      expect([replayed.status, codes(replayed)]).toEqual(["failed", ["BUNDLE_DOCUMENT_INVALID"]]);
      await untouched(stage);
      await cp(join(exchange, first.name), join(sender.folder, "exchange", "other", first.name), { recursive: true });
      const results = await stage.load();
      expect(results.map(({ feed, status }) => [feed, status])).toEqual([
        ["orders", "failed"],
        ["other", "failed"],
      ]);
    });
  });
});

describe("a bundle that is signed and wrong", () => {
  test("other rows than were summed up, another number of rows, a key twice, a key without value: nothing is written", async () => {
    await withStage(ordersSql, async (stage) => {
      const { sender, one, sql } = stage;
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 2) }]);
      await one();
      const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
        [
          "LOAD_SUMS_DIFFER",
          () =>
            sender.publish(
              "orders",
              [
                {
                  metadata: orders,
                  key,
                  rows: orderRows(1, 3),
                  canonical: ([id = null, , amount = null]) => [id, "other", amount],
                },
              ],
              { aside: true },
            ),
        ],
        [
          "LOAD_ROWS_REPEATED",
          () =>
            sender.publish("orders", [{ metadata: orders, key, rows: [...orderRows(1, 3), ...orderRows(3, 3)] }], {
              aside: true,
            }),
        ],
        [
          "LOAD_VALUE_REFUSED",
          () =>
            sender.publish("orders", [{ metadata: orders, key, rows: [...orderRows(1, 3), [null, "x", "1.00"]] }], {
              aside: true,
            }),
        ],
        [
          "LOAD_VALUE_REFUSED",
          () =>
            sender.publish("orders", [{ metadata: orders, key, rows: [["1", "x", "99999999999999.00"]] }], {
              aside: true,
            }),
        ],
        [
          "LOAD_VALUE_REFUSED",
          () =>
            sender.publish("orders", [{ metadata: orders, key, rows: [["1", "x", "1.00", "one more"]] }], {
              aside: true,
            }),
        ],
        [
          "LOAD_ROWS_REPEATED",
          () =>
            sender.publish(
              "orders",
              [{ metadata: orders, mode: "incremental", key, rows: [...orderRows(3, 3), ...orderRows(3, 3)] }],
              { aside: true },
            ),
        ],
      ];
      const { rm } = await import("node:fs/promises");
      for (const [code, publish] of cases) {
        const { name } = (await publish()) as { name: string };
        const result = await one();
        expect([result.status, codes(result)]).toEqual(["failed", [code]]);
        await untouched(stage);
        await rm(join(sender.folder, "exchange", "orders", name), { recursive: true });
      }
      expect(await sql("SELECT count(*)::int AS n FROM dp_control.bundle WHERE state = 'applied'")).toEqual([{ n: 1 }]);
    });
  });

  test("a bad value far behind is named by column and row of its part, and never shown unless asked for", async () => {
    await withStage(ordersSql, async ({ sender, one }) => {
      const rows = orderRows(1, 5000);
      rows[4321] = ["4322", "geheim", "zwölf"];
      await sender.publish("orders", [{ metadata: orders, key, rows, partRows: 4000 }]);
      const result = await one();
      const error = result.troubles[0]?.error as Error & { where: string };
      expect(error.where).toBe("table orders, column amount, row 322 of part-00001.copy.gz.age");
      expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/zwölf|geheim/);
      const shown = await one({ showValues: true });
      expect((shown.troubles[0]?.error as Error).message).toContain("zwölf");
    });
  });

  test("keys that none of ours opens are named; a second identity opens what the first does not", async () => {
    await withStage(ordersSql, async ({ sender, one, load }) => {
      const { Sender } = await import("./sender.ts");
      const stranger = await Sender.create();
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 2) }]);
      const [locked] = await load({ identities: stranger.identities });
      expect((locked?.error as { code: string }).code).toBe("BUNDLE_KEY_MATCHES_NOT");
      expect((locked?.error as Error).message).toMatch(/none of your 1 key.*it is for age1/);
      const [none] = await load({ identities: [] });
      expect((none?.error as Error).message).toContain("no identity is configured");
      expect((await one({ identities: [...stranger.identities, ...sender.identities] })).status).toBe("loaded");
      await stranger.remove();
    });
  });
});
