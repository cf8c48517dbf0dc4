import { readFileSync } from "node:fs";

import { expectGolden } from "@dp/golden";
import type { PgColumn, PgForeignKey, PgTable } from "@dp/pg-ddl";
import { describe, expect, test } from "@jest/globals";
import { SyntaxValidator } from "fast-xml-validator";
import mermaid from "mermaid";

import { drawDiagram } from "../src/index.ts";

const hostileFile = new URL("../../type-map/test/hostile-names.json", import.meta.url);
const hostile = JSON.parse(readFileSync(hostileFile, "utf8")) as readonly { name: string; why: string }[];

function column(name: string, type = "bigint", nullable = false): PgColumn {
  return { name, type, nullable };
}

function foreignKey(columns: readonly string[], table: PgTable, more: Partial<PgForeignKey> = {}): PgForeignKey {
  const references = { schema: table.schema, name: table.name, columns: table.primaryKey?.columns ?? [] };
  const rules = { onUpdate: "NO ACTION", onDelete: "NO ACTION", enforced: true, validated: true } as const;
  return { name: `${columns.join("_")}_fkey`, columns, references, ...rules, ...more };
}

function table(name: string, columns: readonly PgColumn[], more: Partial<PgTable> = {}): PgTable {
  return { schema: "public", name, columns, uniqueKeys: [], foreignKeys: [], indexes: [], ...more };
}

const portfolios = table("portfolios", [column("id"), column("name", "text", true)], {
  primaryKey: { name: "portfolios_pkey", columns: ["id"] },
});
const positions = table(
  "positions",
  [
    column("id"),
    column("portfolio_id"),
    column("hedge_of", "bigint", true),
    column("amount", "numeric(20,4)"),
    column("booked_at", "timestamp(6) with time zone", true),
  ],
  {
    primaryKey: { name: "positions_pkey", columns: ["id"] },
    uniqueKeys: [{ name: "positions_hedge_of_key", columns: ["hedge_of"] }],
  },
);
const tied: PgTable = {
  ...positions,
  foreignKeys: [foreignKey(["portfolio_id"], portfolios), foreignKey(["hedge_of"], positions, { enforced: false })],
};

async function lines(tables: readonly PgTable[]): Promise<readonly string[]> {
  return (await drawDiagram(tables, { format: "mermaid" })).split("\n").map((line) => line.trim());
}

describe("Mermaid", () => {
  test("a parent that must be there, many children", async () => {
    expect(await lines([portfolios, tied])).toContain('t2 }o--|| t1 : "portfolio_id"');
  });

  test("a key of a column that is unique and takes NULL: one child at most, perhaps no parent; dashed, not enforced", async () => {
    expect(await lines([portfolios, tied])).toContain('t2 |o..o| t2 : "hedge_of"');
  });

  test("columns show type, keys and whether they are required", async () => {
    const text = await lines([portfolios, tied]);
    expect(text).toContain("bigint hedge_of UK, FK");
    expect(text).toContain('numeric(20,4) amount "not null"');
    expect(text).toContain("timestamp(6)_with_time_zone booked_at");
  });

  test("only columns of keys when asked", async () => {
    const text = await drawDiagram([tied], { format: "mermaid", columns: "keys" });
    expect(text).toContain("hedge_of");
    expect(text).not.toContain("amount");
  });

  test("a key to a table that is not drawn has no line", async () => {
    expect((await lines([tied])).filter((line) => line.includes("--"))).toEqual([]);
  });

  test("as Markdown it is a fenced block", async () => {
    expect(await drawDiagram([portfolios], { format: "md" })).toMatch(/^```mermaid\nerDiagram\n[^`]*```\n$/);
  });

  test("Mermaid's own parser takes every hostile name as table, column and key", async () => {
    for (const { name, why } of hostile) {
      const parent = table(name, [column(name)], { primaryKey: { name, columns: [name] } });
      const child = table("child", [column(name, "bigint", true)], { foreignKeys: [foreignKey([name], parent)] });
      const text = await drawDiagram([parent, child], { format: "mermaid" });
      const parsed = await mermaid.parse(text).catch((error: unknown) => ({ why, name, error: String(error) }));
      expect(parsed).toMatchObject({ diagramType: "er" });
    }
  });

  test("a name can neither end its line nor the block", async () => {
    const name = 'a"]\n}\n```\n<script>';
    const text = await drawDiagram([table(name, [column(name)])], { format: "md" });
    expect(text.split("\n")).toHaveLength(7);
    expect(text).not.toContain("<script>");
    expect(text.match(/```/g)).toHaveLength(2);
  });
});

describe("SVG", () => {
  test("the same tables give the same bytes, and no word on the program that drew them", async () => {
    const svg = await drawDiagram([portfolios, tied], { format: "svg" });
    expect(await drawDiagram([portfolios, tied], { format: "svg" })).toBe(svg);
    expect(svg).not.toContain("<!--");
    expectGolden(new URL("golden/positions.svg", import.meta.url), svg);
  });

  test("is well-formed, without scripts, and shows every hostile name as what it is", async () => {
    const tables = hostile.map(({ name }, index) => table(`t${String(index)}`, [column(name, "text")]));
    const svg = await drawDiagram(tables, { format: "svg" });
    expect(SyntaxValidator.validate(svg)).toBe(true);
    expect(svg).not.toMatch(/<script|<foreignObject|\son\w+=/i);
    expect(svg.match(/<g id="node/g)).toHaveLength(hostile.length);
  });

  test("no tables give an empty picture", async () => {
    expect(SyntaxValidator.validate(await drawDiagram([], { format: "svg" }))).toBe(true);
  });
});
