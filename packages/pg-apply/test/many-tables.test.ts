import { expect, test } from "@jest/globals";
import { campaign } from "@dp/chaos";
import type { TableMetadata } from "@dp/metadata";
import type { PgConnection } from "@dp/pg-client";
import { type Plan, type Statement, transactionsOf } from "@dp/pg-ddl";

import { type ApplyEvent, applyPlan, planChanges, verify } from "../src/index.ts";
import { make, who, withConnection } from "./database.ts";
import { column, document } from "./documents.ts";

const { cases, tell } = campaign("applier-tables", { cases: 500, seed: 1 });

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

/** The statement, on a server that has room for no more than this many new tables in a transaction. */
function withRoomFor(tables: number, sql: string): string {
  const made = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND xmin::text = pg_current_xact_id()::xid::text";
  return `DO $do$ BEGIN
    IF (${made}) >= ${String(tables)} THEN RAISE 'out of shared memory' USING ERRCODE = '53200'; END IF;
    EXECUTE $sql$${sql}$sql$; END $do$`;
}

test("a transaction for which the server has no room is cut in two until it fits", async () => {
  await withConnection(async (db) => {
    const many = Array.from({ length: 20 }, (_, table) =>
      document(`t${String(table)}`, { columns: [column("a", "text")] }),
    );
    const plan = await planChanges(db, many);
    const create = ({ action, object }: Statement): boolean => action === "create" && object.kind === "table";
    const statements = plan.statements.map((one) => (create(one) ? { ...one, sql: withRoomFor(6, one.sql) } : one));
    const cut: Plan = { ...plan, statements };
    expect(transactionsOf(cut).map((one) => one.statements.length)).toEqual([1, 20]);
    const committed: number[] = [];
    const onEvent = (event: ApplyEvent): void => {
      if (event.type === "committed") committed.push(event.statements.length);
    };
    await applyPlan(db, cut, { ...who, onEvent });
    expect(committed).toEqual([1, 5, 5, 5, 5]);
    expect((await verify(db, many)).differences).toEqual([]);
  });
});
