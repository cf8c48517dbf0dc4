import { mapTables } from "@dp/mapping";
import {
  fingerprintSource,
  type MappingSettings,
  type SourceColumn,
  type SourceTable,
  type TableMetadata,
} from "@dp/metadata";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import type { Change } from "./change.ts";
import { driftCounts, driftMarkdown, driftText } from "./print-drift.ts";
import { remapped } from "./remapped.ts";
import { diffSource } from "./source-changes.ts";
import { addedTable, drifted, fileDrift, merged, tableDrift, unnamedTable, vanishedTable } from "./table-drift.ts";

function column(name: string, type = "NUMBER(9,0)", more: Partial<SourceColumn> = {}): SourceColumn {
  return { name, type, nullable: true, ...more };
}

const orders: SourceTable = {
  system: "snowflake",
  database: "DB",
  schema: "S",
  table: "ORDERS",
  kind: "TABLE",
  columns: [column("ID", "NUMBER(38,0)", { nullable: false }), column("AMOUNT"), column("NOTE", "VARCHAR(200)")],
  primaryKey: { columns: ["ID"], enforced: false },
  uniqueKeys: [],
  foreignKeys: [],
};

function withColumns(...columns: readonly SourceColumn[]): SourceTable {
  return { ...orders, columns };
}

function mapped(source: SourceTable, settings: MappingSettings = {}, table = "orders"): TableMetadata {
  const [outcome] = mapTables([{ name: "orders", source, settings, postgres: { schema: "public", table } }], {
    edition: 1,
  });
  if (outcome?.ok !== true) throw new Error("cannot be mapped");
  return outcome.metadata;
}

function brief(changes: readonly Change[]): readonly string[] {
  return changes.map(({ code, object, before, after, guess }) =>
    [code, object, before ?? "-", after ?? "-", ...(guess === undefined ? [] : [guess])].join(" | "),
  );
}

const [id, amount, note] = orders.columns as [SourceColumn, SourceColumn, SourceColumn];

