import { describe, expect, test } from "@jest/globals";

import { column, document, orderRows, orders, ordersSql } from "./documents.ts";
import { bucketOf } from "./sender.ts";
import { codes, withStage } from "./stage.ts";

const key = ["id"];
const all = "SELECT string_agg(id || note, ' ' ORDER BY id) AS all FROM sales.orders";

describe("rows that are changed where they are", () => {
  test("of tables that refer to each other, whatever moves between parents that come and go", async () => {
    const parent = document("parent", {
      columns: [column("id", "bigint", { nullable: false }), column("code", "text")],
      primaryKey: { name: "p", columns: ["id"] },
    });
    const child = document("child", {
      columns: [column("id", "bigint", { nullable: false }), column("parent_id", "bigint")],
      primaryKey: { name: "c", columns: ["id"] },
    });
    const create = `CREATE SCHEMA sales; CREATE TABLE sales.parent (id bigint CONSTRAINT p PRIMARY KEY, code text UNIQUE);
      CREATE TABLE sales.child (id bigint CONSTRAINT c PRIMARY KEY, parent_id bigint CONSTRAINT up REFERENCES sales.parent)`;
    await withStage(create, async ({ sender, one, sql, events }) => {
      await sender.publish("child", [
        {
          metadata: child,
          key,
          rows: [
            ["1", "1"],
            ["2", "2"],
          ],
        },
        {
          metadata: parent,
          key,
          rows: [
            ["1", "a"],
            ["2", "b"],
          ],
        },
      ]);
      await one();
      const mode = "incremental";
      await sender.publish("child", [
        { metadata: child, mode, key, rows: [["1", "3"]], deleted: [["2"]], whole: [["1", "3"]] },
        { metadata: parent, mode, key, rows: [["3", "c"]], deleted: [["1"], ["2"]], whole: [["3", "c"]] },
      ]);
      expect(codes(await one())).toEqual([]);
      expect(await sql("SELECT * FROM sales.child JOIN sales.parent p ON p.id = parent_id")).toEqual([
        { id: "3", parent_id: "3", code: "c" },
      ]);
      expect(events.filter((event) => event.type === "notice")).toEqual([]);

      // A unique value passes from a row that goes to one that comes.
      await sender.publish("child", [
        { metadata: child, mode, key, rows: [["1", "4"]], whole: [["1", "4"]] },
        { metadata: parent, mode, key, rows: [["4", "c"]], deleted: [["3"]], whole: [["4", "c"]] },
      ]);
      const passed = await one();
      expect(codes(passed)).toEqual([]);
      expect(passed.state?.diverged).toEqual({});
      expect(events.flatMap((event) => (event.type === "notice" ? [event.code] : []))).toEqual(["LOAD_KEYS_DEFERRED"]);
      expect(await sql("SELECT condeferrable FROM pg_constraint WHERE conname = 'up'")).toEqual([
        { condeferrable: false },
      ]);
      await expect(sql("DELETE FROM sales.parent")).rejects.toThrow("up");
    });
  });

  test("two rows change a unique value between them, and rows of one table refer to each other in a ring", async () => {
    const ring = document("ring", {
      columns: [column("id", "bigint", { nullable: false }), column("next", "bigint"), column("code", "text")],
      primaryKey: { name: "r", columns: ["id"] },
    });
    const create = `CREATE SCHEMA sales; CREATE TABLE sales.ring (id bigint CONSTRAINT r PRIMARY KEY, next bigint REFERENCES sales.ring, code text UNIQUE)`;
    await withStage(create, async ({ sender, one, sql }) => {
      await sender.publish("ring", [
        {
          metadata: ring,
          key,
          rows: [
            ["1", "2", "a"],
            ["2", "1", "b"],
          ],
        },
      ]);
      await one();
      const whole = [
        ["1", "3", "b"],
        ["2", "1", "a"],
        ["3", "2", "c"],
      ];
      await sender.publish("ring", [{ metadata: ring, mode: "incremental", key, rows: whole, whole }]);
      const result = await one();
      expect(codes(result)).toEqual([]);
      expect(await sql("SELECT id::int AS id, next::int AS next, code FROM sales.ring ORDER BY id")).toEqual([
        { id: 1, next: 3, code: "b" },
        { id: 2, next: 1, code: "a" },
        { id: 3, next: 2, code: "c" },
      ]);
    });
  });

  test("keep what columns hold that the bundle does not have, in a table that is wider and has no index on the key", async () => {
    const create = `CREATE SCHEMA sales; CREATE TABLE sales.orders (remark text DEFAULT 'ours', note varchar, id numeric(30), amount numeric(20,4))`;
    const narrow = document("orders", {
      columns: [
        column("id", "bigint", { nullable: false }),
        column("note", "character varying(9)"),
        column("amount", "numeric(12,2)"),
      ],
    });
    await withStage(create, async ({ sender, one, sql }) => {
      await sender.publish("orders", [{ metadata: narrow, key, rows: orderRows(1, 4), buckets: 2 }]);
      const first = await one();
      expect(first.loaded[0]?.tables[0]?.way).toBe("delete-insert");
      await sql("UPDATE sales.orders SET remark = 'kept' WHERE id = 2");
      const whole = [...orderRows(1, 1), ...orderRows(2, 2, "x"), ...orderRows(4, 5)];
      await sender.publish("orders", [
        {
          metadata: narrow,
          mode: "incremental",
          key,
          rows: [...orderRows(2, 2, "x"), ...orderRows(5, 5)],
          deleted: [["3"]],
          buckets: 2,
          whole,
        },
      ]);
      const second = await one();
      expect([codes(second), second.state?.diverged]).toEqual([[], {}]);
      expect(
        await sql(
          "SELECT string_agg(concat_ws('/', id, note, amount, remark), ' ' ORDER BY id) AS all FROM sales.orders",
        ),
      ).toEqual([{ all: "1/n1/1.5000/ours 2/x2/2.5000/kept 4/n4/4.5000/ours 5/n5/5.5000/ours" }]);
      await sender.publish("orders", [{ metadata: narrow, key, rows: orderRows(1, 2) }]);
      const refused = await one();
      expect(codes(refused)).toEqual(["LOAD_VALUES_WOULD_GO"]);
      expect((await one({ allowLoss: true })).status).toBe("loaded");
    });
  });

  test("values that are equal to PostgreSQL and not the same are written", async () => {
    const odd = document("odd", {
      columns: [
        column("id", "bigint", { nullable: false }),
        column("n", "numeric"),
        column("f", "double precision"),
        column("j", "json"),
      ],
      primaryKey: { name: "o", columns: ["id"] },
    });
    const create = `CREATE SCHEMA sales; CREATE TABLE sales.odd (id bigint CONSTRAINT o PRIMARY KEY, n numeric, f float8, j json)`;
    await withStage(create, async ({ sender, one, sql }) => {
      const canonical = ([id, n, , j]: readonly (string | null)[]): (string | null)[] => [
        id ?? null,
        n === "2" ? "2E0" : "1E0",
        "0",
        j ?? null,
      ];
      const outside = ["j"];
      await sender.publish("odd", [
        {
          metadata: odd,
          key,
          outside,
          canonical,
          rows: [
            ["1", "1.0", "0", "{}"],
            ["2", "2", "0", null],
          ],
        },
      ]);
      await one({ inPlace: true });
      await sender.publish("odd", [
        {
          metadata: odd,
          key,
          outside,
          canonical,
          rows: [
            ["1", "1.00", "-0", "{ }"],
            ["2", "2", "0", null],
          ],
        },
      ]);
      expect(codes(await one({ inPlace: true }))).toEqual([]);
      expect(await sql("SELECT n::text, f::text, j::text FROM sales.odd WHERE id = 1")).toEqual([
        { n: "1.00", f: "-0", j: "{ }" },
      ]);
    });
  });

  test("appended rows are added; a key that is there already is refused by name", async () => {
    await withStage(ordersSql, async ({ sender, one, sql }) => {
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 2) }]);
      await sender.publish("orders", [
        { metadata: orders, mode: "append", key, rows: orderRows(3, 4), whole: orderRows(1, 4) },
      ]);
      const result = await one();
      expect([codes(result), result.state?.seq, result.state?.diverged]).toEqual([[], 2, {}]);
      expect(await sql(all)).toEqual([{ all: "1n1 2n2 3n3 4n4" }]);
      await sender.publish("orders", [{ metadata: orders, mode: "append", key, rows: orderRows(4, 5) }]);
      await expect(one()).rejects.toMatchObject({ code: "POSTGRES_DUPLICATE_KEY", constraint: "orders_pkey" });
      expect(await sql(all)).toEqual([{ all: "1n1 2n2 3n3 4n4" }]);
    });
  });

  test("by TRUNCATE only where that is allowed and nobody refers to the table", async () => {
    await withStage(`${ordersSql} CREATE VIEW sales.v AS SELECT * FROM sales.orders`, async ({ sender, one, sql }) => {
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 3) }]);
      expect((await one({ allowTruncate: true })).loaded[0]?.tables[0]?.way).toBe("truncate");
      await sql("CREATE TABLE sales.lines (order_id bigint REFERENCES sales.orders)");
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 4) }]);
      expect((await one({ allowTruncate: true })).loaded[0]?.tables[0]?.way).toBe("diff");
      expect(await sql(all)).toEqual([{ all: "1n1 2n2 3n3 4n4" }]);
    });
  });
});

