import { readFileSync } from "node:fs";

import { expectGolden } from "@dp/golden";
import type { TargetTable } from "@dp/metadata";
import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";

import {
  diff,
  type Difference,
  fromMetadata,
  hazardsToAllow,
  isEmptyPlan,
  modelHash,
  type PgModel,
  type PgTable,
  plan,
  planCounts,
  planHash,
  planSettings,
  planTargets,
  printPlan,
  settingsOf,
  type TargetSettings,
  transactionsOf,
} from "../src/index.ts";
import { column, customers, document, everything, hostile, orders } from "./documents.ts";

const nothing: PgModel = { schemas: ["public"], tables: [] };
const all = [customers, orders];
const wanted = fromMetadata(all);

/** The wanted model with one table changed, as the present. */
function present(name: string, change: (table: PgTable) => Partial<PgTable>): PgModel {
  return {
    ...wanted,
    tables: wanted.tables.map((table) => (table.name === name ? { ...table, ...change(table) } : table)),
  };
}

function codes(differences: readonly Difference[]): readonly string[] {
  return differences.map(({ code }) => code);
}

/** A database in which much has happened since. */
const moved: PgModel = {
  schemas: ["public", "sales"],
  tables: [
    ...present("orders", (table) => ({
      comment: "other",
      columns: [
        ...table.columns
          .filter(({ name }) => name !== "booked_at")
          .map((one) =>
            one.name === "total"
              ? { ...one, default: { sql: "0" } }
              : one.name === "order"
                ? { ...one, nullable: false }
                : one,
          ),
        { name: "left_over", type: "text", nullable: true },
      ],
      foreignKeys: [],
      indexes: [{ name: "by_hand", columns: ["total"], unique: false }],
    })).tables.filter(({ name }) => name === "orders"),
  ],
};

const printed = plan(wanted, moved, planTargets(all));
const replaced = plan(
  fromMetadata([customers, orders, hostile]),
  {
    schemas: ["public", "sales"],
    tables: present("customers", (table) => ({
      columns: table.columns.map((one) => (one.name === "email" ? { ...one, type: "bytea" } : one)),
    })).tables,
  },
  planTargets([customers, orders, hostile]),
  { dropExisting: true },
);
const stuck = plan(
  wanted,
  present("orders", (table) => ({
    columns: table.columns.map((one) => (one.name === "total" ? { ...one, type: "text" } : one)),
    otherConstraints: [{ name: "odd\u001b[31m", definition: "CHECK (total > 0)" }],
  })),
  planTargets(all),
);

const target: TargetSettings = {
  name: "production",
  schemas: { sales: "sold" },
  owner: "Owner; --",
  grants: { reader: ["select"], writer: ["insert", "select", "update"], public: ["references"] },
  extraGrants: "revoke",
  tablespace: "fast",
  foreignKeys: "not_enforced",
  tables: {
    customers: {
      owner: "Owner; --",
      grants: { reader: ["select"] },
      extraGrants: "revoke",
      tablespace: "fast",
      indexes: [{ columns: ["email"], unique: false, method: "hash" }],
    },
  },
};
const laidOver = fromMetadata(all, target);
const targeted = plan(
  laidOver,
  {
    schemas: ["public", "sold"],
    usage: [{ schema: "sold", role: "writer" }],
    tables: laidOver.tables
      .filter(({ name }) => name === "customers")
      .map((table) => ({
        ...table,
        foreignKeys: [],
        owner: "someone",
        tablespace: "pg_default",
        grants: [
          { role: "someone", privilege: "SELECT" },
          { role: "other", privilege: "DELETE" },
          { role: "other", privilege: "UPDATE", column: "email" },
          { role: "public", privilege: "SELECT" },
          { role: "public", privilege: "SELECT WITH GRANT OPTION" },
        ],
      })),
  },
  planTargets(all, target),
  { settings: planSettings(target, all) },
);