describe("Snowflake's side", () => {
  test.each<readonly [string, SourceTable, readonly string[]]>([
    [
      "a column added",
      withColumns(id, amount, note, column("NEW", "DATE", { comment: "c" })),
      ["COLUMN_ADDED | column NEW | - | DATE, comment c"],
    ],
    ["a column dropped", withColumns(id, note), ["COLUMN_DROPPED | column AMOUNT | NUMBER(9,0) | -"]],
    [
      "a column retyped",
      withColumns(id, column("AMOUNT", "NUMBER(12,2)"), note),
      ["COLUMN_TYPE | column AMOUNT | NUMBER(9,0) | NUMBER(12,2)"],
    ],
    [
      "a column renamed",
      withColumns(id, column("TOTAL"), note),
      ["COLUMN_RENAMED | column TOTAL | AMOUNT | TOTAL | same position, type"],
    ],
    [
      "a column renamed and retyped: no guess",
      withColumns(id, column("TOTAL", "DATE"), note),
      ["COLUMN_DROPPED | column AMOUNT | NUMBER(9,0) | -", "COLUMN_ADDED | column TOTAL | - | DATE"],
    ],
    [
      "NULL allowed no more",
      withColumns(id, column("AMOUNT", "NUMBER(9,0)", { nullable: false }), note),
      ["COLUMN_NULLABLE | column AMOUNT | NULL | NOT NULL"],
    ],
    [
      "a default",
      withColumns(id, column("AMOUNT", "NUMBER(9,0)", { default: "7" }), note),
      ["COLUMN_DEFAULT | column AMOUNT | - | 7"],
    ],
    [
      "identity",
      withColumns({ ...id, identity: { start: "1", increment: "2" } }, amount, note),
      ['COLUMN_IDENTITY | column ID | - | {"start":"1","increment":"2"}'],
    ],
    ["a column comment", withColumns(id, amount, { ...note, comment: "x" }), ["COLUMN_COMMENT | column NOTE | - | x"]],
    [
      "a masking policy",
      withColumns(id, amount, { ...note, maskingPolicy: "M" }),
      ["COLUMN_MASKING | column NOTE | - | M"],
    ],
    ["another order", withColumns(amount, id, note), ["COLUMN_ORDER | columns | ID, AMOUNT, NOTE | AMOUNT, ID, NOTE"]],
    ["a table comment", { ...orders, comment: "c" }, ["TABLE_COMMENT | table | - | c"]],
    [
      "tags and policies of the table",
      { ...orders, tags: [{ name: "T", value: "v" }], policies: [{ kind: "ROW_ACCESS_POLICY", name: "P" }] },
      [
        'TABLE_TAGS | table | - | [{"name":"T","value":"v"}]',
        'TABLE_POLICIES | table | - | [{"kind":"ROW_ACCESS_POLICY","name":"P"}]',
      ],
    ],
    ["a cluster key", { ...orders, clusterBy: ["ID", "NOTE"] }, ['CLUSTER_KEY | table | - | ["ID","NOTE"]']],
    ["another kind", { ...orders, kind: "VIEW" }, ["TABLE_KIND | table | TABLE | VIEW"]],
    [
      "a field of a later format",
      { ...orders, retention: "7" } as SourceTable,
      ["TABLE_PROPERTY | table, retention | - | 7"],
    ],
    [
      "another primary key",
      { ...orders, primaryKey: { columns: ["ID", "NOTE"], enforced: false } },
      ["PRIMARY_KEY | primary key | (ID) | (ID, NOTE)"],
    ],
    [
      "a unique key",
      { ...orders, uniqueKeys: [{ name: "U", columns: ["NOTE"], enforced: false, rely: true }] },
      ["UNIQUE_KEY | unique key (NOTE) | - | U (NOTE) rely"],
    ],
    [
      "a foreign key",
      {
        ...orders,
        foreignKeys: [
          {
            columns: ["AMOUNT"],
            references: { database: "DB", schema: "S", table: "T", columns: ["X"] },
            enforced: false,
            onDelete: "CASCADE",
          },
        ],
      },
      ["FOREIGN_KEY | foreign key (AMOUNT) | - | (AMOUNT) references DB.S.T (X) onDelete CASCADE"],
    ],
    ["nothing", orders, []],
  ])("%s", (_, after, expected) => {
    expect(brief(diffSource(orders, after))).toEqual(expected);
  });

  test("an equal comment is worth more than an equal place", () => {
    const before = withColumns(id, column("A", "DATE", { comment: "when" }), column("B", "DATE"));
    const after = withColumns(id, column("X", "DATE"), column("Y", "DATE", { comment: "when" }));
    expect(brief(diffSource(before, after))).toEqual([
      "COLUMN_RENAMED | column X | B | X | same position, type",
      "COLUMN_RENAMED | column Y | A | Y | same position, type, comment",
      "COLUMN_ORDER | columns | ID, A, B | ID, B, A",
    ]);
  });

  test("something is told exactly when the fingerprint of the source half differs", () => {
    const name = fc.constantFrom("A", "B", "C", "D");
    const columns = fc.uniqueArray(
      fc.record(
        {
          name,
          type: fc.constantFrom("DATE", "NUMBER(9,0)"),
          nullable: fc.boolean(),
          default: fc.constantFrom("1", "2"),
          comment: fc.constantFrom("c", "d"),
          expression: fc.constant("A + 1"),
        },
        { requiredKeys: ["name", "type", "nullable"] },
      ),
      { minLength: 1, maxLength: 4, selector: (each) => each.name },
    );
    const key = fc.record({ columns: fc.uniqueArray(name, { minLength: 1, maxLength: 2 }), enforced: fc.boolean() });
    const table = fc
      .record(
        {
          columns,
          comment: fc.constantFrom("x", "y"),
          clusterBy: fc.constant(["A"]),
          primaryKey: key,
          uniqueKeys: fc.array(key, { maxLength: 2 }),
        },
        { requiredKeys: ["columns", "uniqueKeys"] },
      )
      .map((parts): SourceTable => ({
        system: "snowflake",
        database: "DB",
        schema: "S",
        table: "T",
        kind: "TABLE",
        foreignKeys: [],
        ...parts,
      }));
    let different = 0;
    fc.assert(
      fc.property(table, table, fc.boolean(), (one, two, same) => {
        const other = same ? structuredClone(one) : two;
        const sorted = ({ uniqueKeys, ...rest }: SourceTable): SourceTable => ({
          ...rest,
          uniqueKeys: uniqueKeys.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
        });
        const moved = fingerprintSource(sorted(one)) !== fingerprintSource(sorted(other));
        if (moved) different += 1;
        expect({ one, other, told: diffSource(one, other).length > 0 }).toEqual({ one, other, told: moved });
      }),
      { seed: 7, numRuns: 500 },
    );
    expect(different).toBeGreaterThan(150);
  });
});

