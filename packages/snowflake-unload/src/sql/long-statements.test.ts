import { expect, test } from "@jest/globals";
import type { TableMetadata } from "@dp/metadata";

import { UnloadError } from "../error.ts";
import { movedTable } from "../table/moved-table.ts";
import { at } from "./point.ts";
import { countStatements } from "./counts.ts";
import { rowSet, valuesStatement } from "./rows.ts";
import { sumsStatement, withinLength } from "./sums.ts";

/** What Snowflake takes of one statement ("Query size limits"). */
const megabyte = 1024 * 1024;

function metadata(columns: number, type: string, target: string): TableMetadata {
  const names = Array.from({ length: columns }, (_unused, index) => `COLUMN_WITH_A_LONG_NAME_${String(index)}`);
  const source = { system: "snowflake", database: "D", schema: "S", table: "T", kind: "TABLE" } as const;
  return {
    $schema: "urn:dp:schema:table-metadata:1",
    formatVersion: "1.0",
    edition: 1,
    name: "t",
    source: {
      ...source,
      columns: names.map((name) => ({ name, type, nullable: true })),
      uniqueKeys: [],
      foreignKeys: [],
    },
    settings: {},
    target: {
      schema: "public",
      table: "t",
      requires: { postgres: 14, extensions: [] },
      columns: names.map((from) => ({
        name: from.toLowerCase(),
        from,
        type: target,
        nullable: true,
        fidelity: "exact",
      })),
      uniqueKeys: [],
      foreignKeys: [],
      indexes: [],
    },
    findings: [],
    fingerprints: { source: "", target: "", values: "" },
  };
}

const types = [
  ["FLOAT", "double precision"],
  ["TIMESTAMP_TZ(9)", "timestamp(6) with time zone"],
] as const;

test.each(types)(
  "1,600 columns of %s, as many as PostgreSQL has: every statement is one that Snowflake takes",
  (type, target) => {
    const table = withinLength(movedTable(metadata(1600, type, target)));
    const rows = rowSet(table, at(table.reference, "2026-01-01T00:00:00.000Z"));
    const texts = [
      valuesStatement(table, rows),
      sumsStatement(table, rows, 4096),
      ...countStatements(table, rows).map(({ sql }) => sql),
    ];
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThan(megabyte);
    expect(table.fingerprinted.length + table.outside.length).toBe(1600);
    expect(table.fingerprinted.length).toBeGreaterThan(500);
  },
);

test("columns whose texts cannot be read in one statement are refused with what to do", () => {
  const table = movedTable(metadata(6000, "TIMESTAMP_TZ(9)", "timestamp(6) with time zone"));
  expect(() => valuesStatement(table, rowSet(table, at(table.reference, undefined)))).toThrow(UnloadError);
});

test("conditions are counted in several statements, each condition once", () => {
  const table = movedTable(metadata(4000, "TIMESTAMP_TZ(9)", "timestamp(6) with time zone"));
  const statements = countStatements(table, rowSet(table, at(table.reference, undefined)));
  expect(statements.length).toBeGreaterThan(1);
  const counted = statements.flatMap((statement) => statement.counted.map(({ column, code }) => `${column} ${code}`));
  expect(new Set(counted).size).toBe(counted.length);
});