describe("printing", () => {
  const plans = { printed, replaced, stuck, targeted, empty: plan(wanted, wanted, planTargets(all)) };
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(new URL("../schema/plan.v1.schema.json", import.meta.url), "utf8")) as object,
  );

  test.each(Object.entries(plans))("the plan %s reads as it did in every format", (name, one) => {
    for (const format of ["text", "sql", "md", "json"] as const) {
      expectGolden(new URL(`golden/plan-${name}.${format}`, import.meta.url), printPlan(one, { format }));
    }
  });

  test.each(Object.entries(plans))("the JSON of the plan %s is as its schema says", (_name, one) => {
    validate(JSON.parse(printPlan(one, { format: "json" })));
    expect(validate.errors).toBeNull();
  });

  test("nothing in a name, comment or default reaches the terminal as a control character", () => {
    for (const one of Object.values(plans)) {
      // eslint-disable-next-line no-control-regex
      expect(printPlan(one, { format: "text" })).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
    }
  });

  test("colour paints the sign and nothing else", () => {
    const painted = printPlan(printed, { format: "text", color: true });
    expect(painted).toContain("\u001b[32m+\u001b[0m create table public.customers");
    // eslint-disable-next-line no-control-regex
    expect(painted.replaceAll(/\x1b\[\d+m/g, "")).toBe(printPlan(printed, { format: "text" }));
  });

  test("the last line counts tables", () => {
    expect(printPlan(replaced, { format: "text" }).trimEnd().split("\n").at(-1)).toBe(
      "Plan: 2 to add, 1 to change, 1 to remove.",
    );
    expect(planCounts(printed)).toEqual({ add: 1, change: 1, remove: 0 });
  });
});

