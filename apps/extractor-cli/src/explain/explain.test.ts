import { readFileSync } from "node:fs";

import { expectGolden } from "@dp/golden";
import { parseTableMetadata, type TableMetadata } from "@dp/metadata";
import { describe, expect, test } from "@jest/globals";

import { explainTable } from "./explain-table.ts";
import { explainType, readPolicies } from "./explain-type.ts";
import { width } from "./fit.ts";
import { tableMarkdown, typeMarkdown } from "./print-markdown.ts";
import { tableText, typeText } from "./print-text.ts";

const names = ["customers", "orders", "order_lines", "products", "hostile"] as const;

/** Metadata that the mapping's tests hold as reviewed. */
async function metadataOf(name: string): Promise<TableMetadata> {
  const file = new URL(`../../../../packages/mapping/test/golden/${name}_metadata.json`, import.meta.url);
  return parseTableMetadata(readFileSync(file, "utf8"), name);
}

function golden(name: string): URL {
  return new URL(`../../test/golden/explain/${name}`, import.meta.url);
}

describe("a table", () => {
  test.each(names)("%s reads as reviewed, on a terminal of 100 columns and as Markdown", async (name) => {
    const table = explainTable(await metadataOf(name));
    expectGolden(golden(`${name}.txt`), tableText(table, 100));
    expectGolden(golden(`${name}.md`), tableMarkdown(table));
  });

  test.each([60, 72, 80, 100, 140, 200])("is never wider than a terminal of %d columns", async (places) => {
    for (const name of names) {
      for (const line of tableText(explainTable(await metadataOf(name)), places).split("\n")) {
        expect([name, line, width(line) <= places]).toEqual([name, line, true]);
      }
    }
  });

  test("says of each column what it becomes, why, what is lost and accepted, and what could be chosen", async () => {
    const { columns } = explainTable(await metadataOf("customers"));
    expect(columns.find(({ name }) => name === "PROFILE")).toMatchObject({
      type: "VARIANT",
      becomes: [{ name: "profile", type: "jsonb", fidelity: "changed" }],
      reason: "jsonb can be indexed and searched; numbers keep all their digits.",
      losses: expect.arrayContaining([
        expect.objectContaining({ code: "JSON_NORMALISED", accepted: true }),
        expect.objectContaining({ code: "JSON_NULL_MERGED", accepted: false, effect: "changed" }),
      ]),
      instead: expect.arrayContaining([{ choose: "semi_structured: text", becomes: ["text"], fidelity: "changed" }]),
      notes: ["default '{}'::jsonb"],
    });
    expect(columns.find(({ name }) => name === "PASSWORD")).toMatchObject({ becomes: [], losses: [], instead: [] });
  });

  test("says of a configured type what the mapping would be, and of a joined one what it would be alone", async () => {
    const { columns } = explainTable(await metadataOf("order_lines"));
    const reasonOf = (column: string): string | undefined => columns.find(({ name }) => name === column)?.reason;
    expect(columns.find(({ name }) => name === "PRICE")).toMatchObject({
      reason: "tables.yaml says this type.",
      instead: [{ choose: "without that", becomes: ["numeric(10,2)"], fidelity: "exact" }],
    });
    expect(reasonOf("ORDER_ID")).toBe(
      "Columns joined by foreign keys have one type; by itself it would be numeric(38,0).",
    );
  });

  test("of another release is explained as far as it says itself", async () => {
    const metadata = await metadataOf("orders");
    const later = { ...metadata, edition: 2 };
    for (const { reason, becomes } of explainTable(later).columns) {
      expect(becomes.length).toBeGreaterThan(0);
      expect(reason).toBe("Another release has mapped it, which knows why.");
    }
    const unknown = { ...metadata.source, columns: [{ name: "ID", type: "HYPERCUBE(3)", nullable: true }] };
    expect(explainTable({ ...metadata, source: unknown }).columns[0]?.reason).toMatch(/^Another release/);
  });

  test("with names that would rewrite the screen, or be Markdown, prints them as text", async () => {
    const metadata = await metadataOf("hostile");
    const [first, ...others] = metadata.source.columns;
    const evil = "\u001b[2J`|<img>\n| x";
    if (first === undefined) throw new Error("no column");
    const table = explainTable({
      ...metadata,
      source: { ...metadata.source, table: evil, columns: [{ ...first, name: evil }, ...others] },
      findings: [{ code: "NAME_SHORTENED", severity: "info", column: evil, details: { to: "**x** <b>" } }],
    });
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
    expect(tableText(table, 100)).not.toMatch(controls);
    const markdown = tableMarkdown(table);
    expect(markdown).not.toMatch(controls);
    expect(markdown).toContain("<code>&#92;u&#123;1b&#125;&#91;2J&#96;&#124;&#60;img&#62;&#92;n&#124; x</code>");
    expect(markdown).toContain("is called \\*\\*x\\*\\* \\<b\\> in PostgreSQL");
    const cells = markdown.split("\n").filter((line) => line.startsWith("| "));
    const count = (line: string): number => line.replaceAll("\\|", "").split("|").length;
    for (const line of cells) expect([line, count(line)]).toEqual([line, count(cells[0] ?? "")]);
  });
});

describe("a type", () => {
  test("is explained in whatever spelling, for a terminal and as Markdown", () => {
    expectGolden(golden("type.txt"), typeText(explainType("timestamp_ntz (9)", {}), 80));
    expectGolden(golden("type.md"), typeMarkdown(explainType("GEOGRAPHY", { geo: "postgis" })));
  });

  test("follows the policies of the command line, by their names in tables.yaml", () => {
    const policies = readPolicies(["integers=smallest"]);
    expect(explainType("NUMBER(9,0)", policies)).toMatchObject({
      becomes: [{ type: "integer", fidelity: "exact" }],
      instead: [{ choose: "integers: numeric", becomes: ["numeric(9,0)"], fidelity: "exact" }],
    });
    expect(() => readPolicies(["colour=red"])).toThrow("there is no such policy");
    expect(() => readPolicies(["integers=int"])).toThrow("integers has no such value");
  });

  test("that Snowflake does not have is refused by name", () => {
    expect(() => explainType("HYPERCUBE(3)", {})).toThrow(expect.objectContaining({ code: "UNKNOWN_SNOWFLAKE_TYPE" }));
  });
});
