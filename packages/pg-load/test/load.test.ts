import { expect, test } from "@jest/globals";

import { orderRows, orders, ordersSql } from "./documents.ts";
import { codes, withStage } from "./stage.ts";

const key = ["id"];
const read = "SELECT id::int AS id, note, amount::text AS amount FROM sales.orders ORDER BY id";

test("a full bundle of one part takes the place of the table, and a second run finds nothing to do", async () => {
  await withStage(ordersSql, async ({ sender, one, sql }) => {
    await sql("INSERT INTO sales.orders VALUES (99, 'old', 1)");
    await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 3) }]);
    const result = await one();
    expect(codes(result)).toEqual([]);
    expect(result.status).toBe("loaded");
    expect(result.loaded[0]?.tables[0]).toMatchObject({ name: "orders", way: "swap", rows: 3 });
    expect(await sql(read)).toEqual([
      { id: 1, note: "n1", amount: "1.50" },
      { id: 2, note: "n2", amount: "2.50" },
      { id: 3, note: "n3", amount: "3.50" },
    ]);
    expect((await one()).status).toBe("unchanged");
    expect(await sql("SELECT relname FROM pg_class WHERE relnamespace = 'dp_load'::regnamespace")).toEqual([]);
  });
});

test("a full bundle of many parts is copied over two sessions", async () => {
  await withStage(ordersSql, async ({ sender, one, sql }) => {
    await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 100), partRows: 7, buckets: 4 }]);
    expect((await one()).status).toBe("loaded");
    expect(await sql("SELECT count(*)::int AS n, sum(amount)::text AS s FROM sales.orders")).toEqual([
      { n: 100, s: "5100.00" },
    ]);
    expect(
      await sql("SELECT conname FROM pg_constraint WHERE conrelid = 'sales.orders'::regclass AND contype = 'p'"),
    ).toEqual([{ conname: "orders_pkey" }]);
  });
});

test("an incremental bundle changes, adds and takes out rows by key; its sums are those of the whole table", async () => {
  await withStage(ordersSql, async ({ sender, one, sql }) => {
    await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 6), buckets: 4 }]);
    const changed = [...orderRows(2, 3, "changed"), ...orderRows(7, 8)];
    const whole = [...orderRows(1, 1), ...orderRows(2, 3, "changed"), ...orderRows(6, 8)];
    await sender.publish("orders", [
      { metadata: orders, mode: "incremental", key, rows: changed, deleted: [["4"], ["5"], ["77"]], buckets: 4, whole },
    ]);
    const result = await one();
    expect(codes(result)).toEqual([]);
    expect(result.loaded.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(result.state?.diverged).toEqual({});
    expect(await sql("SELECT string_agg(id || note, ' ' ORDER BY id) AS all FROM sales.orders")).toEqual([
      { all: "1n1 2changed2 3changed3 6n6 7n7 8n8" },
    ]);
  });
});
