import { describe, expect, test } from "@jest/globals";

import { codesOf, key, mapOne, table } from "../test/tables.ts";
import { indexProblem } from "./key-columns.ts";

describe("a key that is not made tells its kind, its columns and why", () => {
  test.each([
    ["primary key", { primaryKey: key("B", "A") }],
    ["unique key", { uniqueKeys: [key("B", "A")] }],
  ])("%s on a column that is left out", (kind, keys) => {
    const metadata = mapOne(table("T", { A: "FLOAT!", B: "FLOAT!" }, keys), { columns: { A: { exclude: true } } });
    expect(metadata.findings.filter(({ column }) => column === undefined)).toMatchObject([
      { code: "KEY_COLUMN_EXCLUDED", details: { key: kind, columns: ["B", "A"], excluded: "A" } },
    ]);
  });

  test("one on a type without an order", () => {
    expect(indexProblem("unique key", ["A", "B"], [{ type: "bigint" }, { type: "json" }])).toMatchObject({
      code: "KEY_TYPE_NOT_INDEXABLE",
      details: { key: "unique key", columns: ["A", "B"], type: "json" },
    });
    expect(indexProblem("index", ["A"], [{ type: "jsonb" }])).toBeUndefined();
  });
});

test("a key has 32 columns at most", () => {
  const wide = (count: number): Parameters<typeof mapOne>[0] => {
    const names = Array.from({ length: count }, (_, index) => `C${String(index)}`);
    return table("T", Object.fromEntries(names.map((name) => [name, "NUMBER(9,0)!"])), { uniqueKeys: [key(...names)] });
  };
  expect(mapOne(wide(32)).target.uniqueKeys[0]?.columns).toHaveLength(32);
  const source = wide(33);
  const refused = mapOne(source);
  expect(refused.target.uniqueKeys).toEqual([]);
  expect(codesOf(refused)).toEqual(["TOO_MANY_KEY_COLUMNS"]);
  expect(refused.findings[0]?.details).toEqual({
    key: "unique key",
    columns: source.columns.map(({ name }) => name),
    limit: "32",
  });
});