describe("plan", () => {
  test("is empty exactly when there is nothing to do", () => {
    expect(isEmptyPlan(plan(wanted, wanted, []))).toBe(true);
    expect([printed, replaced, stuck, plan(wanted, nothing, [])].map(isEmptyPlan)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test("an earlier edition of the metadata stands in for a database", () => {
    const more = document("customers", {
      ...customers.target,
      columns: [...customers.target.columns, column("note", "text")],
    });
    const [statement, ...rest] = plan(fromMetadata([more]), fromMetadata([customers]), planTargets([more])).statements;
    expect([statement?.sql, rest]).toEqual(["ALTER TABLE public.customers ADD COLUMN note text", []]);
  });

  test("runs schemas, tables, keys, indexes and foreign keys in this order", () => {
    const phases = plan(fromMetadata([...all, everything]), nothing, []).statements.map(({ phase }) => phase);
    const order = ["schemas", "drop", "tables", "keys", "indexes", "foreign-keys"];
    expect(phases).toEqual(phases.toSorted((one, other) => order.indexOf(one) - order.indexOf(other)));
  });

  test("a table that was another one takes its rows, keys and other changes along under the new names", () => {
    const { columns, uniqueKeys } = customers.target;
    const renamed = document("customers", {
      ...customers.target,
      schema: "crm",
      table: "clients",
      was: { schema: "public", table: "customers" },
      columns: columns.map((one) =>
        one.name === "email" ? { ...one, name: "mail", was: "email", nullable: true } : one,
      ),
      uniqueKeys: uniqueKeys.map((key) => ({ ...key, name: "clients_mail_key", columns: ["mail"] })),
    });
    const before = fromMetadata([customers]);
    const { statements, blocked } = plan(fromMetadata([renamed]), before, []);
    expect([blocked, statements.map(({ sql }) => sql)]).toEqual([
      [],
      [
        "CREATE SCHEMA crm",
        "ALTER TABLE public.customers RENAME TO clients",
        "ALTER TABLE public.clients SET SCHEMA crm",
        "ALTER TABLE crm.clients RENAME COLUMN email TO mail",
        "ALTER TABLE crm.clients RENAME CONSTRAINT customers_email_key TO clients_mail_key",
        "ALTER TABLE crm.clients ALTER COLUMN mail DROP NOT NULL",
      ],
    ]);
    expect(isEmptyPlan(plan(fromMetadata([renamed]), fromMetadata([renamed]), []))).toBe(true);
  });

  test("its hash changes with the present, the targets and the statements, and with nothing else", () => {
    const one = plan(wanted, moved, planTargets(all));
    expect(planHash(one)).toBe(planHash(printed));
    expect(modelHash({ ...moved, schemas: ["sales", "public"] })).toBe(modelHash(moved));
    const others = [plan(wanted, moved, []), plan(wanted, wanted, planTargets(all)), replaced];
    expect(new Set([printed, ...others].map(planHash)).size).toBe(4);
  });

  test("an index whose name a relation of another table has is in the way; one of its own table makes room", () => {
    const taken = { indexes: [{ name: "orders_total_idx", columns: ["id"], unique: false }] };
    const own: PgModel = { schemas: ["public", "sales"], tables: present("orders", () => taken).tables };
    expect(plan(wanted, own, []).blocked).toEqual([]);
    expect(plan(wanted, own, []).statements.map(({ sql }) => sql)).toContain(
      "DROP INDEX CONCURRENTLY sales.orders_total_idx",
    );
    const [other] = fromMetadata([document("other", { schema: "sales", columns: [column("id", "text")] })]).tables;
    const tables = [
      ...present("orders", () => ({ indexes: [] })).tables,
      ...(other === undefined ? [] : [{ ...other, ...taken }]),
    ];
    const { blocked } = plan(wanted, { ...own, tables }, [], { dropExisting: true });
    expect(blocked).toMatchObject([
      { code: "INDEX_MISSING", object: { part: "orders_total_idx" }, droppingHelps: false },
    ]);
  });

  test("a foreign key onto a table that is nowhere is in the way", () => {
    const { blocked } = plan(fromMetadata([orders]), nothing, planTargets([orders]));
    expect(blocked).toMatchObject([{ code: "FOREIGN_KEY_MISSING", object: { part: "orders_customer_id_fkey" } }]);
  });

  test.each<[string, Partial<PgTable>, readonly (readonly [phase: string, sql: string, hazard?: string])[]]>([
    [
      "column that rows cannot do without is marked and loses NOT NULL",
      { columns: [{ name: "must", type: "text", nullable: false, comment: "old" }] },
      [
        ["tables", "COMMENT ON COLUMN public.customers.must IS '[not in the source] old'"],
        ["tables", "ALTER TABLE public.customers ALTER COLUMN must DROP NOT NULL"],
      ],
    ],
    [
      "column that fills itself is marked and stays as it is",
      { columns: [{ name: "at", type: "date", nullable: false, default: { sql: "CURRENT_DATE" } }] },
      [["tables", "COMMENT ON COLUMN public.customers.at IS '[not in the source]'"]],
    ],
    [
      "column that was marked before is left alone",
      { columns: [{ name: "old", type: "date", nullable: true, comment: "[not in the source]" }] },
      [],
    ],
    [
      "unique index goes, with leave, since it may refuse rows",
      { indexes: [{ name: "u", columns: ["country"], unique: true }] },
      [["drop", "DROP INDEX CONCURRENTLY public.u", "DROPS_OBJECT"]],
    ],
    ["index that refuses nothing is left alone", { indexes: [{ name: "u", columns: ["country"], unique: false }] }, []],
    [
      "unique key goes, with leave, since it may refuse rows",
      { uniqueKeys: [...(wanted.tables[0]?.uniqueKeys ?? []), { name: "u", columns: ["country"] }] },
      [["keys", "ALTER TABLE public.customers DROP CONSTRAINT u", "DROPS_OBJECT"]],
    ],
  ])("an extra %s", (_what, extra, expected) => {
    const columns = [...(wanted.tables[0]?.columns ?? []), ...(extra.columns ?? [])];
    const planned = plan(
      wanted,
      present("customers", () => ({ ...extra, columns })),
      [],
    );
    expect([
      planned.statements.map(({ phase, sql }) => [phase, sql]),
      hazardsToAllow(planned).map(({ hazard }) => hazard),
      planned.blocked,
    ]).toEqual([expected.map(([phase, sql]) => [phase, sql]), expected.flatMap(([, , hazard]) => hazard ?? []), []]);
  });

  test("an extra check is in the way, since it was made by hand and may refuse rows", () => {
    const otherConstraints = [{ name: "c", definition: "CHECK (id > 0)" }];
    const { blocked, statements } = plan(
      wanted,
      present("customers", () => ({ otherConstraints })),
      [],
    );
    expect([codes(blocked), statements]).toEqual([["CONSTRAINT_EXTRA"], []]);
  });

  test("a long statement has a transaction of its own, short ones share one of at most 500", () => {
    expect(transactionsOf(printed).map(({ phase, statements }) => [phase, statements.length])).toEqual([
      ["tables", 8],
      ["indexes", 1],
      ["indexes", 1],
      ["foreign-keys", 1],
      ["foreign-keys", 1],
      ["foreign-keys", 1],
      ["foreign-keys", 1],
    ]);
    const many = Array.from({ length: 1001 }, (_, index) =>
      document(`t${String(index)}`, { columns: [column("a", "text")] }),
    );
    const sizes = transactionsOf(plan(fromMetadata(many), nothing, [])).map(({ statements }) => statements.length);
    expect(sizes).toEqual([500, 500, 1]);
  });

  test("settings are said once where the statement before has the same", () => {
    const [one, two] = printed.statements;
    if (one === undefined) throw new Error("the plan is empty");
    expect(settingsOf(one)).toEqual(["SET LOCAL lock_timeout = 3000", "SET LOCAL statement_timeout = 60000"]);
    expect(settingsOf(two ?? one, one)).toEqual([]);
  });
});

describe("diff", () => {
  test("ignores the order of columns and the names of keys and indexes", () => {
    const other = present("orders", (table) => ({
      columns: table.columns.toReversed(),
      primaryKey: { name: "p", columns: ["id"] },
      foreignKeys: table.foreignKeys.map((key) => ({ ...key, name: `${key.name}_x` })).toReversed(),
      indexes: table.indexes.map((index) => ({ ...index, name: `${index.name}_x` })).toReversed(),
    }));
    expect(diff(wanted, other)).toEqual([]);
  });

  test("minds the order of columns in a key", () => {
    const target: Partial<TargetTable> = { uniqueKeys: [{ name: "u", columns: ["email", "country"] }] };
    const turned: Partial<TargetTable> = { uniqueKeys: [{ name: "u", columns: ["country", "email"] }] };
    const [one, other] = [target, turned].map((keys) =>
      fromMetadata([document("customers", { ...customers.target, ...keys })]),
    );
    expect(codes(diff(one ?? nothing, other ?? nothing))).toEqual(["UNIQUE_KEY_MISSING", "UNIQUE_KEY_EXTRA"]);
  });

  test("compares defaults as the server prints them where that is known", () => {
    const printedBy = (sql: string, normalized?: string): PgModel =>
      present("orders", (table) => ({
        columns: table.columns.map((one) =>
          one.name === "total" ? { ...one, default: normalized === undefined ? { sql } : { sql, normalized } } : one,
        ),
      }));
    expect(diff(printedBy("-1.50", "'-1.50'::numeric"), printedBy("'-1.50'::numeric"))).toEqual([]);
    expect(codes(diff(printedBy("-1.50"), printedBy("'-1.50'::numeric")))).toEqual(["COLUMN_DEFAULT"]);
  });

  test("a key that is not to be enforced is an index, and there only once", () => {
    const loose = document("loose", {
      columns: [column("a", "text"), column("b", "text")],
      primaryKey: { name: "loose_pkey", columns: ["a"], enforced: false },
      uniqueKeys: [{ name: "loose_b_key", columns: ["b"], enforced: false }],
      indexes: [{ name: "loose_a_idx", columns: ["a"], reason: "unenforced-key" }],
    });
    const [table] = fromMetadata([loose]).tables;
    expect(table).toMatchObject({
      uniqueKeys: [],
      indexes: [
        { name: "loose_a_idx", columns: ["a"], unique: false },
        { name: "loose_b_key", columns: ["b"], unique: false },
      ],
    });
    expect(table?.primaryKey).toBeUndefined();
  });
});
