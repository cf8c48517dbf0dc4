import type { SourceColumn } from "@dp/metadata";
import { describe, expect, test } from "@jest/globals";

import { mapColumnType, type TypeSettings, type TypedColumn } from "./column-type.ts";

function typed(type: string, settings: Partial<TypeSettings> = {}, more: Partial<SourceColumn> = {}): TypedColumn {
  const source = { name: "A", type, nullable: true, ...more };
  return mapColumnType(source, { policies: {}, override: undefined, accepted: [], ...settings });
}

describe("a column that counts", () => {
  test.each([
    ["NUMBER(38,0)", undefined, "bigint"],
    ["FLOAT", undefined, "bigint"],
    ["NUMBER(9,0)", "integer", "integer"],
  ])("%s, configured as %s, goes on counting as %s", (type, override, expected) => {
    const column = typed(type, { override }, { identity: { start: "1", increment: "1" } });
    expect(column).toMatchObject({ identity: true, parts: [{ type: expected }], findings: [] });
  });

  test("in a type that PostgreSQL cannot count with is told, with where it starts and how it goes on", () => {
    const column = typed("NUMBER(38,2)", {}, { identity: { start: "5", increment: "7" } });
    expect(column.identity).toBe(false);
    expect(column.findings).toMatchObject([
      { code: "IDENTITY_NOT_CARRIED", column: "A", details: { type: "numeric(38,2)", start: "5", increment: "7" } },
    ]);
  });
});

describe("a collation", () => {
  const german = "VARCHAR(20) COLLATE 'de'";

  test("that is dropped is told, unless that is accepted", () => {
    expect(typed(german).findings).toMatchObject([{ code: "COLLATION_DROPPED", details: { collation: "de" } }]);
    expect(typed(german, { accepted: ["COLLATION_DROPPED"] }).findings).toEqual([]);
  });

  test.each([undefined, "text", "character varying(20)"])(
    "that is kept is not told, and stays at a column configured as %s",
    (override) => {
      const column = typed(german, { override, policies: { collation: "icu" } });
      expect(column.parts).toMatchObject([{ collation: "de-x-icu" }]);
      expect(column.findings).toEqual([]);
    },
  );

  test("is nothing that other types than text have", () => {
    const column = typed(german, { override: "jsonb", policies: { collation: "icu" } });
    expect(column.parts[0]).not.toHaveProperty("collation");
  });
});

test("a configured type is the column's only part and asks for no more than PostgreSQL 14", () => {
  const { parts, requires } = typed("NUMBER(9,0)", { override: "bigint" });
  expect(parts).toEqual([{ part: "value", suffix: "", type: "bigint", fidelity: "exact", loss: [] }]);
  expect(requires).toEqual({ postgres: 14, extensions: [] });
});

test.each([
  ["GEOGRAPHY", "geography", ["postgis"]],
  ["GEOMETRY", "geometry", ["postgis"]],
  ["VECTOR(FLOAT, 3)", "vector(3)", ["vector"]],
])("%s configured as %s asks for the extension that brings the type", (type, override, extensions) => {
  expect(typed(type, { override }).requires.extensions).toEqual(extensions);
});
