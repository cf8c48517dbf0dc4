import { readdirSync, readFileSync } from "node:fs";

import { campaign } from "@dp/chaos";
import type { TableMetadata } from "@dp/metadata";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import {
  fromMetadata,
  type Plan,
  plan,
  placeTables,
  planSettings,
  planTargets,
  printForeignKeysDdl,
  printPlan,
  printRoles,
  printTableDdl,
} from "../../src/index.ts";
import { column, customers, document, everything, hostile, orders } from "../documents.ts";
import { hostileNames, twoVersions } from "./models.ts";
import { treeOf } from "./tree.ts";

const root = new URL("../../../../", import.meta.url);
const all = [orders, everything, hostile, customers];

const relation = (schema: string, name: string): string => JSON.stringify([schema, name]);

/** What the text of one table must be, told from its metadata alone. */
function expectedOf({ target }: TableMetadata): object {
  const comments = [target.comment, ...target.columns.map(({ comment }) => comment)].filter(
    (text) => text !== undefined && text !== "",
  );
  const indexes = target.indexes.map(({ name }) => name);
  return {
    kinds: [
      ...(target.schema === "public" ? [] : ["CreateSchemaStmt"]),
      "CreateStmt",
      ...comments.map(() => "CommentStmt"),
      ...indexes.map(() => "IndexStmt"),
    ],
    comments,
    columns: target.columns.map(({ name }) => name),
    indexes,
    cascades: false,
  };
}

/** What a default may call. */
const defaultFunctions = ["gen_random_uuid", "now", "pg_catalog.timezone", "timezone"];

async function expectTable(metadata: TableMetadata): Promise<void> {
  const tree = await treeOf(printTableDdl(metadata));
  // The encoding is set where the text is not ASCII.
  const kinds = tree.kinds.filter((kind, at) => at > 0 || kind !== "VariableSetStmt");
  expect({ ...tree, kinds }).toMatchObject(expectedOf(metadata));
  const { schema, table } = metadata.target;
  expect(tree.relations.filter((one) => one !== relation(schema, table))).toEqual([]);
  expect(tree.functions.filter((one) => !defaultFunctions.includes(one))).toEqual([]);
}

/** Kinds of statement that a step of a plan may be. */
const stepKinds = [
  "AlterObjectSchemaStmt",
  "AlterTableStmt",
  "CommentStmt",
  "CreateSchemaStmt",
  "CreateStmt",
  "DropStmt",
  "GrantStmt",
  "IndexStmt",
  "RenameStmt",
];

async function expectPlan(one: Plan, tables: readonly TableMetadata[]): Promise<ReadonlyMap<string, number>> {
  const seen = new Map<string, number>();
  const known = tables.map(({ target }) => relation(target.schema, target.table));
  for (const statement of one.statements) {
    const tree = await treeOf(statement.sql);
    expect({ sql: statement.sql, statements: tree.kinds.length }).toEqual({ sql: statement.sql, statements: 1 });
    const [kind = ""] = tree.kinds;
    expect(stepKinds).toContain(kind);
    expect({ sql: statement.sql, cascades: tree.cascades }).toMatchObject({ cascades: false });
    expect(tree.relations.filter((name) => !known.includes(name))).toEqual([]);
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
  }
  const { kinds } = await treeOf(printPlan(one, { format: "sql" }));
  const around = ["TransactionStmt", "VariableSetStmt"];
  expect(kinds.filter((kind) => !around.includes(kind))).toHaveLength(one.statements.length);
  return seen;
}

const nothing = { schemas: ["public"], tables: [] };

