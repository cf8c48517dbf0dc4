import { expect, test } from "@jest/globals";

import { UnknownPgTypeError } from "./errors.ts";
import { parsePgType } from "./parse-pg-type.ts";
import type { PgType } from "./pg-type.ts";

test.each([
  ["varchar(0)", "0 is not a number from 1 to 10485760"],
  ["varchar(x)", "x is not a number from 1 to 10485760"],
  ["varchar(1,2)", "too many parameters"],
  ["geometry(circle)", "circle is not a shape"],
  ["money", "not a PostgreSQL type known here"],
  ["numeric()", "not a PostgreSQL type known here"],
])("%s is refused: %s", (text, problem) => {
  expect(() => parsePgType(text)).toThrow(new UnknownPgTypeError(text, problem));
});

test.each([
  ...["timestamp()", "timestamp( )", "timestamp(0x5)", "varchar(0x5)", "varchar(1e3)", "varchar(0000000001)"],
  ...["float(0)", "float(1,2)", "timestamp(3,4)", "interval(3,4)", "vector(1,2)", "geometry(point,1000000)"],
  ...["text without time zone", "date with time zone", "varchar(5) with time zone", "float with time zone"],
  ...["geometry(1point)", "1text", "(text", ")text", ",text", "text)"],
])("%s is no type", (text) => {
  expect(() => parsePgType(text)).toThrow(UnknownPgTypeError);
});

test.each<readonly [text: string, type: PgType]>([
  ["varchar(1)", { name: "character varying", length: 1 }],
  ["varchar(10485760)", { name: "character varying", length: 10_485_760 }],
  ["varchar(000000001)", { name: "character varying", length: 1 }],
  ["float(1)", { name: "real" }],
  ["float(24)", { name: "real" }],
  ["float(25)", { name: "double precision" }],
  ["float(53)", { name: "double precision" }],
  ["float", { name: "double precision" }],
  ["vector(1)", { name: "vector", dimension: 1 }],
  ["vector(16000)", { name: "vector", dimension: 16_000 }],
  ["geometry(point,0)", { name: "geometry", shape: "Point" }],
  ["geometry(point,999999)", { name: "geometry", shape: "Point", srid: 999_999 }],
  [" \n text \t", { name: "text" }],
  ["timestamp  with\n\ttime   zone", { name: "timestamp with time zone" }],
])("%j is the type %j", (text, type) => {
  expect(parsePgType(text)).toEqual(type);
});

test("a type is written in at most 100 characters", () => {
  expect(parsePgType("text".padEnd(100))).toEqual({ name: "text" });
  expect(() => parsePgType("text".padEnd(101))).toThrow(UnknownPgTypeError);
  expect(() => parsePgType("text".padStart(101))).toThrow(UnknownPgTypeError);
});