describe("kept sums", () => {
  test("tell what a cursor missed: the feed is marked with its buckets until they are sent again", async () => {
    await withStage(ordersSql, async ({ sender, one, sql }) => {
      const buckets = 8;
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 20), buckets }]);
      await one();
      const missed = [...orderRows(1, 4), ...orderRows(5, 5, "silent"), ...orderRows(6, 21)];
      await sender.publish("orders", [
        { metadata: orders, mode: "incremental", key, rows: orderRows(21, 21), buckets, whole: missed },
      ]);
      const marked = await one();
      const bucket = bucketOf(["5"], buckets);
      expect([marked.status, marked.state?.diverged]).toEqual(["loaded", { orders: [bucket] }]);

      await sender.publish("orders", [{ metadata: orders, mode: "incremental", key, rows: [], buckets }]);
      expect((await one()).state?.diverged).toEqual({ orders: [bucket] });

      const ofBucket = missed.filter(([id = null]) => bucketOf([id], buckets) === bucket).filter(([id]) => id !== "5");
      const gone = missed.filter(([id]) => id !== "5");
      const replacedKeys = ofBucket.map(([id = null]) => [id]);
      await sender.publish("orders", [
        {
          metadata: orders,
          mode: "incremental",
          key,
          rows: ofBucket,
          replaced: [bucket],
          replacedKeys,
          buckets,
          whole: gone,
        },
      ]);
      const healed = await one();
      expect([codes(healed), healed.state?.diverged]).toEqual([[], {}]);
      expect(await sql("SELECT count(*)::int AS n FROM sales.orders WHERE id = 5")).toEqual([{ n: 0 }]);
    });
  });

  test("a table changed by hand: rows are missed before an incremental bundle, values when they are touched", async () => {
    await withStage(ordersSql, async ({ sender, one, sql }) => {
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 5), buckets: 2 }]);
      await one();
      await sql("DELETE FROM sales.orders WHERE id = 2");
      const whole = orderRows(1, 6);
      await sender.publish("orders", [
        { metadata: orders, mode: "incremental", key, rows: orderRows(6, 6), buckets: 2, whole },
      ]);
      const refused = await one();
      expect([refused.status, codes(refused)]).toEqual(["failed", ["LOAD_DRIFTED"]]);
      expect(await sql("SELECT count(*)::int AS n FROM sales.orders")).toEqual([{ n: 4 }]);
      const accepted = await one({ acceptDrift: true });
      expect(accepted.state?.diverged).toEqual({ orders: [bucketOf(["2"], 2)] });

      // A row that was changed by hand and comes again is right, although the kept sum knew nothing of it.
      await sql("UPDATE sales.orders SET note = 'mine' WHERE id = 3");
      const later = [...orderRows(1, 2), ...orderRows(3, 3, "z"), ...orderRows(4, 6)];
      await sender.publish("orders", [
        {
          metadata: orders,
          mode: "incremental",
          key,
          rows: [...orderRows(2, 2), ...orderRows(3, 3, "z")],
          buckets: 2,
          whole: later,
        },
      ]);
      const right = await one();
      expect([codes(right), right.state?.diverged]).toEqual([[], {}]);
    });
  });

  test("an incremental bundle for a table that was never loaded is refused", async () => {
    await withStage(ordersSql, async ({ sender, one, sql }) => {
      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 2) }]);
      await one();
      await sql("DELETE FROM dp_control.kept_sums");
      await sender.publish("orders", [{ metadata: orders, mode: "incremental", key, rows: orderRows(3, 3) }]);
      expect(codes(await one())).toEqual(["LOAD_NO_BASE"]);
    });
  });
});
