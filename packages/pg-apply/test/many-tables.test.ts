import { expect, test } from "@jest/globals";
import { campaign } from "@dp/chaos";
import type { TableMetadata } from "@dp/metadata";
import type { PgConnection } from "@dp/pg-client";
import { type Plan, transactionsOf } from "@dp/pg-ddl";

import { type ApplyEvent, applyPlan, planChanges, verify } from "../src/index.ts";
import { make, who, withConnection } from "./database.ts";
import { column, document } from "./documents.ts";

const { cases, tell } = campaign("applier-tables", { cases: 1_000, seed: 1 });

/** A primary key, a unique key, an identity, an index, and a foreign key to the table before. */
function keyed(table: number): TableMetadata {
  const name = `t${String(table)}`;
  const before = `t${String(Math.max(0, table - 1))}`;
  return document(name, {
    columns: [
      column("id", "bigint", { nullable: false, identity: { start: "1", increment: "1" } }),
      column("code", "text", { nullable: false }),
      column("before", "bigint"),
      ...Array.from({ length: 6 }, (_, index) => column(`c${String(index)}`, "integer")),
    ],
    primaryKey: { name: `${name}_pkey`, columns: ["id"] },
    uniqueKeys: [{ name: `${name}_code_key`, columns: ["code"] }],
    foreignKeys: [
      {
        name: `${name}_before_fkey`,
        columns: ["before"],
        references: { schema: "sales", table: before, columns: ["id"] },
      },
    ],
    indexes: [{ name: `${name}_before_idx`, columns: ["before"], reason: "foreign-key" }],
  });
}

test(
  `${String(cases)} tables with keys run out of no locks, and are verified with few questions`,
  async () => {
    await withConnection(async (db) => {
      const many = Array.from({ length: cases }, (_, table) => keyed(table));
      const { transactions, statements } = await make(db, many);
      expect(statements).toBe(1 + 3 * cases);
      expect(transactions).toBeLessThan(3 + cases / 80);
      let questions = 0;
      const counting = { ...db, info: db.info } as unknown as PgConnection;
      Object.assign(counting, {
        query: (sql: string, values?: readonly unknown[]) => {
          questions++;
          return db.query(sql, values);
        },
      });
      expect((await verify(counting, many)).differences).toEqual([]);
      expect(questions).toBeLessThanOrEqual(8);
    });
    tell({ cases });
  },
  60_000 + cases * 60,
);

test("a transaction for which the server has no room is cut in two until it fits", async () => {
  await withConnection(async (db) => {
    const wide = Array.from({ length: 120 }, (_, table) =>
      document(`w${String(table)}`, {
        columns: Array.from({ length: 80 }, (_column, index) => column(`c${String(index)}`, "integer")),
        uniqueKeys: Array.from({ length: 80 }, (_key, index) => ({
          name: `w${String(table)}_${String(index)}`,
          columns: [`c${String(index)}`],
        })),
      }),
    );
    const plan = await planChanges(db, wide);
    // Without their details the statements look like small ones, and all go into one transaction.
    const small: Plan = { ...plan, statements: plan.statements.map((statement) => ({ ...statement, details: [] })) };
    expect(transactionsOf(small)).toHaveLength(2);
    const committed: number[] = [];
    const onEvent = (event: ApplyEvent): void => {
      if (event.type === "committed") committed.push(event.statements.length);
    };
    await applyPlan(db, small, { ...who, onEvent });
    expect(committed.length).toBeGreaterThan(2);
    expect((await verify(db, wide)).differences).toEqual([]);
  });
}, 120_000);
