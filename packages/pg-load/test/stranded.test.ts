import { connectPostgres, type PgConnection } from "@dp/pg-client";
import { fromMetadata, plan, type PlanOptions, planTargets } from "@dp/pg-ddl";
import type { TableMetadata, TargetColumn, TargetTable } from "@dp/metadata";
import { expect, test } from "@jest/globals";

import { findStranded, type StrandedFeed } from "../src/index.ts";
import type { PlannedTables } from "../src/target/after-plan.ts";
import { column, document, orderRows, orders, ordersSql } from "./documents.ts";
import { type Stage, withStage } from "./stage.ts";

const key = ["id"];
const [id, note, amount] = orders.target.columns as [TargetColumn, TargetColumn, TargetColumn];

function version(columns: readonly TargetColumn[], rest: Partial<TargetTable> = {}): TableMetadata {
  return document("orders", { ...orders.target, ...rest, columns: [...columns] });
}

function planned(now: TableMetadata, wanted: TableMetadata, options: PlanOptions = {}): PlannedTables {
  const model = fromMetadata([wanted]);
  const present = { ...fromMetadata([now]), schemas: ["sales"] };
  return { plan: plan(model, present, planTargets([wanted]), options), wanted: model };
}

async function withPlanner<T>({ address }: Stage, use: (db: PgConnection) => Promise<T>): Promise<T> {
  const db = await connectPostgres({ ...address, sslmode: "disable" }, { applicationName: "dp/test" });
  try {
    return await use(db);
  } finally {
    await db.close();
  }
}

const brief = ({ bundles, problems, loadable }: StrandedFeed): readonly unknown[] => [
  bundles,
  problems.map(({ message }) => message),
  loadable,
];

test("a plan is told which bundles it would strand: by the rule that makes them wait, and only for what it changes", async () => {
  const cases: readonly (readonly [what: string, after: TableMetadata, PlanOptions, problem: string | undefined])[] = [
    ["a column goes", version([id, amount]), { dropColumns: true }, "column note (text) is missing"],
    ["a column stays, marked", version([id, amount]), {}, undefined],
    [
      "a column is narrowed",
      version([id, note, column("amount", "numeric(8,2)")]),
      {},
      "column amount is numeric(8,2) here and numeric(12,2) in the bundle",
    ],
    [
      "wider, and more that takes NULL",
      version([id, note, column("amount", "numeric"), column("x", "int")]),
      {},
      undefined,
    ],
    [
      "a column that has to be filled",
      version([id, note, amount, column("must", "integer", { nullable: false })]),
      {},
      "column must takes no NULL and is not in the bundle",
    ],
    [
      "a column gets another name",
      version([id, note, column("value", "numeric(12,2)", { was: "amount" })]),
      {},
      "column amount (numeric(12,2)) is missing",
    ],
    [
      "the table gets another name",
      version([id, note, amount], { table: "bought", was: { schema: "sales", table: "orders" } }),
      {},
      "sales.orders does not exist",
    ],
    ["only a comment", version([id, note, amount], { comment: "all" }), {}, undefined],
  ];
  await withStage(ordersSql, async (stage) => {
    await withPlanner(stage, async (db) => {
      const { sender, one, options } = stage;
      const strands = async (planning: PlannedTables): Promise<readonly (readonly unknown[])[]> =>
        (await findStranded(db, planning, options())).map(brief);
      const narrower = planned(orders, version([id, amount]), { dropColumns: true });
      expect(await strands(narrower)).toEqual([]);

      await sender.publish("orders", [{ metadata: orders, key, rows: orderRows(1, 2) }]);
      for (const [what, after, how, problem] of cases) {
        const expected = problem === undefined ? [] : [[[1], [problem], true]];
        expect([what, await strands(planned(orders, after, how))]).toEqual([what, expected]);
      }
      await one();
      expect(await strands(narrower)).toEqual([]);

      const inc = { key, mode: "incremental" as const };
      const short = version([id, amount]);
      await sender.publish("orders", [{ ...inc, metadata: orders, rows: orderRows(3, 3) }]);
      await sender.publish("orders", [{ ...inc, metadata: orders, rows: orderRows(4, 4) }]);
      await sender.publish("orders", [{ ...inc, metadata: short, rows: [["5", "5.50"]] }]);
      expect(await strands(narrower)).toEqual([[[2, 3], ["column note (text) is missing"], true]]);
      // A full bundle that fits afterwards needs none of those before it.
      await sender.publish("orders", [{ metadata: short, key, rows: [["1", "1.50"]] }]);
      expect(await strands(narrower)).toEqual([]);
    });
  });
});

test("a plan that passes over a shape between is told so, and one on the way to newer bundles is not", async () => {
  await withStage(ordersSql, async (stage) => {
    await withPlanner(stage, async (db) => {
      const { sender, options } = stage;
      const between = version([id, note, amount, column("for_a_week", "integer")]);
      const newest = version([id, note, amount, column("kept", "integer")]);
      await sender.publish("orders", [{ metadata: between, key, rows: [["1", "a", "1.00", "7"]] }]);
      const towards = planned(orders, version([id, note, amount, column("x", "text")]));
      expect(await findStranded(db, towards, options())).toEqual([]);
      const inc = { key, mode: "incremental" as const };
      await sender.publish("orders", [{ ...inc, metadata: newest, rows: [["2", "b", "2.00", "8"]] }]);
      const found = await findStranded(db, planned(orders, newest), options());
      expect(found.map(brief)).toEqual([[[1], ["column for_a_week (integer) is missing"], false]]);
    });
  });
});