describe("to PostgreSQL's own parser", () => {
  test("the files of tables are the statements that the metadata says and no others, under the names it says", async () => {
    expect(all).toHaveLength(4);
    for (const metadata of all) await expectTable(metadata);
  });

  test("the file of foreign keys is one ALTER TABLE a key", async () => {
    const keys = all.flatMap(({ target }) => target.foreignKeys);
    const tree = await treeOf(printForeignKeysDdl(all));
    expect(tree.kinds).toEqual(keys.map(() => "AlterTableStmt"));
  });

  test("every DDL file in this repository is statements of the kinds that we print", async () => {
    const folders = ["metadata/ddl/", "demo/project/metadata/ddl/"];
    const files = folders.flatMap((folder) =>
      readdirSync(new URL(folder, root)).flatMap((file) => (file === "_all.sql" ? [] : [`${folder}${file}`])),
    );
    expect(files.length).toBeGreaterThan(15);
    const kinds = new Set<string>();
    for (const file of files) {
      const tree = await treeOf(readFileSync(new URL(file, root), "utf8"));
      for (const kind of tree.kinds) kinds.add(kind);
    }
    expect([...kinds].sort()).toEqual([
      "AlterTableStmt",
      "CommentStmt",
      "CreateSchemaStmt",
      "CreateStmt",
      "IndexStmt",
      "VariableSetStmt",
    ]);
  });

  test("a hostile name stays one name, wherever it stands", async () => {
    expect(hostileNames.length).toBeGreaterThan(20);
    for (const name of hostileNames) {
      const metadata = document("any", {
        schema: name,
        table: name,
        comment: name,
        columns: [column(name, "text", { comment: name, default: { kind: "string", value: name } })],
        primaryKey: { name, columns: [name] },
        indexes: [{ name, columns: [name], reason: "configured" }],
      });
      await expectTable(metadata);
      await expectPlan(plan(fromMetadata([metadata]), nothing, planTargets([metadata])), [metadata]);
    }
  });

  test("a hostile name stays one name in rights, owners, tablespaces and indexes", async () => {
    const metadata = document("any", { schema: "public", table: "any", columns: [column("a", "text")] });
    for (const name of hostileNames) {
      const each = {
        owner: name,
        grants: { [name]: ["select", "update"] },
        extraGrants: "revoke",
        tablespace: name,
      } as const;
      const indexes = [{ name, columns: ["a"], unique: false, method: "brin" as const }];
      const settings = { name: "any", schemas: { public: name }, ...each, tables: { any: { ...each, indexes } } };
      const wanted = fromMetadata([metadata], settings);
      const grants = [{ role: `not ${name}`.slice(0, 15), privilege: "UPDATE", column: "a" }];
      const there = wanted.tables.map((table) => ({ ...table, owner: "x", tablespace: "x", grants, indexes: [] }));
      for (const present of [nothing, { schemas: [name], usage: [], tables: there }]) {
        const made = plan(wanted, present, planTargets([metadata], settings), {
          settings: planSettings(settings, [metadata]),
        });
        const seen = await expectPlan(made, placeTables([metadata], settings));
        expect([...seen.keys()].sort()).toEqual(expect.arrayContaining(["AlterTableStmt", "GrantStmt", "IndexStmt"]));
      }
    }
  });

  test("a hostile name stays one name in the SQL of the roles", async () => {
    const text = (name: string): string =>
      printRoles({
        roles: { owner: name, loader: name, planner: name, reader: name },
        database: name,
        schemas: [name, "public"],
      });
    const { kinds } = await treeOf(text("plain"));
    expect([...new Set(kinds)].sort()).toEqual([
      "AlterDefaultPrivilegesStmt",
      "AlterRoleSetStmt",
      "CreateSchemaStmt",
      "DoStmt",
      "GrantRoleStmt",
      "GrantStmt",
    ]);
    for (const name of hostileNames) {
      expect([name, (await treeOf(text(name))).kinds.toSorted()]).toEqual([name, kinds.toSorted()]);
    }
  });

  test("random tables, and plans from one version to the next, are the statements that we mean", async () => {
    const { cases, seed, tell } = campaign("grammar", { cases: 150, seed: 1 });
    const counts = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(twoVersions, async ({ before, after }) => {
        await expectTable(after);
        const options = { dropExisting: true, dropColumns: true };
        for (const present of [nothing, fromMetadata([before])]) {
          const made = plan(fromMetadata([after]), present, planTargets([after]), options);
          const seen = await expectPlan(made, [after]);
          for (const [kind, number] of seen) counts.set(kind, (counts.get(kind) ?? 0) + number);
        }
      }),
      { numRuns: cases, seed },
    );
    expect([...counts.keys()]).toEqual(
      expect.arrayContaining(["AlterTableStmt", "CommentStmt", "CreateStmt", "DropStmt", "IndexStmt"]),
    );
    tell({ cases, statements: [...counts.values()].reduce((sum, number) => sum + number, 0) });
  }, 300_000);
});
