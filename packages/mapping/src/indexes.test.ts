import { describe, expect, test } from "@jest/globals";

import { input, key, mapAll, mapOne, references, refusal, table } from "../test/tables.ts";

describe("a configured index", () => {
  test("is made whatever types the other columns have", () => {
    const { target, findings } = mapOne(table("T", { A: "NUMBER(9,0)", B: "VARIANT" }), {
      policies: { semiStructured: "json" },
      columns: { B: { type: "json" } },
      indexes: [{ columns: ["a"] }],
    });
    expect(target.columns.map(({ type }) => type)).toContain("json");
    expect(target.indexes).toMatchObject([{ columns: ["a"], reason: "configured" }]);
    expect(findings.filter(({ code }) => code === "KEY_TYPE_NOT_INDEXABLE")).toEqual([]);
  });

  test.each([
    [20, "c19."],
    [21, "c19, …."],
  ])("on an unknown column is refused with the columns there are; of %i the hint ends with %s", (count, end) => {
    const names = Array.from({ length: count }, (_, index) => `C${String(index)}`);
    const source = table("T", Object.fromEntries(names.map((name) => [name, "FLOAT"])));
    const [problem] = refusal(source, { indexes: [{ columns: ["C0"] }] }).problems;
    expect(problem?.message).toContain('"C0"');
    expect(problem?.hint).toMatch(new RegExp(`c0, c1, .*${end.replaceAll(".", "\\.")}$`));
  });
});

test("a key that has a foreign key's column in a later place does not spare the index", () => {
  const parent = table("P", { ID: "NUMBER(38,0)!" }, { primaryKey: key("ID") });
  const child = table(
    "C",
    { A: "NUMBER(9,0)", P_ID: "NUMBER(38,0)" },
    { uniqueKeys: [key("A", "P_ID")], foreignKeys: [references(["P_ID"], "P", ["ID"])] },
  );
  expect(mapAll(input(child), input(parent)).get("c")?.target.indexes).toMatchObject([
    { columns: ["p_id"], reason: "foreign-key" },
  ]);
});
