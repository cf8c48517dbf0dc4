import { expect, test } from "@jest/globals";

import { column, document, orderRows, orders, ordersSql } from "./documents.ts";
import { codes, withStage } from "./stage.ts";

const key = ["id"];

test("a table that does not fit the bundle makes it wait, each difference named; what fits loosely is loaded", async () => {
  const misfits: readonly (readonly [change: string, problem: string, undo: string])[] = [
    ["ALTER TABLE sales.orders DROP note", "column note (text) is missing", "ALTER TABLE sales.orders ADD note text"],
    [
      "ALTER TABLE sales.orders ALTER note TYPE varchar(5)",
      "column note is character varying(5) here and text in the bundle",
      "ALTER TABLE sales.orders ALTER note TYPE text",
    ],
    [
      "ALTER TABLE sales.orders ALTER amount TYPE numeric(8,2)",
      "column amount is numeric(8,2) here and numeric(12,2) in the bundle",
      "ALTER TABLE sales.orders ALTER amount TYPE numeric(12,2)",
    ],
    [
      "ALTER TABLE sales.orders ALTER id TYPE text",
      "column id is text here and bigint in the bundle",
      "ALTER TABLE sales.orders ALTER id TYPE bigint USING id::bigint",
    ],
    [
      "ALTER TABLE sales.orders ADD must int NOT NULL",
      "column must takes no NULL and is not in the bundle",
      "ALTER TABLE sales.orders DROP must",
    ],
    [
      "ALTER TABLE sales.orders RENAME TO elsewhere",
      "sales.orders does not exist",
      "ALTER TABLE sales.elsewhere RENAME TO orders",
    ],
    [
      "ALTER TABLE sales.orders RENAME TO elsewhere; CREATE VIEW sales.orders AS SELECT * FROM sales.elsewhere",
      "sales.orders is no table",
      "DROP VIEW sales.orders; ALTER TABLE sales.elsewhere RENAME TO orders",
    ],
  ];
  await withStage(ordersSql, async ({ sender, one, sql, events }) => {
    await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 2) }]);
    for (const [change, problem, undo] of misfits) {
      await sql(change);
      const result = await one();
      expect([change, codes(result)]).toEqual([change, ["LOAD_SHAPE_DIFFERS"]]);
      const error = result.troubles[0]?.error as { hint: string; problems: readonly { message: string }[] };
      expect(error.problems.map(({ message }) => message)).toEqual([problem]);
      expect(error.hint).toContain("applier-cli plan --table orders");
      expect(await sql("SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'dp_load'::regnamespace")).toEqual(
        [{ n: 0 }],
      );
      await sql(undo);
    }
    const older = document("orders", {
      ...orders.target,
      columns: [column("id", "integer", { nullable: false }), column("note", "text")],
    });
    await sql("ALTER TABLE sales.orders ADD more int, ADD counted int NOT NULL DEFAULT 7, ALTER amount TYPE numeric");
    const loaded = await one({ committed: new Map([["orders", older]]) });
    expect([codes(loaded), loaded.status]).toEqual([[], "loaded"]);
    expect(events.flatMap((event) => (event.type === "notice" ? [event.text] : []))).toEqual([
      "orders: the bundle was made from other metadata, which it brings along: column id is bigint in the bundle and integer here; column amount (numeric(12,2)) is only in the bundle",
    ]);
    expect(await sql("SELECT id::int AS id, amount::text, more, counted FROM sales.orders ORDER BY id")).toEqual([
      { id: 1, amount: "1.50", more: null, counted: 7 },
      { id: 2, amount: "2.50", more: null, counted: 7 },
    ]);
  });
});
