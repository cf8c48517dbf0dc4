import { expectGolden } from "@dp/golden";
import { expect, test } from "@jest/globals";

import { mapType, parseSnowflakeType, type Policies } from "../../src/index.ts";
import {
  canonicalPostgres,
  canonicalSnowflake,
  InvalidTargetError,
  isFingerprinted,
  losses,
  NoSuchPartError,
  outsideFingerprint,
  refusals,
  valueExpression,
  type ValueSource,
} from "../../src/sql/index.ts";
import { targetType } from "./move.ts";

const printed: readonly (readonly [type: string, policies?: Partial<Policies>, target?: string])[] = [
  ["NUMBER(38,0)"],
  ["NUMBER(10,2)", {}, "numeric(20,4)"],
  ["NUMBER(38,0)", {}, "bigint"],
  ["FLOAT"],
  ["DECFLOAT"],
  ["VARCHAR(100)"],
  ["VARCHAR(100) COLLATE 'en-ci'", { nul: "replace" }],
  ["BINARY(16)"],
  ["BOOLEAN"],
  ["DATE"],
  ["TIME(9)", { subMicrosecond: "extra-column" }],
  ["TIMESTAMP_NTZ(9)", { yearBelowOne: "reject" }],
  ["TIMESTAMP_LTZ(3)"],
  ["TIMESTAMP_TZ(9)", { timestampTzOffset: "extra-column", subMicrosecond: "extra-column" }],
  ["TIMESTAMP_TZ(9)", { timestampTzOffset: "text" }],
  ["VARIANT"],
  ["VARIANT", { nul: "strip" }],
  ["VARIANT", { semiStructured: "text" }],
  ["GEOGRAPHY"],
  ["GEOMETRY", { geo: "ewkb" }],
  ["GEOMETRY", { geo: "postgis" }],
  ["VECTOR(FLOAT, 3)"],
  ["VECTOR(INT, 3)", { vector: "pgvector" }],
  ["UUID"],
  ["INTERVAL YEAR(9) TO MONTH"],
  ["INTERVAL DAY(9) TO SECOND(9)"],
  ["PERIOD(DATE)"],
  ["PERIOD(TIMESTAMP_NTZ(9))"],
  ["FILE"],
];

function lines(source: ValueSource): readonly string[] {
  const type = targetType(source);
  const value = valueExpression(source, "C");
  const canonical = canonicalSnowflake(source, "C");
  return [
    `  ${source.part ?? "value"} becomes ${type}`,
    `    value: ${value}`,
    ...refusals(source, "C").map(({ code, condition }) => `    ${code}: ${condition}`),
    ...losses(source, "C").map(({ code, condition }) => `    ${code}: ${condition}`),
    ...(isFingerprinted(source)
      ? [
          `    canonical, Snowflake: ${canonical === value ? "the value" : canonical}`,
          `    canonical, PostgreSQL: ${canonicalPostgres(type, "c")}`,
        ]
      : [`    outside: ${outsideFingerprint(source) ?? ""}`]),
  ];
}

test("the SQL of every type reads as in the golden file", () => {
  const blocks = printed.map(([spelling, policies = {}, target]) => {
    const type = parseSnowflakeType(spelling);
    const chosen = Object.entries(policies).map(([name, value]) => `, ${name} ${value}`);
    const parts = target === undefined ? mapType(type, policies).parts.map(({ part }) => part) : ["value" as const];
    const sources = parts.map((part): ValueSource => ({
      type,
      policies,
      part,
      ...(target !== undefined && { target }),
    }));
    return [`${spelling}${chosen.join("")}`, ...sources.flatMap(lines)].join("\n");
  });
  expectGolden(new URL("golden/expressions.txt", import.meta.url), `${blocks.join("\n\n")}\n`);
});

test("a part that the policies do not make, and a type that cannot hold the values, are refused", () => {
  const type = parseSnowflakeType("TIMESTAMP_TZ(9)");
  expect(() => valueExpression({ type, part: "offset-minutes" }, "C")).toThrow(NoSuchPartError);
  expect(() => valueExpression({ type, target: "bytea" }, "C")).toThrow(InvalidTargetError);
});
