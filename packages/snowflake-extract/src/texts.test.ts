import { describe, expect, test } from "@jest/globals";
import { parseClusterBy } from "./cluster-by.ts";
import { parseIdentity } from "./identity.ts";
import { nearNames } from "./near-names.ts";
import { queries } from "./queries.ts";

describe("a clustering key", () => {
  test.each<[string, readonly string[]]>([
    ["", []],
    ["LINEAR(A, B)", ["A", "B"]],
    ["linear( A )", ["A"]],
    ["(A, SUBSTRING(B, 1, 3))", ["A", "SUBSTRING(B, 1, 3)"]],
    ["A, B", ["A", "B"]],
    ["(A), (B)", ["(A)", "(B)"]],
    [
      `LINEAR("a,b", "x""y)", TO_CHAR(C, ',('), 'it''s, \\', ok')`,
      [`"a,b"`, `"x""y)"`, "TO_CHAR(C, ',(')", `'it''s, \\', ok'`],
    ],
  ])("%s is split at its own commas only", (text, expected) => {
    expect(parseClusterBy(text)).toEqual(expected);
  });
});

describe("an identity", () => {
  test.each([
    ["IDENTITY START 1 INCREMENT 1 NOORDER", { start: "1", increment: "1" }],
    ["IDENTITY START 1 INCREMENT 1 ORDER", { start: "1", increment: "1", ordered: true }],
    ["IDENTITY START -10 INCREMENT -2", { start: "-10", increment: "-2" }],
  ])("%s is read", (text, expected) => {
    expect(parseIdentity(text, "T.ID")).toEqual(expected);
  });

  test("of another form is refused with its text", () => {
    expect(() => parseIdentity("IDENTITY FROM MOON", "T.ID")).toThrow("IDENTITY FROM MOON");
  });
});

test("near names come best first, another case of the same name before all", () => {
  expect(nearNames("orders", ["ORDER", "ORDERS", "BORDERS", "CUSTOMERS", "orders"])).toEqual([
    "ORDERS",
    "BORDERS",
    "ORDER",
  ]);
  expect(nearNames("X", ["FINANCIAL_DATA"])).toEqual([]);
});

test("names are quoted and prefixes escaped in every statement", () => {
  const name = { database: 'd"b', schema: "s.1", table: "t" };
  expect(queries.columns({ of: "view", name })).toBe('SHOW COLUMNS IN VIEW "d""b"."s.1"."t"');
  expect(queries.tables(name, { limit: 5, startsWith: "o'\\%" })).toBe(
    `SHOW TABLES IN SCHEMA "d""b"."s.1" STARTS WITH 'o''\\\\%' LIMIT 5`,
  );
  expect(queries.describe({ of: "table", name })).toBe('DESCRIBE TABLE "d""b"."s.1"."t"');
});