describe("who made a difference", () => {
  const before = mapped(orders);
  const again = (): TableMetadata | undefined => remapped([before]).get("orders");

  test("tables.yaml: settings by their paths there, and where the table goes", () => {
    const after = mapped(
      orders,
      { policies: { integers: "smallest" }, columns: { AMOUNT: { name: "total" } } },
      "purchases",
    );
    const { snowflake, settings, program } = tableDrift({ before, after, again });
    expect(brief(settings)).toEqual([
      "SETTING | postgres.table | orders | purchases",
      "SETTING | columns.AMOUNT.name | - | total",
      "SETTING | policies.integers | - | smallest",
    ]);
    expect([snowflake, program]).toEqual([[], []]);
  });

  test("both sides at once are told apart; another table of Snowflake is our choice", () => {
    const moved = tableDrift({ before, after: mapped({ ...orders, comment: "c" }, { losses: "fail" }), again });
    expect([brief(moved.snowflake), brief(moved.settings)]).toEqual([
      ["TABLE_COMMENT | table | - | c"],
      ["SETTING | losses | - | fail"],
    ]);
    const other = tableDrift({ before, after: mapped({ ...orders, table: "OTHER", comment: "c" }), again });
    expect([brief(other.snowflake), brief(other.settings)]).toEqual([
      [],
      ["TABLE_IDENTITY | table of Snowflake | DB.S.ORDERS | DB.S.OTHER"],
    ]);
  });

  test("a release that maps the same halves otherwise, or other tables of the set", () => {
    const { target } = before;
    const columns = target.columns.map((each) => (each.name === "amount" ? { ...each, type: "integer" } : each));
    const older: TableMetadata = { ...before, target: { ...target, columns } };
    const told = ["TARGET | target column amount, type | integer | numeric(9,0)"];
    const byProgram = tableDrift({ before: older, after: before, again: () => remapped([older]).get("orders") });
    expect([brief(byProgram.program), byProgram.others]).toEqual([told, []]);
    const byOthers = tableDrift({ before: older, after: before, again: () => older });
    expect([byOthers.program, brief(byOthers.others)]).toEqual([[], told]);
    expect(drifted(tableDrift({ before, after: before, again }))).toBe(false);
  });

  test("all of it reads plainly, and is Markdown that names cannot break", () => {
    const drifts = merged([
      addedTable({ ...before, name: "fresh" }),
      vanishedTable({ ...before, name: "lost" }),
      unnamedTable({ ...before, name: "old" }),
      tableDrift({ before, after: mapped(withColumns(id, column("T|`<b>\n@all"), note)), again }),
      fileDrift("orders", "metadata/ddl/orders_create.sql", "was edited by hand"),
    ]);
    expect(driftText(drifts)).toBe(
      [
        "fresh",
        "  in tables.yaml",
        "    + table named, has no files yet: DB.S.ORDERS, 3 columns",
        "lost",
        "  in Snowflake",
        "    - table dropped, or out of the role's sight: DB.S.ORDERS",
        "old",
        "  in tables.yaml",
        "    - table not named any more: DB.S.ORDERS",
        "orders",
        "  in Snowflake",
        "    ~ column T|`<b>\\u000a@all renamed: AMOUNT → T|`<b>\\u000a@all (a guess: same position, type)",
        "  in the committed files",
        "    + metadata/ddl/orders_create.sql: was edited by hand",
        "",
      ].join("\n"),
    );
    expect(driftCounts(drifts)).toEqual({ snowflake: 2, settings: 2, files: 1, program: 0, others: 0 });
    const markdown = driftMarkdown(drifts);
    expect(markdown).toContain(
      "**4 tables are not as committed: 2 in Snowflake, 2 in tables.yaml, 1 in the committed files.**",
    );
    expect(markdown).toContain("- ~ <code>column T&#124;&#96;&#60;b&#62;&#92;n&#64;all</code> renamed: `AMOUNT` → ");
    expect(driftMarkdown(drifts, 400).length).toBeLessThanOrEqual(400);
    expect(driftMarkdown([])).toContain("The committed files are what Snowflake and tables.yaml say.");
  });
});
