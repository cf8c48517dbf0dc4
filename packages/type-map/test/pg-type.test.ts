import { expect, test } from "@jest/globals";

import { parsePgType, printPgType, UnknownPgTypeError } from "../src/index.ts";
import { pgSpellings } from "./pg-spellings.ts";

test.each(pgSpellings)("%s is %s", (written, canonical) => {
  const type = parsePgType(written);
  expect(printPgType(type)).toBe(canonical);
  expect(parsePgType(canonical)).toEqual(type);
});

test("a precision without a scale is printed with the scale that PostgreSQL gives it", () => {
  expect(printPgType({ name: "numeric", precision: 5 })).toBe("numeric(5,0)");
});

test.each([
  "",
  " ",
  "int3",
  "char(5)",
  "character(5)",
  "bpchar",
  "name",
  "money",
  "xml",
  "serial",
  "timetz",
  "time with time zone",
  "timestamp(7)",
  "timestamptz(6) with time zone",
  "timestamp with local time zone",
  "interval day to second",
  "interval(7)",
  "date(3)",
  "text(5)",
  "varchar(0)",
  "varchar(10485761)",
  "varchar(1,2)",
  "numeric()",
  "numeric(0)",
  "numeric(1001)",
  "numeric(5,6)",
  "numeric(5,-1)",
  "numeric(5,2,1)",
  "numeric (a)",
  "float(54)",
  "double",
  "real[][]",
  "real[3]",
  "real array",
  "setof text",
  "geometry(Circle)",
  "geometry(Point,4326,1)",
  "geometry(Point,x)",
  "vector(0)",
  "vector(16001)",
  "pg_catalog.int4",
  '"text"',
  "text; DROP TABLE x",
  "text DEFAULT 'x'",
  "text -- comment",
  "text/**/",
  "text NOT NULL",
  "text\0",
  "numeric(10,2) ; select 1",
  "numeric(1)(2)",
  "ınt",
  "TEXT\u212A",
  "constructor",
  "__proto__",
  "a".repeat(100_000),
])("refuses what is outside the grammar: %#", (text) => {
  expect(() => parsePgType(text)).toThrow(UnknownPgTypeError);
  expect(() => parsePgType(text)).toThrow(expect.objectContaining({ code: "UNKNOWN_PG_TYPE", typeText: text }));
});
