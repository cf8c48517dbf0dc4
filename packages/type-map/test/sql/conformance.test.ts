import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";

import { checkOverride, mapType, parsePgType, parseSnowflakeType } from "../../src/index.ts";
import {
  bucketSumsSnowflake,
  canonicalSnowflake,
  isFingerprinted,
  losses,
  refusals,
  rowHashSnowflake,
  rowTextSnowflake,
  valueExpression,
  type ValueSource,
} from "../../src/sql/index.ts";
import { mappings } from "../mappings.ts";
import { sourceOf } from "./move.ts";
import { torture } from "./torture.ts";

interface Check {
  readonly kind: string;
  readonly text: string;
}

const list = JSON.parse(
  readFileSync(new URL("../../../snowflake-client/conformance.json", import.meta.url), "utf8"),
) as { checks: readonly Check[] };

/** Words before a bracket that are no functions. */
const operators = new Set(["IN", "AND", "OR", "NOT", "WHEN", "THEN", "ELSE", "FROM", "SELECT", "AS", "BETWEEN", "BY"]);

/** Names of functions in SQL, outside of its string constants. */
function functionsOf(sql: string): readonly string[] {
  const bare = sql.replace(/'(?:[^'\\]|\\.|'')*'/gs, "''");
  const names = [...bare.matchAll(/\b([A-Z][A-Z0-9_]*)\s*\(/g)].map(([, name = ""]) => name);
  return names.filter((name) => !operators.has(name));
}

const known = new Set(list.checks.filter(({ kind }) => kind === "expression").flatMap(({ text }) => functionsOf(text)));

const targets = [
  ...["smallint", "integer", "bigint", "numeric", "numeric(20,4)", "numeric(3,0)", "real", "double precision"],
  ...["boolean", "text", "character varying(9)", "bytea", "uuid", "json", "jsonb", "date"],
  ...["time(3) without time zone", "timestamp(3) without time zone", "timestamp(0) with time zone", "interval(2)"],
  ...["daterange", "tsrange", "tstzrange", "geometry(Point,4326)", "geography", "vector(3)", "bigint[]", "real[]"],
];

/** Every type of the tables under their policies, in every part, and under every override that is allowed. */
function sources(): readonly ValueSource[] {
  const typed = [...mappings, ...torture].map(({ type, policies = {} }) => ({
    type: parseSnowflakeType(type),
    policies,
  }));
  const parts = typed.flatMap(({ type, policies }) =>
    mapType(type, policies).parts.map(({ part }): ValueSource => ({ type, policies, part })),
  );
  const overrides = typed.flatMap(({ type, policies }) =>
    targets
      .filter((target) => checkOverride(type, parsePgType(target), policies).ok)
      .map((target): ValueSource => ({ type, policies, target })),
  );
  return [...parts, ...overrides, ...torture.map(sourceOf)];
}

test("only functions of the conformance list are called", () => {
  const all = sources();
  expect(all.length).toBeGreaterThan(500);
  const called = new Set<string>();
  const note = (sql: string): void => {
    for (const name of functionsOf(sql)) called.add(name);
  };
  for (const source of all) {
    note(valueExpression(source, '"C"'));
    note(canonicalSnowflake(source, '"C"'));
    for (const { condition } of [...refusals(source, '"C"'), ...losses(source, '"C"')]) note(condition);
  }
  const columns = all.filter(isFingerprinted).map((source) => ({ source, reference: '"C"' }));
  note(rowHashSnowflake(rowTextSnowflake(columns)));
  note(bucketSumsSnowflake({ columns, key: columns.slice(0, 1), buckets: 4, from: "T" }));
  expect(called.size).toBeGreaterThan(50);
  expect([...called].filter((name) => !known.has(name))).toEqual([]);
});

test("a name is found wherever it is called, and not inside a constant", () => {
  expect(functionsOf("IFF(A, 'NO(', LEFT (B)) || CASE WHEN (C) THEN D END IN (1)")).toEqual(["IFF", "LEFT"]);
});
