import { describe, expect, test } from "@jest/globals";

import {
  fitIdentifier,
  foldName,
  InvalidNameError,
  isPgSystemColumn,
  joinIdentifier,
  maxIdentifierBytes,
  utf8Length,
} from "../src/index.ts";
import hostileNames from "./hostile-names.json" with { type: "json" };

test.each(hostileNames)("folding: $why", ({ name, folded }) => {
  expect(foldName(name)).toBe(folded);
});

test("a single letter folds", () => {
  expect(foldName("A")).toBe("a");
});

test.each(hostileNames)("fitting: $why", ({ name }) => {
  const fitted = fitIdentifier(name);
  expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(maxIdentifierBytes);
  expect(Buffer.from(fitted).toString()).toBe(fitted);
  expect(fitted === name).toBe(Buffer.byteLength(name) <= 63);
});

test("names that differ stay different when fitted", () => {
  const fitted = hostileNames.map(({ name }) => fitIdentifier(name));
  expect(new Set(fitted).size).toBe(hostileNames.length);
});

describe("shortening is stable: first 54 bytes, then eight hex digits of the whole name", () => {
  test.each([
    ["a".repeat(63), "a".repeat(63)],
    ["a".repeat(64), `${"a".repeat(54)}_d96f0f85`],
    ["a".repeat(79), `${"a".repeat(54)}_00395696`],
    [`${"a".repeat(60)}_one`, `${"a".repeat(54)}_8e077592`],
    [`x${"😀".repeat(16)}`, `x${"😀".repeat(13)}_44412a87`],
  ])("%s", (name, fitted) => {
    expect(fitIdentifier(name)).toBe(fitted);
  });
});

describe("names of constraints and indexes", () => {
  test.each<readonly [parts: readonly string[], suffix: string, joined: string]>([
    [["orders"], "pkey", "orders_pkey"],
    [["orders", "customer_id"], "fkey", "orders_customer_id_fkey"],
    [["orders", "a", "b"], "key", "orders_a_b_key"],
    [["orders", "a"], "idx", "orders_a_idx"],
    [["orders", "a"], "", "orders_a"],
    [["t".repeat(58)], "pkey", `${"t".repeat(58)}_pkey`],
    [["t".repeat(59)], "pkey", `${"t".repeat(49)}_373b41ab_pkey`],
  ])("%j %s", (parts, suffix, joined) => {
    expect(joinIdentifier(parts, suffix)).toBe(joined);
    expect(utf8Length(joined)).toBeLessThanOrEqual(63);
  });
});

test.each(["tableoid", "xmin", "xmax", "cmin", "cmax", "ctid"])("%s is a system column", (name) => {
  expect(isPgSystemColumn(name)).toBe(true);
  expect(isPgSystemColumn(foldName(name.toUpperCase()))).toBe(true);
  expect(isPgSystemColumn(name.toUpperCase())).toBe(false);
});

test.each(["oid", "id", "", "xmins"])("%j is no system column", (name) => {
  expect(isPgSystemColumn(name)).toBe(false);
});

test.each(["", "a\0b", "\0", "a\ud800", "\udc00"])("a name that PostgreSQL cannot hold is refused: %j", (name) => {
  const refused = expect.objectContaining({ code: "INVALID_NAME", identifier: name }) as unknown as InvalidNameError;
  expect(() => foldName(name)).toThrow(refused);
  expect(() => fitIdentifier(name)).toThrow(InvalidNameError);
  expect(() => joinIdentifier([name], "")).toThrow(InvalidNameError);
});

test.each([
  ["", 0],
  ["a", 1],
  ["\u007f", 1],
  ["\u0080", 2],
  ["\u07ff", 2],
  ["\u0800", 3],
  ["\uffff", 3],
  ["😀", 4],
  ["\u{10ffff}", 4],
])("%j has %d bytes", (text, bytes) => {
  expect(utf8Length(text)).toBe(bytes);
});
