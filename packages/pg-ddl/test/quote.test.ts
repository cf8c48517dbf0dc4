import { describe, expect, test } from "@jest/globals";

import {
  DefaultTypeMismatchError,
  defaultSql,
  InvalidIdentifierError,
  InvalidLiteralError,
  InvalidTypeTextError,
  quoteIdentifier,
  quoteLiteral,
  sql,
  typeSql,
} from "../src/index.ts";

describe("quoting", () => {
  test.each([
    ["orders", "orders"],
    ["_a1$", "_a1$"],
    ["select", '"select"'],
    ["Orders", '"Orders"'],
    ["1a", '"1a"'],
    ['a"b', '"a""b"'],
    ["é", '"é"'],
    ["a b", '"a b"'],
    ["a\nb\\\u001b", 'U&"a\\000ab\\\\\\001b"'],
    ["tag\u{e0041}", 'U&"tag\\+0e0041"'],
  ])("the name %j is written %s", (name, text) => {
    expect(quoteIdentifier(name)).toBe(text);
  });

  test.each(["", "a\0b", "a".repeat(64), "é".repeat(32), "\ud800"])("the name %j is refused", (name) => {
    expect(() => quoteIdentifier(name)).toThrow(InvalidIdentifierError);
  });

  test.each([
    ["it's", "'it''s'"],
    ["back\\slash '", "E'back\\\\slash '''"],
    ["", "''"],
    ["two\nlines\u202e", "E'two\\nlines\\u202e'"],
    ["\u{e0041}\t", "E'\\U000e0041\\t'"],
  ])("the text %j is written %s", (text, written) => {
    expect(quoteLiteral(text)).toBe(written);
  });

  test.each(["a\0b", "\udc00"])("the text %j is refused, not cleaned", (text) => {
    expect(() => quoteLiteral(text)).toThrow(InvalidLiteralError);
  });

  test.each(["text; drop table x", "text DEFAULT 1", "hstore", "", "numeric(10,2) NOT NULL"])(
    "the type %j is refused",
    (type) => {
      expect(() => typeSql(type)).toThrow(InvalidTypeTextError);
    },
  );

  test("a plain string does not fit into SQL text", () => {
    // @ts-expect-error: a string has not been quoted
    expect(sql`SELECT ${"name"}`).toBe("SELECT name");
  });
});

describe("defaults", () => {
  test.each([
    [{ kind: "number", value: "1; drop table x" }, "integer"],
    [{ kind: "number", value: "1" }, "date"],
    [{ kind: "boolean", value: true }, "integer"],
    [{ kind: "random-uuid" }, "bigint"],
    [{ kind: "current-timestamp" }, "text"],
    [{ kind: "bytes", value: "00" }, "text"],
    [{ kind: "json", value: "{}" }, "date"],
    [{ kind: "current-user" }, "integer"],
  ] as const)("%j is refused for %s", (value, type) => {
    expect(() => defaultSql(value, type)).toThrow(DefaultTypeMismatchError);
  });
});
